import os

import pytest

from speech.control import Control


class Piped:
    """A control that reads a pipe, and the pipe's other end."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()
        self.control = Control()
        self._reader = self.control.read(self._out)

    def write(self, data: bytes) -> None:
        os.write(self._in, data)

    def end(self) -> None:
        if self._in >= 0:
            os.close(self._in)
            self._in = -1

    def close(self) -> None:
        """End the reader first: the number of a closed pipe is soon that of another."""
        self.end()
        self._reader.join(10)
        os.close(self._out)


@pytest.fixture
def pipe():
    pipe = Piped()
    yield pipe
    pipe.close()


def received(control: Control, count: int) -> list[str]:
    """Return the next commands, waiting for them."""
    found: list[str] = []
    while len(found) < count:
        control.wait(10)
        found += control.pending()
    return found


def test_commands_come_through_in_order_and_rubbish_does_not(pipe):
    pipe.write(b"pause\nhello\n\n  resume \nst")
    pipe.write(b"op\n")
    assert received(pipe.control, 3) == ["pause", "resume", "stop"]


def test_the_end_of_the_input_means_stop(pipe):
    pipe.write(b"pause\n")
    pipe.end()
    assert received(pipe.control, 2) == ["pause", "stop"]


def test_endless_rubbish_is_not_kept(pipe):
    for _ in range(20):
        pipe.write(b"x" * 2_000)
    pipe.write(b"\nresume\n")
    assert received(pipe.control, 1) == ["resume"]


def test_waiting_ends_with_a_command():
    control = Control()
    control.send("stop")
    control.wait(60)
    assert control.pending() == ["stop"]
    assert control.pending() == []
