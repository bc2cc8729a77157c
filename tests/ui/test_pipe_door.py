"""The Windows door, as far as it can be run here: Qt's local server stands for the named pipe."""

import pytest
from PySide6.QtNetwork import QLocalSocket

from app.ipc.door import Door
from app.ipc.message import MAX_BYTES, Answer, decode_answer, encode_request
from app.phone.request import Details, Request
from ui.pipe_door import PipeDoor


@pytest.fixture
def visit(qapp, qtbot, tmp_path):
    name = str(tmp_path / "pipe")
    heard = []

    def answer(request: Request) -> Answer:
        heard.append(request)
        return Answer(True, "Heard.", "active", request.call)

    door = PipeDoor(name, Door(tmp_path / "run"), answer, qapp)

    def _visit(*parts: bytes) -> bytes:
        socket = QLocalSocket()
        socket.connectToServer(name)
        qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.ConnectedState)
        for part in parts:
            socket.write(part)
            socket.flush()
        qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
        return bytes(socket.readAll().data())

    _visit.heard = heard
    yield _visit
    door.close()
    door.deleteLater()


def test_what_is_said_is_answered(visit):
    start = Request("start", Details("1", "1001"))
    line = encode_request(start)
    answer = decode_answer(visit(line[:9], line[9:]))
    assert answer == Answer(True, "Heard.", "active", start.call)
    assert visit.heard == [start]


@pytest.mark.parametrize("line", [b"hello\n", b"x" * (MAX_BYTES + 2)])
def test_what_is_no_request_gets_one_sentence(visit, line):
    assert not decode_answer(visit(line)).ok
    assert visit.heard == []
