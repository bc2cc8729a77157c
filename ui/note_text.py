"""One line of the note as an editor: as tall as its text, with what is masked drawn as a chip."""

import math

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit

from app.privacy.mask import MASKED, label
from app.privacy.redact import redact
from ui.theme import DARK, Palette

_FRAME = 6
"""Pixels above and below the text together: border and padding of the style sheet."""


class NoteText(QTextEdit):
    """Plain text that wraps. Tab moves on, Return asks for a new line below."""

    edited = Signal()
    split = Signal(str)
    """Return was pressed: what stood behind the cursor goes to a new line."""
    emptied = Signal()
    """Backspace in an empty line: it may go."""
    sent = Signal()
    """Ctrl+Return."""
    entered = Signal(object)
    """NoteText: has the focus now."""

    def __init__(self, text: str, name: str, *, placeholder: str = "") -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setProperty("kind", "note")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.document().setDocumentMargin(0)
        self._marks = _Marks(self.document())
        self.setPlainText(text)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._known = self.toPlainText()
        self.textChanged.connect(self._on_changed)
        self._fit()

    def set_colors(self, colors: Palette) -> None:
        self._marks.set_colors(colors)

    def text(self) -> str:
        """Return what stands there, on one line."""
        return " ".join(self.toPlainText().split())

    def mask_selection(self) -> bool:
        """Replace what is selected; False if nothing is. Masks cut in two are taken in whole."""
        cursor = self.textCursor()
        text = self.toPlainText()
        start = _index(text, cursor.selectionStart())
        end = _index(text, cursor.selectionEnd())
        if not text[start:end].strip():
            return False
        for match in MASKED.finditer(text):
            if match.start() < end and start < match.end():
                start, end = min(start, match.start()), max(end, match.end())
        self._replace(text, start, end, label("hand"))
        return True

    def redact(self) -> None:
        """Mask what the agent typed in, as one step that Ctrl+Z takes back while editing."""
        text = self.toPlainText()
        for mask in reversed(redact(text).masks):
            self._replace(text, mask.start, mask.end, mask.replacement)

    def _replace(self, text: str, start: int, end: int, instead: str) -> None:
        cursor = self.textCursor()
        cursor.setPosition(_place(text, start))
        cursor.setPosition(_place(text, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(instead)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.sent.emit()
            else:
                self._split()
            return
        if event.key() == Qt.Key.Key_Backspace and not self.toPlainText():
            self.emptied.emit()
            return
        if event.matches(QKeySequence.StandardKey.Cancel):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.redact()

    def _on_changed(self) -> None:
        """Qt calls it a change of text when only colors change; that is no edit."""
        if self.toPlainText() != self._known:
            self._known = self.toPlainText()
            self.edited.emit()

    def _split(self) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        behind = cursor.selectedText()
        cursor.removeSelectedText()
        self.split.emit(behind.strip())

    def _fit(self) -> None:
        height = math.ceil(self.document().size().height()) + _FRAME
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
            self.updateGeometry()


class _Marks(QSyntaxHighlighter):
    """Draws "[card ending 1111]" on a ground of its own."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._format = QTextCharFormat()
        self.set_colors(DARK)

    def set_colors(self, colors: Palette) -> None:
        self._format.setBackground(QColor(colors.line))
        self._format.setForeground(QColor(colors.fg))
        self._format.setFontWeight(600)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for match in MASKED.finditer(text):
            start, end = _place(text, match.start()), _place(text, match.end())
            self.setFormat(start, end - start, self._format)


def _place(text: str, index: int) -> int:
    """Return where Qt sees this character: it counts UTF-16 units, an emoji is two."""
    return len(text[:index].encode("utf-16-le")) // 2


def _index(text: str, place: int) -> int:
    """Return the character at a place of Qt's."""
    return len(text.encode("utf-16-le")[: place * 2].decode("utf-16-le", "ignore"))
