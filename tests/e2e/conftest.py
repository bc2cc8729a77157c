"""What holds for every test from end to end."""

import keyring.core
import pytest
from keyring.backends import fail


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    """The tests here and the programs they start share outboxes, and so must share their keys.

    Other tests define keyrings of their own, which this process would find and no other one has:
    whoever came first into an outbox would decide whether the other can read it.
    """
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
