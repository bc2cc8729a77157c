"""What the agent called "not so": to be read, deleted, or exported on consent.

Imported when it is asked for (`ui.later`).
"""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from app.feedback.export import WHAT_IS_IN_IT
from app.feedback.store import LONGEST, MOST
from ui.controls import announce, button, label
from ui.feedback import Feedback, line_of
from ui.tall_dialog import TallDialog
from ui.theme import GAP, SMALL_GAP

WIDTH = 480
"""Pixels."""
INTRO = (
    "You called these “not so”. They are kept on this computer only, encrypted, with numbers, "
    f"addresses and recognized names masked: at most {MOST}, for {LONGEST.days} days. They can "
    "help to put the reading right, if you export them."
)
NONE = "Nothing is kept."
CONSENT = "I have read them, and agree that they leave Hearback as a file."
DONE = "{number} written to {file}. What happens with the file is up to you."


class ConsentBox(QCheckBox):
    """A QCheckBox whose box can be seen on a dark ground too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        with QPainter(self) as painter:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))


class FeedbackDialog(TallDialog):
    """Modeless. Fed by `Feedback.listed`."""

    def __init__(self, feedback: Feedback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feedback = feedback
        self.setWindowTitle("What you called “not so”")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName("What is kept")
        self.list.setMinimumHeight(180)
        self.consent = ConsentBox(CONSENT)
        self.consent.setToolTip(WHAT_IS_IN_IT)
        self.consent.setAccessibleDescription(WHAT_IS_IN_IT)
        self.word = label("", wrap=True)
        self.word.setAccessibleName("State")
        self.export = button("Export…", "primary", hint="Into a file of your choice")
        self.drop = button("Delete selected", "quiet")
        self.clear = button("Delete all", "quiet")
        self.leave_button = button("Close")
        self.export.clicked.connect(self._on_export)
        self.drop.clicked.connect(self._on_drop)
        self.clear.clicked.connect(feedback.clear)
        self.leave_button.clicked.connect(self.reject)
        self.consent.toggled.connect(self._enable)
        self.list.itemSelectionChanged.connect(self._enable)
        feedback.listed.connect(self._on_listed)
        feedback.exported.connect(self._on_exported)
        feedback.trouble.connect(self._say)
        self._compose()
        self._enable()

    def _compose(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.addWidget(self.drop)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        column.addWidget(label(INTRO, wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.consent)
        column.addWidget(self.word)
        column.addLayout(row)
        self.setMinimumWidth(WIDTH)

    def look(self) -> None:
        """Read anew what is kept; the consent is asked for again."""
        self.consent.setChecked(False)
        self._say("")
        self._feedback.list_all()

    @Slot(object)
    def _on_listed(self, found: object) -> None:
        self.list.clear()
        for example in found if isinstance(found, tuple) else ():
            item = QListWidgetItem(line_of(example))
            item.setData(Qt.ItemDataRole.UserRole, example.id)
            self.list.addItem(item)
        if not self.list.count():
            self._say(NONE)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        some = self.list.count() > 0
        self.consent.setEnabled(some)
        self.clear.setEnabled(some)
        self.drop.setEnabled(bool(self.list.selectedItems()))
        self.export.setEnabled(some and self.consent.isChecked())

    @Slot()
    def _on_drop(self) -> None:
        chosen = self.list.selectedItems()
        self._feedback.drop(str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen)

    @Slot()
    def _on_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export", "not-so.jsonl", "JSON lines (*.jsonl)"
        )
        if chosen:
            self._feedback.export(Path(chosen))

    @Slot(int, str)
    def _on_exported(self, number: int, file: str) -> None:
        self.consent.setChecked(False)
        lines = "1 line" if number == 1 else f"{number} lines"
        self._say(DONE.format(number=lines, file=file))

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.word.setText(sentence)
        self.word.setVisible(bool(sentence))
        self.grow()
        if sentence:
            announce(self.word, sentence)
