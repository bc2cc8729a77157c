"""The note window: read it, change it, check where each line is from, send it.

It is opened by a click, so it may take the focus. It knows nothing of the outbox: edits come out
as `changed`, the decision as `send_requested` or `discard_requested`.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.call.state import Line
from app.note.masking import redacted, with_count
from app.note.schema import Note, NoteLine, Source
from ui.controls import label, rule
from ui.elided import ElidedLabel
from ui.note_footer import NoteFooter
from ui.note_form import NoteForm
from ui.note_moment import NoteMoment
from ui.note_row import NoteRow
from ui.note_style import note_stylesheet
from ui.note_text import NoteText
from ui.theme import DARK, Palette

WIDTH = 720
"""Pixels."""
_HEIGHT_SHARE = 0.86
"""Of the screen's free height, at most."""
SAVE_AFTER_MS = 1000
"""Milliseconds after the last edit until `changed`."""
JUST_NOW = 2
"""Seconds that count as now."""


class NoteWindow(QWidget):
    """One note. `lines` is the transcript that its links lead to."""

    changed = Signal(object)
    """Note: as edited, a second after the last edit. The draft is to be saved."""
    send_requested = Signal(object)
    """Note: redacted once more."""
    discard_requested = Signal()
    """Asked, confirmed, and the time to undo is over."""

    def __init__(
        self, note: Note, lines: Sequence[Line] = (), *, destination: str = "private"
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle("Escalation note — Hearback")
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._note = note
        self._last: NoteText | None = None
        self._since_saved = QElapsedTimer()
        self.form = NoteForm(note)
        self.form.setProperty("ground", "window")
        self.own_line = NoteRow(
            "Your line",
            tuple(NoteLine(text) for text in note.agent_line.splitlines()),
            placeholder="anything you want to add…",
        )
        self.footer = NoteFooter()
        self.saved = label("", "small")
        self.destination = ElidedLabel(destination)
        self._scroll = QScrollArea()
        self._compose()
        self.moment = NoteMoment(self, lines)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(SAVE_AFTER_MS)
        self._age = QTimer(self)
        self._age.setInterval(1000)
        self._wire()
        self._order()
        self.set_colors(DARK)
        self.footer.show_count(with_count(note).masked)
        self.own_line.boxes[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def set_colors(self, colors: Palette) -> None:
        self.setStyleSheet(note_stylesheet(colors))
        self.form.set_colors(colors)
        self.own_line.set_colors(colors)

    def refresh(self, note: Note, lines: Sequence[Line]) -> None:
        """Take what was said since the window was opened; what the agent changed stays."""
        if self.footer.face != "ready" or not self.footer.send.isEnabled():
            return
        self.moment.set_lines(lines)
        for editor in self.form.refresh(note):
            self._watch(editor)
        self._order()
        self.footer.show_count(self.note().masked)

    def show_saved(self) -> None:
        """Say that the draft has just been saved; the age counts up by itself."""
        self._since_saved.start()
        self._show_age()
        self._age.start()

    def show_not_saved(self, why: str) -> None:
        """Say in a sentence that the draft could not be saved."""
        self._age.stop()
        self.saved.setText(why)

    def show_sending(self, sending: bool) -> None:
        """After `send_requested`; False if it could not even be queued."""
        self.footer.show_sending(sending)

    def note(self) -> Note:
        """Return the note as it is on screen."""
        own = "\n".join(line.text for line in self.own_line.lines())
        return with_count(msgspec.structs.replace(self.form.note(), agent_line=own))

    # Clicks

    def send(self) -> None:
        """Redact what was typed, show it, and ask for it to be sent."""
        if self.footer.face != "ready" or not self.footer.send.isEnabled():
            return
        for editor in self._editors():
            editor.redact()
        self._save.stop()
        self.show_sending(True)
        self.send_requested.emit(redacted(self.note()))

    def mask_selection(self) -> None:
        """Mask what is selected in the editor that was used last."""
        if self._last is not None:
            self._last.mask_selection()

    # Inside

    def _compose(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(14, 10, 14, 10)
        header.setSpacing(10)
        header.addWidget(label("Escalation note", "strong"))
        header.addWidget(self.destination, 1)
        header.addWidget(self.saved)
        self._scroll.setWidget(self.form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        own = QVBoxLayout()
        own.setContentsMargins(14, 2, 10, 2)
        own.addWidget(self.own_line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addWidget(rule())
        column.addWidget(self._scroll, 1)
        column.addWidget(rule())
        column.addLayout(own)
        column.addWidget(rule())
        column.addWidget(self.footer)

    def _wire(self) -> None:
        self._save.timeout.connect(self._emit_changed)
        self._age.timeout.connect(self._show_age)
        for part in (self.form, self.own_line):
            part.edited.connect(self._on_edited)
            part.moment_clicked.connect(self._on_moment)
            part.editor_added.connect(self._on_added)
        for editor in self._editors():
            self._watch(editor)
        self.footer.send_clicked.connect(self.send)
        self.footer.mask_clicked.connect(self.mask_selection)
        self.footer.face_changed.connect(self._on_face)
        self.footer.discarded.connect(self.discard_requested)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.send)
        QShortcut(QKeySequence("Ctrl+M"), self, self.mask_selection)

    def _editors(self) -> list[NoteText]:
        return [*self.form.editors(), *(box.editor for box in self.own_line.boxes)]

    def _watch(self, editor: NoteText) -> None:
        editor.entered.connect(self._on_entered)
        editor.sent.connect(self.send)

    def _on_added(self, editor: NoteText) -> None:
        self._watch(editor)
        self._order()

    def _order(self) -> None:
        """Have Tab go from top to bottom, also through lines that came later."""
        stops = [stop for row in self.form.rows.values() for stop in row.stops()]
        stops += [*self.own_line.stops(), *self.footer.stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _on_entered(self, editor: NoteText) -> None:
        self._last = editor
        self.moment.put_away()

    def _on_edited(self) -> None:
        self._save.start()
        self.footer.show_count(self.note().masked)

    def _emit_changed(self) -> None:
        self.changed.emit(self.note())

    def _on_moment(self, source: Source, link: QWidget) -> None:
        self.moment.open_at(source, link)

    def _on_face(self, face: str) -> None:
        self._scroll.setEnabled(face != "discarded")
        self.own_line.setEnabled(face != "discarded")

    def _show_age(self) -> None:
        words = age(self._since_saved.elapsed() / 1000)
        if words != self.saved.text():
            self.saved.setText(words)

    # Qt

    def sizeHint(self) -> QSize:
        free = self.screen().availableGeometry().height() if self.screen() else 900
        wanted = super().sizeHint().height() - self._scroll.sizeHint().height()
        wanted += self.form.sizeHint().height()
        return QSize(WIDTH, min(wanted, int(free * _HEIGHT_SHARE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.moment.isVisible():
            self.moment.close_up()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moment.put_away()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save at once what was still to be saved."""
        if self._save.isActive():
            self._save.stop()
            self._emit_changed()
        self.footer.settle()
        super().closeEvent(event)


def age(seconds: float) -> str:
    """Return "saved just now", "saved 5 s ago", "saved 3 min ago"."""
    if seconds < JUST_NOW:
        return "saved just now"
    if seconds < 60:
        return f"saved {int(seconds)} s ago"
    return f"saved {int(seconds // 60)} min ago"
