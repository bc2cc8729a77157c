"""The card after Send: done, or safely waiting and why."""

import pytest
from PySide6.QtCore import Qt

from app.helpdesk.adapter import Receipt
from app.outbox.courier import DeliveryResult
from ui.send_result import SendResult, open_link
from ui.theme import DARK, LIGHT

COMMENT = DeliveryResult(
    note_id="n", state="sent", receipt=Receipt("4711", "https://rt.example/4711", "comment")
)
TICKET = DeliveryResult(
    note_id="n", state="sent", receipt=Receipt("12", "https://rt.example/12", "ticket")
)
FILE = DeliveryResult(
    note_id="n", state="sent", receipt=Receipt("a.md", "file:///tmp/a.md", "file")
)
QUEUED = DeliveryResult(
    note_id="n", state="queued", why="The helpdesk is not answering.", next_try=1040.0
)
FAILED = DeliveryResult(
    note_id="n", state="failed", why="The helpdesk refused the note.", cure="Check the queue."
)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def card(qtbot):
    card = SendResult("RT", clock=Clock())
    qtbot.addWidget(card)
    card.setFixedWidth(336)
    return card


@pytest.mark.parametrize(
    ("result", "title", "words", "act"),
    [
        (COMMENT, "Sent · RT #4711", "Private comment added.", "Open ticket"),
        (TICKET, "Sent · RT #12", "New ticket, private note inside.", "Open ticket"),
        (FILE, "Sent · saved as a file", "The note is in your notes folder.", "Open note"),
        (
            QUEUED,
            "Queued · the helpdesk is not answering",
            "Saved here. Next try in 40 s.",
            "Try now",
        ),
        (
            FAILED,
            "Not sent · the helpdesk refused the note",
            "Saved here. Check the queue.",
            "Try again",
        ),
    ],
)
def test_one_title_one_sentence_one_thing_to_do(card, result, title, words, act):
    card.show_result(result)
    assert card.isVisible()
    assert (card.title.text(), card.words.text(), card.act.text()) == (title, words, act)
    for colors in (DARK, LIGHT):
        card.set_colors(colors)
        assert not card.grab().isNull()


def test_the_wait_counts_down(card):
    card.show_result(QUEUED)
    card._clock.now = 1030.0
    card._tick()
    assert card.words.text() == "Saved here. Next try in 10 s."
    card._clock.now = 1041.0
    card._tick()
    assert card.words.text() == "Saved here. Trying now…"
    card._clock.now = 500.0
    card._tick()
    assert card.words.text() == "Saved here. Next try in 9 min."


def test_open_asks_for_the_ticket(qtbot, card):
    card.show_result(COMMENT)
    with qtbot.waitSignal(card.open_requested) as got:
        qtbot.mouseClick(card.act, Qt.MouseButton.LeftButton)
    assert got.args == ["https://rt.example/4711"]


@pytest.mark.parametrize("result", [QUEUED, FAILED])
def test_try_now_asks_for_this_note(qtbot, card, result):
    card.show_result(result)
    with qtbot.waitSignal(card.retry_requested) as got:
        qtbot.mouseClick(card.act, Qt.MouseButton.LeftButton)
    assert got.args == ["n"]
    assert card.words.text() == "Trying now…"


def test_dismiss_hides_it(qtbot, card):
    card.show_result(QUEUED)
    with qtbot.waitSignal(card.dismissed):
        qtbot.mouseClick(card.dismiss, Qt.MouseButton.LeftButton)
    assert not card.isVisible()


def test_a_sent_note_without_a_link_offers_nothing(card):
    card.show_result(DeliveryResult(note_id="n", state="sent", receipt=Receipt("7", "", "ticket")))
    assert not card.act.isVisible()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "calc.exe", ""])
def test_only_web_addresses_and_files_are_opened(link):
    assert not open_link(link)
