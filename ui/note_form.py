"""The note as a form: every field editable, and back to a note again."""

from typing import Literal

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.note.masking import with_count
from app.note.outline import LABELS
from app.note.schema import Feeling, Note, NoteLine, Source
from ui.controls import rule
from ui.note_row import NoteRow
from ui.note_text import NoteText
from ui.theme import Palette

Section = Literal[
    "reason", "wants", "facts", "tried", "promised", "next_step", "quotes", "timeline",
]  # fmt: skip

_PLACEHOLDERS: dict[Section, str] = {
    "reason": "why this needs someone else…",
    "wants": "what the customer wants…",
    "facts": "order, amount, dates…",
    "tried": "nothing heard that was tried before",
    "promised": "nothing was promised in this call",
    "next_step": "who does what, by when…",
    "quotes": "no quotes",
    "timeline": "no key moments",
}
_BEFORE_FEELING: tuple[Section, ...] = ("reason", "wants", "facts", "tried", "promised")
_AFTER: tuple[Section, ...] = ("quotes", "timeline")
FEELINGS = ("at first", "at worst", "at the end")


class NoteForm(QWidget):
    """Rows in the order in which the note is read. `note` returns the note as edited."""

    edited = Signal()
    moment_clicked = Signal(object, object)
    """Source, and the widget that was clicked."""
    editor_added = Signal(object)
    """NoteText."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note = note
        self._shown = note
        """What the rows were filled with: a row that differs was edited."""
        self.rows: dict[str, NoteRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 6, 10, 6)
        self._column.setSpacing(0)
        self._single("subject", "Subject", note.subject, "what it is about…")
        for section in _BEFORE_FEELING:
            self._section(section)
        self._feeling(note)
        self._section("next_step")
        self._single("tone", LABELS["tone"], note.tone, "how to speak…")
        for section in _AFTER:
            self._section(section)
        self._single("root_cause", LABELS["root_cause"], note.root_cause, "where it began…")
        self._column.addStretch(1)

    def note(self) -> Note:
        """Return the note as it is on screen, with its masks counted."""
        sections = {
            section: self.rows[section].lines()
            for section in (*_BEFORE_FEELING, "next_step", *_AFTER)
        }
        start, lowest, end = self.rows["feeling"].texts()
        old = self._note.feeling
        return with_count(
            msgspec.structs.replace(
                self._note,
                **sections,
                feeling=Feeling(start, lowest, old.lowest_at, end),
                subject=self.rows["subject"].texts()[0],
                tone=self.rows["tone"].texts()[0],
                root_cause=self.rows["root_cause"].texts()[0],
            )
        )

    def refresh(self, note: Note) -> list[NoteText]:
        """Take what the call brought since; rows that the agent has changed or is in stay.

        Returns the editors that are new.
        """
        kept = self._shown
        fresh: list[NoteText] = []
        for name, row in self.rows.items():
            before, now = _lines(kept, name), _lines(note, name)
            texts = tuple(line.text for line in before) or ("",)
            if now == before or row.in_use() or row.texts() != texts:
                continue
            row.set_lines(now)
            fresh += [box.editor for box in row.boxes]
            field = {name: getattr(note, name)}
            kept = msgspec.structs.replace(kept, **field)
        lowest_at = kept.feeling.lowest_at
        feeling = msgspec.structs.replace(note.feeling, lowest_at=lowest_at)
        self._note = msgspec.structs.replace(note, id=self._note.id, feeling=feeling)
        self._shown = kept
        return fresh

    def editors(self) -> list[NoteText]:
        """Return all editors, from top to bottom."""
        return [box.editor for row in self.rows.values() for box in row.boxes]

    def set_colors(self, colors: Palette) -> None:
        for row in self.rows.values():
            row.set_colors(colors)

    def _section(self, section: Section) -> None:
        lines: tuple[NoteLine, ...] = getattr(self._note, section)
        self._add(section, NoteRow(LABELS[section], lines, placeholder=_PLACEHOLDERS[section]))

    def _single(self, name: str, title: str, text: str, placeholder: str) -> None:
        row = NoteRow(title, (NoteLine(text),), placeholder=placeholder, grows=False)
        self._add(name, row)

    def _feeling(self, note: Note) -> None:
        lines = _lines(note, "feeling")
        self._add("feeling", NoteRow(LABELS["feeling"], lines, prefixes=FEELINGS, grows=False))

    def _add(self, name: str, row: NoteRow) -> None:
        if self.rows:
            self._column.addWidget(rule())
        self.rows[name] = row
        self._column.addWidget(row)
        row.edited.connect(self.edited)
        row.moment_clicked.connect(self.moment_clicked)
        row.editor_added.connect(self.editor_added)


def _lines(note: Note, name: str) -> tuple[NoteLine, ...]:
    """Return the lines of the row `name`."""
    match getattr(note, name):
        case Feeling() as felt:
            lowest = None if felt.lowest_at is None else Source("customer", -1, felt.lowest_at)
            return NoteLine(felt.start), NoteLine(felt.lowest, lowest), NoteLine(felt.end)
        case str(text):
            return (NoteLine(text),)
        case lines:
            return tuple(lines)
