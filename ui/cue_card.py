"""The one cue: a phrase, why it is offered, and what the agent thinks of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.call.state import Cue
from app.cues.rules import NUDGES
from ui.card import Card
from ui.controls import announce, button, label
from ui.phrase import Phrase
from ui.theme import SMALL_GAP, Palette, font


class CueCard(Card):
    """Fed by one `Cue` or None. Its signals carry the cue's id."""

    dismissed = Signal(int)
    helped = Signal(int)
    reworded = Signal(int)
    painted = Signal(object)
    """Cue: after the first paint of a new one, for measuring latency."""

    def __init__(self, *, reduced_motion: bool = False) -> None:
        super().__init__()
        self._still = reduced_motion
        self._cue: Cue | None = None
        self._unpainted = False
        self._helped_id: int | None = None
        self.setAccessibleName("Cue")
        self._title = label("You could say", "key")
        self.dismiss = button("Dismiss ✕", "plain", name="Dismiss this cue")
        self.phrase = Phrase(font(16, QFont.Weight.Medium))
        self.reason = label("", "small", wrap=True)
        self.help = button("It helped", "quiet", hint="Tell Hearback that this cue was useful")
        self.reword = button("Another way to say it", "quiet")
        self.dismiss.clicked.connect(self._on_dismiss)
        self.help.clicked.connect(self._on_help)
        self.reword.clicked.connect(self._on_reword)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.dismiss)
        actions = QHBoxLayout()
        actions.setSpacing(SMALL_GAP)
        actions.setContentsMargins(0, 5, 0, 0)
        actions.addWidget(self.help)
        actions.addWidget(self.reword)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 8, 8, 12)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.phrase)
        column.addWidget(self.reason)
        column.addLayout(actions)
        self.hide()

    @property
    def cue(self) -> Cue | None:
        """What is on the card."""
        return self._cue

    def set_colors(self, colors: Palette) -> None:
        super().set_colors(colors)
        self.phrase.set_color(colors.fg)
        if self._cue:
            self.set_stripe(colors.level(self._cue.level))

    def show_cue(self, cue: Cue | None) -> None:
        if cue == self._cue:
            return
        before, self._cue = self._cue, cue
        if cue is None:
            self.hide()
            return
        self._title.setText("For you" if cue.moment in NUDGES else "You could say")
        self.phrase.set_text(words_of(cue))
        self.reason.setText(f"because: {cue.reason}")
        self.reword.setVisible(cue.more > 0)
        helped = cue.id == self._helped_id
        self.help.setText("✓ It helped" if helped else "It helped")
        self.help.setEnabled(not helped)
        self.set_stripe(self.colors.level(cue.level))
        if before is not None and before.id == cue.id and before.text == cue.text:
            return
        self._unpainted = True
        self.setAccessibleDescription(f"{cue.text} Because: {cue.reason}")
        self.appear(fade=not self._still)
        announce(self, f"Cue: {cue.text}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unpainted and self._cue is not None:
            self._unpainted = False
            self.painted.emit(self._cue)

    def _on_dismiss(self) -> None:
        if self._cue:
            self.dismissed.emit(self._cue.id)

    def _on_help(self) -> None:
        if self._cue:
            self._helped_id = self._cue.id
            self.help.setText("✓ It helped")
            self.help.setEnabled(False)
            self.helped.emit(self._cue.id)

    def _on_reword(self) -> None:
        if self._cue:
            self.reworded.emit(self._cue.id)


def words_of(cue: Cue) -> str:
    """Return what is shown: words to say in quotation marks (once), a nudge as it is."""
    if cue.moment in NUDGES or cue.text.startswith(("“", "„", "«", '"')):
        return cue.text
    return f"“{cue.text}”"
