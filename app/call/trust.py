"""How much stands behind the risk: what was not heard lowers the trust in it, never the value.

No voice measured, no mood read, words that are hard to hear, a telephone line, a deaf ear: each is
a factor in app/call/weights.py with a plain clause for the agent. Below `SPEAKS` the risk keeps
its value, but its level no longer rises.
"""

from collections import deque

import msgspec

from app.call.draft import Draft
from app.call.moods import FEWEST_WORDS, clear, customer_line
from app.call.weights import TRUST, Lack
from speech.events import Emotion, Prosody, Ready, Utterance

LATELY = 6
"""Customer utterances that are looked at."""
ENOUGH = 3
"""Utterances in which a family may be missing before it is missed."""
TELEPHONE_HZ = 8_000
"""A source sampled at this or less carries no more than a telephone does."""
HEARD_WELL = 0.9
"""Mean clearness from which on nobody needs to be told."""
WORDS: dict[Lack, str] = {
    "mood": "no mood is read",
    "voice": "the voice is not measured",
    "words": "the words are hard to hear",
    "telephone": "it is a telephone line",
    "ear": "the customer is not heard well",
}


class Trust:
    """Keeps `confidence` and `missing` of the risk."""

    def __init__(self) -> None:
        self._clear: deque[float] = deque(maxlen=LATELY)
        self._unread = 0
        self._unmeasured = 0
        self._telephone = False

    def feed(self, draft: Draft) -> None:
        """Take one step, after the transcript has its line."""
        match draft.event:
            case Ready(sample_rate=rate):
                self._telephone = 0 < rate <= TELEPHONE_HZ
                self._unread = self._unmeasured = 0
            case Utterance(channel="customer", id=number, text=text):
                if len(text.split()) < FEWEST_WORDS:
                    return
                line = customer_line(draft.state, number)
                if line is not None:
                    self._clear.append(clear(line))
                self._unread += 1
                self._unmeasured += 1
            case Emotion():
                self._unread = 0
            case Prosody(channel="customer"):
                self._unmeasured = 0
        lacking = self._lacking(draft)
        confidence = 1.0
        for lack, share in lacking.items():
            confidence *= 1 - (1 - TRUST[lack]) * share
        missing = tuple(WORDS[lack] for lack in lacking)
        risk = draft.state.risk
        confidence = round(confidence, 2)
        if (confidence, missing) != (risk.confidence, risk.missing):
            draft.change(risk=msgspec.structs.replace(risk, confidence=confidence, missing=missing))

    def _lacking(self, draft: Draft) -> dict[Lack, float]:
        """Return what is missing, each with how much of it is, 0…1."""
        found: dict[Lack, float] = {}
        if self._unread >= ENOUGH:
            found["mood"] = 1.0
        if self._unmeasured >= ENOUGH:
            found["voice"] = 1.0
        heard = sum(self._clear) / len(self._clear) if self._clear else 1.0
        if heard < HEARD_WELL:
            found["words"] = 1 - heard
        if self._telephone:
            found["telephone"] = 1.0
        if draft.state.ears["customer"].health in {"no-data", "gone", "clipping", "lagging"}:
            found["ear"] = 1.0
        return found
