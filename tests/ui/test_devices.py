"""Choosing sound devices: listed by the listener, remembered, heard within the call."""

import json
import sys

import pytest
from PySide6.QtCore import Qt

from app.settings import AudioSettings, Settings
from tests.ui import places
from ui.device_choice import FILE, Devices, remember, remembered
from ui.device_dialog import DEFAULT, NO_LIST, DeviceDialog
from ui.live_devices import LiveDevices

LIST = [
    {"name": "softphone.monitor", "description": "Softphone (monitor)", "kind": "monitor"},
    {"name": "headset_mic", "description": "Headset", "kind": "microphone", "default": True},
]


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = []

    def open_(script: str, now: Devices | None = None) -> DeviceDialog:
        file = tmp_path / "list.py"
        file.write_text(script)
        dialog = DeviceDialog(now or Devices(), program=(sys.executable, str(file)))
        qtbot.addWidget(dialog)
        made.append(dialog)
        return dialog

    yield open_
    for one in made:
        one.leave()


def test_each_ear_is_offered_its_kind_and_the_choice_is_told(dialog, qtbot):
    made = dialog(f"print({json.dumps(json.dumps(LIST))})", Devices(agent="headset_mic"))
    qtbot.waitUntil(made.use.isEnabled)
    names = {
        channel: [box.itemText(index) for index in range(box.count())]
        for channel, box in made.boxes.items()
    }
    assert names == {"customer": [DEFAULT, "Softphone (monitor)"], "agent": [DEFAULT, "Headset"]}
    made.boxes["customer"].setCurrentIndex(1)
    with qtbot.waitSignal(made.chosen) as said:
        qtbot.mouseClick(made.use, Qt.MouseButton.LeftButton)
    assert said.args == [Devices("softphone.monitor", "headset_mic")]


def test_why_there_is_no_list_is_said(dialog, qtbot):
    made = dialog(
        "import sys; print('hearback: The sound server is not answering.', file=sys.stderr);"
        "sys.exit(1)"
    )
    qtbot.waitUntil(lambda: made.word.text() == "The sound server is not answering.")
    other = dialog("print('rubbish')")
    qtbot.waitUntil(lambda: other.word.text() == NO_LIST)


def test_a_choice_is_remembered_and_a_broken_file_left_aside(tmp_path, caplog):
    assert remembered(tmp_path) == Devices()
    remember(tmp_path, Devices("a", "b"))
    assert remembered(tmp_path) == Devices("a", "b")
    for broken in (b"[", b"x" * 20_000):
        (tmp_path / FILE).write_bytes(broken)
        assert remembered(tmp_path) == Devices()
    (tmp_path / "file").write_text("")
    remember(tmp_path / "file", Devices("a", "b"))
    assert "cannot be kept" in caplog.text


def test_the_command_line_wins_then_the_settings_then_the_choice(qapp, qtbot, tmp_path):
    work = places.workplace(qapp, tmp_path)
    folders = places.folders(tmp_path)
    remember(folders.data, Devices("kept-c", "kept-a"))
    settings = Settings(audio=AudioSettings(customer="set-c"))
    devices = LiveDevices(work, settings, folders, Devices(agent="named-a"))
    assert devices.now == Devices("set-c", "named-a")
    assert "--customer set-c --agent named-a" in " ".join(work._source.arguments)
    devices._on_chosen(Devices("new-c", ""))
    assert "--customer new-c" in " ".join(work._source.arguments)
    assert remembered(folders.data) == Devices("new-c", "")
    work.close()
    work.deleteLater()
