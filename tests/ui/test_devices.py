"""Choosing sound devices: listed and heard by the listener, checked, kept in the settings."""

import json
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.settings import AudioSettings, Settings, load
from speech.events import Level
from tests.ui import places
from ui.device_choice import Devices
from ui.device_dialog import DeviceDialog
from ui.device_list import NO_LIST
from ui.device_row import FOLLOW
from ui.level_bar import LevelBar, level_word
from ui.live_devices import LiveDevices

LIST = [
    {"name": "softphone.monitor", "description": "Softphone", "kind": "monitor",
     "default": True, "state": "running", "from_the_future": 1},
    {"name": "hdmi.monitor", "description": "HDMI", "kind": "monitor"},
    {"name": "cable", "description": "", "kind": "virtual"},
    {"name": "headset_mic", "description": "Headset", "kind": "microphone", "default": True},
]  # fmt: skip
CHILD = """
import json, sys
DEVICES = {devices!r}
SAID = {said!r}
if "--list" in sys.argv:
    print(DEVICES); sys.exit()
def say(**event):
    print(json.dumps(event), flush=True)
heard = {{"customer": "Softphone", "agent": "Headset"}}
if "--customer" in sys.argv:
    heard["customer"] = sys.argv[sys.argv.index("--customer") + 1]
assert "none" in sys.argv and "--file" not in sys.argv
if heard["customer"] == "gone":
    print("hearback: There is no sound device gone.", file=sys.stderr); sys.exit(1)
say(type="ready", t=0.0, recognizer="none", model="none", version="1", devices=heard,
    sample_rate=16000)
for tick, (customer, agent) in enumerate(SAID):
    say(type="level", t=tick * 0.2, channel="customer", dbfs=customer)
    say(type="level", t=tick * 0.2, channel="agent", dbfs=agent)
for line in sys.stdin:
    pass
"""
"""A listener that lists and hears by script; without more to say it waits to be ended."""


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = []

    def open_(script: str = "", now: Devices | None = None, said=()) -> DeviceDialog:
        file = tmp_path / "child.py"
        file.write_text(script or CHILD.format(devices=json.dumps(LIST), said=list(said)))
        dialog = DeviceDialog(now or Devices(), program=(sys.executable, str(file)))
        qtbot.addWidget(dialog)
        dialog.show()
        made.append(dialog)
        return dialog

    yield open_
    for one in made:
        one.leave()


def items(dialog):
    return {
        channel: [row.box.itemText(index) for index in range(row.box.count())]
        for channel, row in dialog.rows.items()
    }


def test_each_ear_is_offered_its_kind_and_the_choice_is_told(dialog, qtbot):
    made = dialog(now=Devices(agent="headset_mic"))
    qtbot.waitUntil(made.use.isEnabled)
    assert items(made) == {
        "customer": [
            f"{FOLLOW} (Softphone)", "Softphone · output monitor, in use now",
            "HDMI · output monitor", "cable · virtual device",
        ],
        "agent": [f"{FOLLOW} (Headset)", "Headset · microphone"],
    }  # fmt: skip
    made.rows["customer"].box.setCurrentIndex(2)
    with qtbot.waitSignal(made.chosen) as said:
        qtbot.mouseClick(made.use, Qt.MouseButton.LeftButton)
    assert said.args == [Devices("hdmi.monitor", "headset_mic")]
    assert not made._levels.running


def test_a_device_that_is_away_stays_chosen(dialog, qtbot):
    made = dialog(now=Devices(agent="usb_mic"))
    qtbot.waitUntil(made.use.isEnabled)
    assert items(made)["agent"][-1] == "usb_mic · not there now"
    assert made.devices() == Devices("", "usb_mic")


def test_levels_of_the_chosen_two_are_shown_and_follow_the_choice(dialog, qtbot, monkeypatch):
    monkeypatch.setattr("ui.device_dialog.CHOSEN_MS", 1)
    made = dialog(said=[(-30.0, -90.0)])
    qtbot.waitUntil(lambda: made.rows["agent"].bar.word.text() == "silent")
    assert made.rows["customer"].bar.word.text() == "good"
    assert made.rows["customer"].bar.accessibleName() == "Customer: level good"
    assert made.rows["customer"].box.toolTip() == "Hearing Softphone"
    made.rows["customer"].box.setCurrentIndex(2)
    assert not made.check.isEnabled()
    qtbot.waitUntil(lambda: made.rows["customer"].box.toolTip() == "Hearing hdmi.monitor")
    qtbot.waitUntil(made.check.isEnabled)


def test_the_sound_check_leads_and_says_one_sentence_for_each_ear(dialog, qtbot):
    quiet, speech, ringtone = (-120.0, -80.0), (-120.0, -25.0), (-30.0, -80.0)
    made = dialog()
    qtbot.waitUntil(made.check.isEnabled)
    made.check.click()
    assert made.word.text() == "Say something…"
    seen = []
    for tick, (customer, agent) in enumerate([quiet] * 3 + [speech] * 8 + [ringtone] * 16):
        for channel, dbfs in (("customer", customer), ("agent", agent)):
            made._on_event(_level(tick * 0.2, channel, dbfs))
        seen.append(made.word.text())
    assert any(said.startswith("I hear you. Now play") for said in seen)
    results = {channel: row.result.text() for channel, row in made.rows.items()}
    assert results == {
        "customer": "✓ I hear well what your softphone plays.", "agent": "✓ I hear you well.",
    }  # fmt: skip
    assert made.check.isEnabled()
    made.check.click()
    assert made.rows["agent"].result.text() == ""


def _level(t, channel, dbfs):
    return Level(t=t, channel=channel, dbfs=dbfs)


def test_why_nothing_is_heard_is_said(dialog, qtbot):
    made = dialog(now=Devices(customer="gone"))
    qtbot.waitUntil(lambda: made.word.text() == "There is no sound device gone.")
    assert not made.check.isEnabled()
    assert made.use.isEnabled()


def test_why_there_is_no_list_is_said(dialog, qtbot):
    made = dialog(
        "import sys; print('hearback: The sound server is not answering.', file=sys.stderr);"
        "sys.exit(1)"
    )
    qtbot.waitUntil(lambda: made.word.text() == "The sound server is not answering.")
    other = dialog("print('rubbish')")
    qtbot.waitUntil(lambda: other.word.text() == NO_LIST)


def test_it_lets_go_of_the_devices_when_it_is_closed(dialog, qtbot):
    made = dialog()
    qtbot.waitUntil(made.check.isEnabled)
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert not made._levels.running


def test_the_keyboard_reaches_everything_and_everything_has_a_name(dialog, qtbot):
    made = dialog()
    qtbot.waitUntil(made.check.isEnabled)
    parts = [*made.findChildren(QComboBox), *made.findChildren(QPushButton)]
    assert all(part.focusPolicy() & Qt.FocusPolicy.TabFocus for part in parts)
    assert all(part.accessibleName() for part in parts)
    assert all(bar.accessibleName() for bar in made.findChildren(LevelBar))
    assert {one.buddy() for one in made.findChildren(QLabel)} > {
        row.box for row in made.rows.values()
    }


@pytest.mark.parametrize(
    ("dbfs", "word"), [(None, ""), (-90.0, "silent"), (-50.0, "quiet"), (-25.0, "good"),
                       (-1.0, "too loud")],
)  # fmt: skip
def test_a_level_has_a_word(dbfs, word):
    assert level_word(dbfs) == word


def test_the_bar_rises_at_once_and_falls_slowly(qtbot):
    bar = LevelBar("You")
    qtbot.addWidget(bar)
    bar.show_level(-20.0)
    bar.show_level(-90.0)
    assert bar.word.text() == "good"
    for _ in range(30):
        bar.show_level(-90.0)
    assert bar.word.text() == "silent"


@pytest.fixture
def work(qapp, tmp_path):
    made = places.workplace(qapp, tmp_path)
    yield made
    made.close()
    made.deleteLater()


def heard(work) -> str:
    return " ".join(work.source.arguments)


def test_the_command_line_wins_then_the_settings_where_a_choice_is_kept(work, tmp_path):
    folders = places.folders(tmp_path)
    settings = Settings(audio=AudioSettings(customer="set-c"))
    folders.settings_file.parent.mkdir(parents=True)
    folders.settings_file.write_text('# mine\n[audio]\ncustomer = "set-c" # ours\n')
    devices = LiveDevices(work, settings, folders, Devices(agent="named-a"))
    assert devices.now == Devices("set-c", "named-a")
    assert "--customer set-c --agent named-a" in heard(work)
    devices._on_chosen(Devices("", "new-a"))
    assert "--customer" not in heard(work)
    assert load(folders.settings_file).audio == AudioSettings(customer="", agent="new-a")
    assert folders.settings_file.read_text().startswith('# mine\n[audio]\ncustomer = "" # ours')


def test_a_choice_that_cannot_be_kept_is_heard_all_the_same(work, tmp_path):
    folders = places.folders(tmp_path)
    folders.settings_file.parent.mkdir(parents=True)
    folders.settings_file.write_text("audio = { watch_for_calls = true }\n")
    devices = LiveDevices(work, Settings(), folders, Devices())
    devices._on_chosen(Devices("new-c", ""))
    assert "--customer new-c" in heard(work)
    assert 'customer = "new-c"' in work.overlay.toast._text.text()


def test_what_is_tried_is_heard_and_not_written(work, tmp_path):
    folders = places.folders(tmp_path)
    devices = LiveDevices(work, Settings(), folders, Devices("c", "a"))
    work.device_wanted.emit("customer", "other")
    assert devices.now == Devices("other", "a")
    assert "--customer other --agent a" in heard(work)
    assert not folders.settings_file.exists()
