"""A row of the note window: its label, its lines, and beside each line the moment it came from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.call.clock import spoken
from app.note.outline import place
from app.note.schema import NoteLine, Source
from ui.controls import button, label
from ui.note_text import NoteText
from ui.theme import Palette, figures

LABEL_WIDTH = 108
LINK_WIDTH = 50
_PREFIX_WIDTH = 62


class NoteLineBox(QWidget):
    """One line: the editor and, where it has a source, the link to its moment."""

    edited = Signal()
    split = Signal(object, str)
    """NoteLineBox, and the text that goes to the new line."""
    emptied = Signal(object)
    """NoteLineBox."""
    moment_clicked = Signal(object, object)
    """Source, and the widget that was clicked."""

    def __init__(
        self, line: NoteLine, name: str, *, placeholder: str = "", prefix: str = ""
    ) -> None:
        super().__init__()
        self.source = line.source
        self.editor = NoteText(line.text, name, placeholder=placeholder)
        self.editor.edited.connect(self.edited)
        self.editor.split.connect(lambda behind: self.split.emit(self, behind))
        self.editor.emptied.connect(lambda: self.emptied.emit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if prefix:
            before = label(prefix, "small")
            before.setFixedWidth(_PREFIX_WIDTH)
            before.setContentsMargins(5, 3, 0, 0)
            row.addWidget(before, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.editor, 1)
        self.link = self._link(line.source)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 1, 0, 0)
        beside.addWidget(self.link)
        beside.addStretch(1)
        row.addLayout(beside)

    def line(self) -> NoteLine:
        """Return the line as it is now; it keeps its source however it was reworded."""
        return NoteLine(self.editor.text(), self.source)

    def _link(self, source: Source | None) -> QWidget:
        if source is None:
            empty = QWidget()
            empty.setFixedWidth(LINK_WIDTH)
            return empty
        who = "agent" if source.channel == "agent" else "customer"
        made = button(
            place(source).removesuffix(" agent"),
            "link",
            name=f"Show the moment: {who} at {spoken(source.t)}",
            hint=f"Show what the {who} said here",
        )
        made.setFont(figures(12))
        made.setFixedWidth(LINK_WIDTH)
        made.clicked.connect(lambda: self.moment_clicked.emit(source, made))
        return made


class NoteRow(QWidget):
    """A label and its lines. With `grows`, Return adds a line and Backspace takes an empty one."""

    edited = Signal()
    moment_clicked = Signal(object, object)
    editor_added = Signal(object)
    """NoteText: wants its signals connected."""

    def __init__(
        self,
        title: str,
        lines: Sequence[NoteLine],
        *,
        placeholder: str = "",
        prefixes: Sequence[str] = (),
        grows: bool = True,
    ) -> None:
        super().__init__()
        self.title = title
        self._placeholder = placeholder
        self._grows = grows
        self.boxes: list[NoteLineBox] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.label: QLabel = label(title, "muted", wrap=True)
        self.label.setFixedWidth(LABEL_WIDTH)
        self.label.setContentsMargins(0, 3, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.setSpacing(4)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        self._prefixes = tuple(prefixes)
        self._colors: Palette | None = None
        self._fill(lines)

    def lines(self) -> tuple[NoteLine, ...]:
        """Return the lines that hold something."""
        return tuple(line for box in self.boxes if (line := box.line()).text)

    def texts(self) -> tuple[str, ...]:
        """Return the texts of all boxes, empty ones too."""
        return tuple(box.editor.text() for box in self.boxes)

    def stops(self) -> list[QWidget]:
        """Return what Tab visits, in order."""
        found: list[QWidget] = []
        for box in self.boxes:
            found.append(box.editor)
            if isinstance(box.link, QPushButton):
                found.append(box.link)
        return found

    def in_use(self) -> bool:
        """Say whether the keyboard is in this row."""
        return any(part.hasFocus() for part in self.stops())

    def set_lines(self, lines: Sequence[NoteLine]) -> None:
        """Put other lines here; the agent has not touched the ones that go."""
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes.clear()
        self._fill(lines)

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        for box in self.boxes:
            box.editor.set_colors(colors)

    def _fill(self, lines: Sequence[NoteLine]) -> None:
        for at, line in enumerate(lines or (NoteLine(""),)):
            self._insert(at, line, self._prefixes[at] if self._prefixes else "")
        self._name_all()

    def _insert(self, at: int, line: NoteLine, prefix: str = "") -> NoteLineBox:
        box = NoteLineBox(line, self.title, placeholder=self._placeholder, prefix=prefix)
        box.edited.connect(self.edited)
        box.moment_clicked.connect(self.moment_clicked)
        if self._grows:
            box.split.connect(self._split)
            box.emptied.connect(self._drop)
        self.boxes.insert(at, box)
        self._column.insertWidget(at, box)
        if self.isVisible():
            box.show()  # Qt would do it a moment later, and Tab would pass it by
        if self._colors is not None:
            box.editor.set_colors(self._colors)
        return box

    def _split(self, box: NoteLineBox, behind: str) -> None:
        at = self.boxes.index(box) + 1
        added = self._insert(at, NoteLine(behind, box.source if behind else None))
        self._name_all()
        self.editor_added.emit(added.editor)
        added.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _drop(self, box: NoteLineBox) -> None:
        if len(self.boxes) == 1:
            return
        at = self.boxes.index(box)
        self.boxes.remove(box)
        self._column.removeWidget(box)
        near = self.boxes[max(0, at - 1)].editor
        near.setFocus(Qt.FocusReason.OtherFocusReason)
        box.hide()
        box.deleteLater()
        self._name_all()
        self.edited.emit()

    def _name_all(self) -> None:
        """Say to a screen reader which line of how many it is, and what it belongs to."""
        for at, box in enumerate(self.boxes, 1):
            count = f", line {at} of {len(self.boxes)}" if len(self.boxes) > 1 else ""
            box.editor.setAccessibleName(f"{self.title}{count}")
