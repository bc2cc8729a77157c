import contextlib
import os

import pytest

from speech.control import Control


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        with contextlib.suppress(OSError):
            os.close(end)


def received(control: Control, count: int) -> list[str]:
    """Return the next commands, waiting for them."""
    found: list[str] = []
    while len(found) < count:
        control.wait(10)
        found += control.pending()
    return found


def test_commands_come_through_in_order_and_rubbish_does_not(pipe):
    control = Control()
    control.read(pipe[0])
    os.write(pipe[1], b"pause\nhello\n\n  resume \nst")
    os.write(pipe[1], b"op\n")
    assert received(control, 3) == ["pause", "resume", "stop"]


def test_the_end_of_the_input_means_stop(pipe):
    control = Control()
    control.read(pipe[0])
    os.write(pipe[1], b"pause\n")
    os.close(pipe[1])
    assert received(control, 2) == ["pause", "stop"]


def test_endless_rubbish_is_not_kept(pipe):
    control = Control()
    control.read(pipe[0])
    for _ in range(20):
        os.write(pipe[1], b"x" * 2_000)
    os.write(pipe[1], b"\nresume\n")
    assert received(control, 1) == ["resume"]


def test_waiting_ends_with_a_command():
    control = Control()
    control.send("stop")
    control.wait(60)
    assert control.pending() == ["stop"]
    assert control.pending() == []
