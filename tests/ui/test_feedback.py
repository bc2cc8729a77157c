"""What the agent calls "not so" in the real window is kept, undone, shown, deleted and exported."""

import json
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.feedback.errors import FeedbackError
from app.feedback.store import begun, open_examples
from app.phone.request import Details
from tests.app.feedback.made import one
from tests.ui import feelings, places
from ui.feedback import Feedback
from ui.feedback_dialog import CONSENT, NONE, FeedbackDialog
from ui.later import Later


@pytest.fixture
def work(qapp, qtbot, tmp_path):
    made = places.workplace(qapp, tmp_path)
    made.open()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def start(work, qtbot, tmp_path):
    """Return what makes the keeper of the workplace; it ends with it."""
    running = []

    def make(*, keeping=True):
        feedback = Feedback(work, places.folders(tmp_path), keeping=keeping)
        feedback.counted.connect(work.tray.show_kept)
        feedback.trouble.connect(work.overlay.toast.say)
        running.append(feedback)
        return feedback

    yield make
    for feedback in running:
        feedback.close()


def call(work, talk=None):
    """Have a customer speak who is read as upset."""
    work.calls.begin()
    for event in (talk or feelings.upset()).recorded():
        work.calls.feed(event)
    work.overlay.show_call(work.state)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def kept(tmp_path):
    with open_examples(places.folders(tmp_path)) as examples:
        return examples.all()


def test_one_click_lowers_it_keeps_it_and_says_one_word(work, start, qtbot, tmp_path):
    feedback = start()
    call(work)
    before = work.state
    with qtbot.waitSignal(feedback.counted) as told:
        click(qtbot, work.overlay.risk.mood.answer.say)
    assert told.args == [1]
    assert work.state.risk.value < before.risk.value
    assert work.overlay.risk.mood.answer.noted.isVisible()
    assert work.tray.feedback.text() == "“Not so”: 1 kept…"
    assert work.tray.feedback.isVisible()
    (example,) = kept(tmp_path)
    assert example.text == "i want to speak to your manager this is ridiculous"
    assert example.mood == before.mood.name
    assert example.kind == "mood"


def test_undo_forgets_it(work, start, qtbot, tmp_path):
    feedback = start()
    call(work)
    before = work.state
    with qtbot.waitSignal(feedback.counted):
        click(qtbot, work.overlay.risk.mood.answer.say)
    with qtbot.waitSignal(feedback.counted) as told:
        click(qtbot, work.overlay.risk.mood.answer.undo)
    assert told.args == [0]
    assert kept(tmp_path) == ()
    assert work.state.risk.value == pytest.approx(before.risk.value, abs=0.01)
    assert work.overlay.risk.mood.word.text() == "Sounds angry"
    assert not work.tray.feedback.isVisible()


def test_names_of_the_call_are_masked(work, start, qtbot, tmp_path):
    feedback = start()
    work.show_caller(Details(name="Maria Gonzalez"))
    talk = feelings.Talk().agent("what is your name")
    talk.customer("my name is bridget")
    feelings.read(talk.customer("bridget gonzalez has waited three weeks now"), feelings.UPSET)
    call(work, talk)
    with qtbot.waitSignal(feedback.counted):
        click(qtbot, work.overlay.risk.mood.answer.say)
    (example,) = kept(tmp_path)
    assert example.text == "[name masked] [name masked] has waited three weeks now"
    assert example.before == ("my name is [name masked]",)


def test_switched_off_it_counts_and_nothing_is_kept(work, start, qtbot, tmp_path):
    start(keeping=False)
    call(work)
    before = work.state.risk.value
    click(qtbot, work.overlay.risk.mood.answer.say)
    assert work.state.risk.value < before
    assert work.overlay.risk.mood.answer.noted.isVisible()
    assert not begun(places.folders(tmp_path))


def test_trouble_is_one_sentence_said_once_and_the_call_goes_on(work, start, qtbot, tmp_path):
    feedback = start()
    folders = places.folders(tmp_path)
    folders.data.mkdir(parents=True)
    (folders.data / "feedback").write_text("in the way")
    call(work)
    with qtbot.waitSignal(feedback.trouble) as told:
        click(qtbot, work.overlay.risk.mood.answer.say)
    assert "counts for this call" in told.args[0]
    assert work.overlay.toast.text() == told.args[0]
    assert work.overlay.risk.mood.answer.noted.isVisible()
    with qtbot.assertNotEmitted(feedback.trouble):
        failed = []
        feedback._worker.submit(feedback._opened, lambda _: None, failed.append)
        qtbot.waitUntil(lambda: bool(failed))
        feedback._on_trouble(failed[0])
    assert isinstance(failed[0], FeedbackError)


def test_a_broken_store_is_said_and_a_new_one_begun(work, start, qtbot, tmp_path):
    folder = places.folders(tmp_path).data / "feedback"
    folder.mkdir(parents=True)
    (folder / "feedback.db").write_bytes(b"not a database " * 400)
    feedback = start()
    with qtbot.waitSignal(feedback.trouble) as told:
        feedback.look()
    assert "feedback-set-aside-1.db" in told.args[0]
    call(work)
    with qtbot.waitSignal(feedback.counted) as counted:
        click(qtbot, work.overlay.risk.mood.answer.say)
    assert counted.args == [1]


def test_nothing_is_opened_before_anything_was_kept(start, tmp_path):
    start().look()
    assert not begun(places.folders(tmp_path))


@pytest.fixture
def dialog(work, start, qtbot):
    feedback = start()
    call(work)
    keys = [("mood", work.state.mood.utterance)]
    keys += [(one.kind, one.utterance) for one in work.state.risk.reasons if one.kind[:4] != "mood"]
    counts = []
    feedback.counted.connect(counts.append)
    for key in keys[:3]:
        work.calls.not_so(*key)
    qtbot.waitUntil(lambda: counts[-1:] == [3])
    made = FeedbackDialog(feedback)
    qtbot.addWidget(made)
    with qtbot.waitSignal(feedback.listed):
        made.look()
    made.show()
    return made


def test_the_dialog_shows_every_word_and_deletes_what_is_chosen(dialog, qtbot, tmp_path):
    assert dialog.list.count() == 3
    assert "i want to speak to your manager" in dialog.list.item(0).text()
    assert not dialog.drop.isEnabled()
    dialog.list.item(0).setSelected(True)
    with qtbot.waitSignal(dialog._feedback.listed):
        click(qtbot, dialog.drop)
    assert dialog.list.count() == 2
    with qtbot.waitSignal(dialog._feedback.listed):
        click(qtbot, dialog.clear)
    assert dialog.word.text() == NONE
    assert not dialog.consent.isEnabled()
    assert kept(tmp_path) == ()


def test_export_waits_for_consent(dialog, qtbot, tmp_path, monkeypatch):
    file = tmp_path / "not-so.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    assert not dialog.export.isEnabled()
    assert "agree" in CONSENT
    assert "no sound" in dialog.consent.toolTip()
    dialog.consent.setChecked(True)
    with qtbot.waitSignal(dialog._feedback.exported):
        click(qtbot, dialog.export)
    assert "lines written to" in dialog.word.text()
    assert not dialog.export.isEnabled()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert lines[0]["trap"].startswith("not-so-mood-")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    dialog.consent.setChecked(True)
    click(qtbot, dialog.export)
    assert len(file.read_text("utf-8").splitlines()) == len(lines)


def test_the_menu_shows_the_count_and_opens_the_dialog(work, qtbot, tmp_path):
    later = Later(work, places.folders(tmp_path), places.SETTINGS)
    later._load()
    qtbot.waitUntil(lambda: later.feedback is not None)
    call(work)
    click(qtbot, work.overlay.risk.mood.answer.say)
    qtbot.waitUntil(work.tray.feedback.isVisible)
    work.tray.feedback.trigger()
    qtbot.waitUntil(lambda: later.feedback_dialog is not None)
    qtbot.waitUntil(lambda: later.feedback_dialog.list.count() == 1)
    assert later.feedback_dialog.isVisible()
    with qtbot.waitSignal(later.feedback.listed):
        click(qtbot, later.feedback_dialog.clear)
    assert not work.tray.feedback.isVisible()


def test_one_that_was_said_before_anybody_was_there_to_keep_it_is_kept(work, qtbot, tmp_path):
    later = Later(work, places.folders(tmp_path), places.SETTINGS)
    call(work)
    click(qtbot, work.overlay.risk.mood.answer.say)
    later._load()
    qtbot.waitUntil(work.tray.feedback.isVisible)
    assert len(kept(tmp_path)) == 1


def test_what_an_earlier_day_left_is_counted_at_the_start(work, qtbot, tmp_path):
    folders = places.folders(tmp_path)
    today = datetime.now(UTC).date()
    with open_examples(folders) as examples:
        examples.keep(one("a", day=today.isoformat()), today)
        examples._connection.execute(
            "INSERT INTO examples (id, day, document) VALUES ('old', '2020-01-01', x'7b7d')"
        )
    later = Later(work, folders, places.SETTINGS)
    later._load()
    qtbot.waitUntil(work.tray.feedback.isVisible)
    assert work.tray.feedback.text() == "“Not so”: 1 kept…"


def test_not_so_can_be_said_when_the_call_is_over(work, start, qtbot, tmp_path):
    feedback = start()
    call(work, feelings.upset().end())
    assert work.state.ended
    with qtbot.waitSignal(feedback.counted) as told:
        click(qtbot, work.overlay.risk.mood.answer.say)
    assert told.args == [1]
    assert work.overlay.risk.mood.answer.noted.isVisible()
