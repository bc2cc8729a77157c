"""Lines that are no events: one error for all of them, and none that repeats what the line held."""

import pytest

from app.call.actions import decode_action
from speech.events import BrokenEventError, Level, decode

DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"xylophone",
        b'{"type":"level"}',
        b'{"type":"partial","t":1,"channel":"agent","utterance":1,"text":"\xff","stable":0}',
        b'{"type":"paused","t":"\xff"}\xff',
        b'{"type":"level","t":1,"channel":"xylophone","dbfs":-3}',
        b'{"type":"level","t":1,"channel":"agent","dbfs":1e999}',
        b'{"type":"level","t":NaN,"channel":"agent","dbfs":-3}',
        b'{"type":"level","odd":' + DEEP,
        DEEP,
    ],
)
def test_what_is_no_event_is_said_and_not_repeated(line):
    with pytest.raises(BrokenEventError) as caught:
        decode(line)
    assert "xylophone" not in str(caught.value)
    assert decode_action(line) is None


def test_unknown_kinds_and_fields_are_left_out():
    assert decode(b'{"type":"from-the-future","t":1,"odd":[1]}') is None
    line = b'{"type":"level","t":1,"channel":"agent","dbfs":-3,"odd":{"a":1}}'
    assert isinstance(decode(line), Level)
