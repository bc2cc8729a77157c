"""Holds a cue back until it is known in what mood its words were said.

"I was told to shut up" and "shut up, that's brilliant" hold the same words. A rule that answers
trouble (or relief) waits for the reading of the utterance that fired it, and is dropped where
the mood is another. A rule that answers trouble does not wait for the end where what was said so
far sounds like trouble already. Where no moods are read, or no reading comes in time, nothing is
held back: words alone have to do.
"""

from app.call.signals import SignalKind
from app.call.state import Mood, MoodName, RiskLevel
from app.call.weights import FAMILIES, STANDS, WEIGHTS
from app.cues.pacing import Candidate
from app.cues.rules import RuleMood
from speech.events import AnyEvent, Emotion, EmotionSoFar, Ready, Utterance

WITHIN = 1.0
"""Seconds after the final words that a reading is waited for; it takes some milliseconds."""
CALM = frozenset({"neutral", "satisfied", "grateful"})
GLAD = frozenset({"satisfied", "grateful"})
UPSET = frozenset({"angry", "frustrated"})
ANSWERS: dict[RuleMood, frozenset[str]] = {
    "upset": UPSET,
    "troubled": UPSET | {"anxious", "confused", "sad"},
}
"""Moods that a rule answers, where it need not wait for the end."""
SAID: frozenset[SignalKind] = frozenset(
    kind for kind, weight in WEIGHTS.items()
    if weight > 0 and FAMILIES.get(kind, "said") == "said" and not kind.startswith("mood-")
)  # fmt: skip
"""Signals made of words, which may have been quoted or joked with."""
GRAVE: frozenset[SignalKind] = frozenset({"grief"})
"""Signals whose words are seldom meant otherwise: only a plainly calm reading takes them back."""
PLAINLY = 0.55
"""Confidence of a calm or glad reading from which grave words were a figure of speech, a joke, or
told of long ago."""
PLAIN = 0.55
"""Confidence that a reading of trouble needs to bear words out in a call that was calm."""
SO_FAR = 0.22
"""Probability of trouble in the words so far from which a rule does not wait for the end."""
REMEMBERED = 8
"""Readings kept: a signal may come late."""


class MoodGate:
    """Feed it every event, then ask it about candidates."""

    def __init__(self) -> None:
        self._reads = False
        self._moods: dict[int, MoodName] = {}
        self._plainly_calm: set[int] = set()
        self._calm = True
        self._was_calm: dict[int, bool] = {}
        """Utterance → whether the call was calm before its words counted."""
        self._held: list[Candidate] = []
        self._early: list[Candidate] = []
        """Let go before their utterance was over."""
        self._so_far: EmotionSoFar | None = None
        self._signals: list[tuple[int, SignalKind]] = []
        self._due: dict[int, float] = {}
        """Utterance whose words are final → when it is waited for no longer."""

    def feed(self, event: AnyEvent, mood: Mood, level: RiskLevel, t: float) -> list[Candidate]:
        """Take an event, mood and level as they are after it; return what may go on now."""
        was_calm, self._calm = self._calm, level == "calm"
        match event:
            case Ready(moods=reads):
                self._reads = reads
            case Utterance(channel="customer", id=number) if self._reads:
                self._due[number] = t + WITHIN
                self._was_calm = dict([*self._was_calm.items(), (number, was_calm)][-REMEMBERED:])
            case EmotionSoFar(utterance=number):
                self._reads, self._so_far = True, event
                early = [one for one in self._held if self._sounds(one)]
                self._held = [one for one in self._held if one not in early]
                self._early += early
                return [one.at(t) for one in early]
            case Emotion(utterance=number):
                self._reads = True
                name = mood.name if mood.utterance == number else ""
                doubted = mood.confidence < PLAIN and self._was_calm.get(number, was_calm)
                if doubted and name not in CALM:
                    name = ""
                self._moods = dict([*self._moods.items(), (number, name)][-REMEMBERED:])
                self._plainly_calm &= self._moods.keys()
                if name in CALM and mood.confidence >= PLAINLY:
                    self._plainly_calm.add(number)
                self._due.pop(number, None)
                return self._release(number, t)
        late = [number for number, due in self._due.items() if due <= t] if self._due else []
        if late:
            self._reads = False
        return [one for number in late for one in self._late(number, t)]

    def admits(self, candidate: Candidate) -> bool:
        """Return whether the candidate may go on; else it is dropped, or held until it may."""
        number = candidate.utterance
        wanted = candidate.rule.mood
        if wanted == "any" or candidate.channel != "customer" or number is None:
            return True
        if number in self._moods:
            return self._fits(wanted, number)
        if self._sounds(candidate):
            self._early.append(candidate)
            return True
        if self._reads:
            self._held.append(candidate)
        return not self._reads

    def notices(self, kind: SignalKind, utterance: int | None) -> bool:
        """Return whether a signal may be built upon; else it is, once its mood bears it out.

        An angry boss who is quoted is no history of this customer.
        """
        if utterance is None or kind not in SAID or (kind in STANDS and kind not in GRAVE):
            return True
        if utterance in self._moods:
            return self._fits(_wanted(kind), utterance)
        if self._reads:
            self._signals.append((utterance, kind))
        return not self._reads

    def borne_out(self) -> list[SignalKind]:
        """Return, once, the signals that have become certain since the last time."""
        known = [one for one in self._signals if one[0] in self._moods or not self._reads]
        self._signals = [one for one in self._signals if one not in known]
        return [
            kind
            for number, kind in known
            if number not in self._moods or self._fits(_wanted(kind), number)
        ]

    def regretted(self) -> list[Candidate]:
        """Return, once, what was let go early and does not fit the mood of the whole utterance."""
        known = [one for one in self._early if one.utterance in self._moods]
        self._early = [one for one in self._early if one not in known]
        return [
            one
            for one in known
            if one.utterance is not None and not self._fits(one.rule.mood, one.utterance)
        ]

    def withdraw(self, rule: str, utterance: int) -> None:
        """Forget what is held: its words turned out otherwise."""
        self._held = [
            one for one in self._held if (one.rule.id, one.utterance) != (rule, utterance)
        ]

    def _sounds(self, candidate: Candidate) -> bool:
        """Return whether the words so far, the trigger in them, are of the mood it answers."""
        heard, word = self._so_far, candidate.trigger_word
        answers = ANSWERS.get(candidate.rule.mood)
        if heard is None or word is None or answers is None:
            return False
        likely = sum(heard.moods.get(mood, 0.0) for mood in answers)
        return candidate.utterance == heard.utterance and word < heard.words and likely >= SO_FAR

    def _late(self, number: int, t: float) -> list[Candidate]:
        del self._due[number]
        return self._release(number, t)

    def _release(self, number: int, t: float) -> list[Candidate]:
        mine = [one for one in self._held if one.utterance == number]
        self._held = [one for one in self._held if one.utterance != number]
        if number not in self._moods:
            return [one.at(t) for one in mine]
        return [one.at(t) for one in mine if self._fits(one.rule.mood, number)]

    def _fits(self, wanted: RuleMood, number: int) -> bool:
        """Return whether a rule may answer the mood of an utterance that was read.

        Gladness has to be heard. Where the reading is unsure, what words say of trouble stands in
        a call that was not calm before them, and is let go in one that was: words that may have
        been quoted are no witness for themselves.
        """
        name = self._moods[number]
        match wanted:
            case "any":
                return True
            case "unless-calm":
                return number not in self._plainly_calm
            case "glad":
                return name in GLAD
            case "settled":
                return not name or name in CALM
        if not name:
            return not self._was_calm.get(number, self._calm)
        return name in UPSET if wanted == "upset" else name not in CALM


def _wanted(kind: SignalKind) -> RuleMood:
    """Return the mood that bears the words of a signal out."""
    return "unless-calm" if kind in GRAVE else "troubled"
