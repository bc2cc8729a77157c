"""Moments worth a mark on the trend line: when it rose, when it eased, when care was asked for."""

from app.call.contradiction import is_mood
from app.call.draft import Draft
from app.call.effects import ReadingContradicted, ReadingRestored, RiskLevelChanged
from app.call.signals import Signal
from app.call.state import Mark, Reason
from app.call.weights import CARE

MOST = 60
"""Marks kept; the oldest go first."""
CARE_AGAIN = 120.0
"""Seconds before grief or sadness is marked another time."""


class Marks:
    """Keeps `marks` of the state."""

    def __init__(self) -> None:
        self._care = float("-inf")

    def feed(self, draft: Draft) -> None:
        """Take one step, after the risk."""
        found = [mark for signal in draft.signals if (mark := self._of_care(signal))]
        risk = draft.state.risk
        for effect in draft.effects:
            match effect:
                case RiskLevelChanged(before=before, level=level, t=t):
                    if level == "calm":
                        found.append(Mark(t, "eased", "calm again"))
                    elif before == "calm" or level == "high":
                        top = risk.reasons[0] if risk.reasons else None
                        words = _told(top) if top else "upset"
                        found.append(Mark(t, "upset", words, top.utterance if top else None))
                case ReadingContradicted(t=t, example=example):
                    words = f"not so: {example.reading}"
                    found.append(Mark(t, "not-so", words, draft.state.not_so[-1].utterance))
                case ReadingRestored(utterance=utterance):
                    self._take_back(draft, utterance)
        if found:
            draft.change(marks=(*draft.state.marks, *found)[-MOST:])

    def _take_back(self, draft: Draft, utterance: int | None) -> None:
        """Forget the mark of the latest "not so" on this utterance."""
        marks = list(draft.state.marks)
        for mark in reversed(marks):
            if mark.kind == "not-so" and mark.utterance == utterance:
                marks.remove(mark)
                draft.change(marks=tuple(marks))
                return

    def _of_care(self, signal: Signal) -> Mark | None:
        if signal.kind not in CARE or signal.t - self._care < CARE_AGAIN:
            return None
        self._care = signal.t
        return Mark(signal.t, "care", signal.reason, signal.utterance)


def _told(reason: Reason) -> str:
    """Return why in words that claim no more than was heard."""
    words = reason.words.removeprefix("still ")
    return f"sounded {words}" if is_mood(reason.kind) else reason.words
