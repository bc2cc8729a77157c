"""The fake keeps the contract, so that what is tested against it holds for the others."""

import pytest

from tests.app.helpdesk.contract import CommentContract, HelpdeskContract
from tests.app.helpdesk.fake import FakeHelpdesk


class TestFake(HelpdeskContract, CommentContract):
    @pytest.fixture
    def helpdesk(self):
        return FakeHelpdesk()

    @pytest.fixture
    def existing(self):
        return "1"

    @pytest.fixture
    def arrived(self, helpdesk):
        return lambda note_id: sum(filed == note_id for filed, _ in helpdesk.filed)
