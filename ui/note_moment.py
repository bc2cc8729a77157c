"""What was said around a line of the note: a small panel below the link that was clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.call.clock import clock
from app.call.state import Line
from app.note.schema import Source
from app.note.transcript import Transcript
from app.note.wording import sentence
from ui.controls import announce, button, label, restyle
from ui.theme import figures

WIDTH = 430
AROUND = 1
"""Utterances shown before and after."""
_WHO_WIDTH = 66


class NoteMoment(QFrame):
    """Lies over the form and takes the keyboard while it is open; Esc gives it back."""

    def __init__(self, parent: QWidget, lines: Sequence[Line]) -> None:
        super().__init__(parent)
        self.setObjectName("moment")
        self.setFixedWidth(WIDTH)
        self._transcript = Transcript(lines)
        self._from: QWidget | None = None
        self._title = label("", "strong")
        self._close = button("✕", "plain", name="Close", hint="Close (Esc)")
        self._close.clicked.connect(self.close_up)
        self._said = QVBoxLayout()
        self._said.setSpacing(5)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._close)
        self._host = parent
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 8, 12)
        self._column.setSpacing(6)
        self._column.addLayout(top)
        self._column.addLayout(self._said)
        self.hide()

    @property
    def shows(self) -> QWidget | None:
        """The link that it was opened from; None while closed."""
        return self._from

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Take a longer transcript."""
        self._transcript = Transcript(lines)

    def open_at(self, source: Source, link: QWidget) -> None:
        """Show the utterance in its context; the same link again closes it."""
        if self._from is link:
            self.close_up()
            return
        self._from = link
        self._title.setText(f"Heard at {clock(source.t)}")
        while (item := self._said.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        heart = self._transcript.line(source.channel, source.utterance)
        heart = heart or self._transcript.near(source.t, source.channel)
        spoken = [self._line(line, heart=line is heart) for line in self._around(heart)]
        if not spoken:
            self._said.addWidget(label("What was said here is no longer kept.", "muted", wrap=True))
        self._put_below(link)
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, ". ".join([self._title.text(), *spoken]))

    def close_up(self) -> None:
        """Close, and give the keyboard back to the link."""
        link = self._from
        self.put_away()
        if link is not None:
            link.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Close; the keyboard is somewhere else already."""
        self._from = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            super().keyPressEvent(event)

    def _around(self, heart: Line | None) -> Sequence[Line]:
        if heart is None:
            return ()
        at = self._transcript.lines.index(heart)
        return self._transcript.lines[max(0, at - AROUND) : at + AROUND + 1]

    def _line(self, line: Line, *, heart: bool) -> str:
        """Add one utterance, redacted as in the note; return it as a screen reader says it."""
        who = "Customer" if line.channel == "customer" else "You"
        said = sentence(self._transcript.redacted(line))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        name = label(who, "small")
        name.setFixedWidth(_WHO_WIDTH)
        name.setContentsMargins(0, 1, 0, 0)
        text = label(said, "normal" if heart else "muted", wrap=True)
        time = label(clock(line.start), "small")
        time.setFont(figures(12))
        layout.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(text, 1)
        layout.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        restyle(row, heart="yes" if heart else "no")
        self._said.addWidget(row)
        return f"{who}: {said}"

    def _put_below(self, link: QWidget) -> None:
        """Stand under the link, above it where there is no room, always inside the window."""
        room: QRect = self._host.rect().adjusted(8, 8, -8, -8)
        self._column.activate()
        height = self._column.totalHeightForWidth(WIDTH)
        corner = link.mapTo(self._host, QPoint(link.width(), link.height() + 4))
        top = corner.y()
        if top + height > room.bottom():
            top = max(room.top(), corner.y() - link.height() - 8 - height)
        left = min(max(room.left(), corner.x() - WIDTH), room.right() - WIDTH)
        self.setGeometry(left, top, WIDTH, height)
