"""Why: the readings behind the mood and the risk, in place, each to be called "not so"."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.call.clock import clock
from ui.controls import button, label, restyle
from ui.not_so import NotSo
from ui.readings import Reading
from ui.theme import figures

MOST = 100
"""Lines at most; more than there ever are."""
NOTHING = "No signs of trouble heard."
Key = tuple[str, int | None]


class ReasonRow(QWidget):
    """One reading: when, what, in which words, and the agent's say."""

    def __init__(self) -> None:
        super().__init__()
        self.when = label("", "key")
        self.when.setFont(figures(11))
        self.when.setContentsMargins(0, 1, 0, 0)
        self.words = label("", "reason", wrap=True)
        self.quote = label("", "key", wrap=True)
        self.not_so = NotSo()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.when, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.not_so, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.quote, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def show_reading(self, reading: Reading) -> None:
        self.when.setText(clock(reading.t))
        self.words.setText(reading.words)
        restyle(self.words, tone="struck" if reading.struck else "reason")
        self.quote.setText(reading.quote)
        self.quote.setVisible(bool(reading.quote) and not reading.struck)
        self.not_so.show_reading(reading)


class ReasonList(QWidget):
    """Fed by the readings. Nothing moves away under the pointer or from under the keyboard."""

    not_so = Signal(str, object)
    taken_back = Signal(str, object)
    close_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Reading, ...] = ()
        self._shown: tuple[Reading, ...] = ()
        self.rows: dict[Key, ReasonRow] = {}
        self._most = MOST
        self.setProperty("ground", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Why")
        self.close_button = button("Close ✕", "plain", name="Close the reasons")
        self.close_button.clicked.connect(self.close_clicked)
        self.nothing = label(NOTHING, "small")
        top = QHBoxLayout()
        top.addWidget(label("What was heard", "key"))
        top.addStretch(1)
        top.addWidget(self.close_button)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 9)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addLayout(self._rows)

    def show_readings(self, found: tuple[Reading, ...]) -> None:
        self._found = found
        wanted = self._steady(found) if self._in_use() else found
        if wanted == self._shown:
            return
        self._shown = wanted
        keys = [reading.key for reading in wanted]
        for key in [key for key in self.rows if key not in keys]:
            self._remove(self.rows.pop(key))
        for at, reading in enumerate(wanted):
            row = self.rows.get(reading.key) or self._made(reading.key)
            row.show_reading(reading)
            if self._rows.indexOf(row) != at:
                self._rows.removeWidget(row)
                self._rows.insertWidget(at, row)
        self._show_rows()
        self.nothing.setVisible(not wanted)

    def shorten(self) -> bool:
        """Leave out the last line, on a screen too short for all; False when only one is left."""
        self._most = min(self._most, len(self._shown)) - 1
        self._show_rows()
        return self._most > 0

    def lengthen(self) -> None:
        """Show all lines again."""
        self._most = MOST
        self._show_rows()

    def _show_rows(self) -> None:
        self._most = max(1, self._most)
        for at, reading in enumerate(self._shown):
            self.rows[reading.key].setVisible(at < self._most)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.show_readings(self._found)

    def _in_use(self) -> bool:
        focus = QApplication.focusWidget()
        return self.underMouse() or (focus is not None and self.isAncestorOf(focus))

    def _steady(self, found: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Return what is shown with its news in place, and what is new below it."""
        news = {reading.key: reading for reading in found}
        kept = [news.pop(old.key, old) for old in self._shown]
        return (*kept, *news.values())

    def _made(self, key: Key) -> ReasonRow:
        row = ReasonRow()
        row.not_so.said.connect(self.not_so)
        row.not_so.taken_back.connect(self.taken_back)
        self.rows[key] = row
        return row

    def _remove(self, row: ReasonRow) -> None:
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()
