"""What is made of a voice over whole calls: false signals while it is calm, and when it rises.

Spoken by flite, every utterance with the wander that people have (assumed, docs/voice.md), over a
line with noise of its own, through voice activity, the listener's measures and the call core. The
words are those of the text, where a recognizer would have some of them wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle, islice

import numpy as np

from app.call.signals import Signal
from resources.sample_calls.build import Voice, line_noise, synthesize
from speech import prosody
from speech.events import AnyEvent, Utterance, Word
from speech.recognize.recognizer import RATE, Samples
from speech.vad import FRAME, VoiceDetector, dbfs
from tests.app.call.voices import voice_signals
from tests.bench.figures import Figure
from tests.bench.spoken import HELD_OUT, over_the_phone

VOICES = ("rms", "slt", "awb", "kal16")
CALLS, CALM, RISEN, FEW = 12, 18, 6, 4
"""Calls of each kind; utterances of a calm one and of a rise; calls of each transposed kind."""
START = 8
"""Utterances before a rise."""
EVERY = 9.0
"""Seconds from one utterance's start to the next."""
PACE, DB, SEMITONES = 0.09, 1.8, 0.9
"""Wander from utterance to utterance: natural log, dB, semitones; one standard deviation."""
RISE = {"tempo": 1.22, "db": 6.0, "semitones": 3.0}
STEP = 8.0
"""dB by which a line changes."""
UP = frozenset({"faster", "louder", "higher"})
SOON = 4
"""Utterances of a rise within which it is to be noticed."""
QUIET = 200.0
"""dB of signal to noise: the line brings its own noise already."""


@dataclass(frozen=True, slots=True)
class How:
    """Against the voice's own: tempo as a factor, level in dB, pitch in semitones."""

    tempo: float = 1.0
    db: float = 0.0
    semitones: float = 0.0
    line: float = 0.0
    """dB that the line adds to all."""

    def moved(self, tempo: float = 1.0, db: float = 0.0, semitones: float = 0.0) -> "How":
        return replace(self, tempo=self.tempo * tempo, db=self.db + db,
                       semitones=self.semitones + semitones)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    signals: list[Signal] = field(repr=False)
    seconds: float

    def raised(self, *, after: int = 0, until: int = 999) -> set[str]:
        """Return the kinds that went up in utterances numbered above `after`, up to `until`."""
        return {one.kind for one in self.signals
                if one.kind in UP and after < (one.utterance or 0) <= until}  # fmt: skip


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    for name, phone in (("wide", False), ("phone", True)):
        say(f"calm calls, {name}")
        calm = [play(number, wander(number, CALM), phone=phone) for number in range(CALLS)]
        hours = sum(call.seconds for call in calm) / 3600
        kinds = Counter(one.kind for call in calm for one in call.signals if one.kind in UP)
        held = sum(bool(call.raised()) for call in calm)
        yield Figure(f"voice_false_{name}", kinds.total() / hours, "/h", 6.0,
                     f"faster, louder or higher said in calm speech, {60 * hours:.0f} minutes",
                     f"in {held} of {CALLS} calls; {_counted(kinds)}")  # fmt: skip
    yield from _rises(say)
    say("a line that changes")
    stepped = [play(number, _step(number), phone=bool(number % 2)) for number in range(FEW)]
    wrong = sum("louder" in call.raised(after=START) for call in stepped)
    yield Figure("voice_line_steps", 100 * wrong / FEW, "%", 0.0,
                 f"calls called louder after all of the line rose by {STEP:g} dB")  # fmt: skip


def _rises(say: Callable[[str], None]) -> Iterator[Figure]:
    found: dict[str, float] = {}
    for name, phone in (("wide", False), ("phone", True)):
        say(f"rising voices, {name}")
        calls = [play(number, _rise(number), phone=phone) for number in range(CALLS)]
        raised = [call.raised(after=START, until=START + SOON) for call in calls]
        kinds = Counter(kind for one in raised for kind in one)
        found[name] = 100 * sum(map(bool, raised)) / CALLS
        yield Figure(f"voice_found_{name}", found[name], "%", 90.0,
                     f"of {CALLS} voices that rise by {RISE['tempo']:g} ×, {RISE['db']:g} dB and "
                     f"{RISE['semitones']:g} semitones, noticed within {SOON} utterances",
                     _counted(kinds), at_least=True)  # fmt: skip
    say("the same voices, transposed")
    usual = [_told(number, How()) for number in range(FEW)]
    shares = {}
    for name, by in (("4 semitones lower", How(semitones=-4)), ("4 higher", How(semitones=4)),
                     ("6 dB softer", How(db=-6)), ("15 % slower", How(tempo=0.85)),
                     ("15 % faster", How(tempo=1.15))):  # fmt: skip
        say(name)
        shares[name] = 100 * sum(_told(number, by) != usual[number] for number in range(FEW)) / FEW
    yield Figure("voice_transposed", max(shares.values()), "%", 0.0,
                 f"of {FEW} rising voices in another key, level or tempo from the first second on, "
                 "for which something else was noticed, or nothing",
                 ", ".join(f"{name} {share:.0f}" for name, share in shares.items()))  # fmt: skip


def _told(number: int, by: How) -> bool:
    """Return whether a rise was noticed in time in a call that is transposed as a whole."""
    moved = [how.moved(by.tempo, by.db, by.semitones) for how in _rise(number)]
    return bool(play(number, moved, phone=False).raised(after=START, until=START + SOON))


def wander(number: int, count: int) -> list[How]:
    rng = np.random.default_rng(1000 + number)
    return [
        How(
            float(np.exp(PACE * rng.standard_normal())),
            float(DB * rng.standard_normal()),
            float(SEMITONES * rng.standard_normal()),
        )
        for _ in range(count)
    ]


def _rise(number: int) -> list[How]:
    hows = wander(number + 100, START + RISEN)
    return [*hows[:START], *(how.moved(**RISE) for how in hows[START:])]


def _step(number: int) -> list[How]:
    hows = wander(number + 200, START + RISEN)
    return [*hows[:START], *(replace(how, line=STEP) for how in hows[START:])]


def play(number: int, hows: list[How], *, phone: bool) -> Call:
    """Return what is made of one call."""
    voice = VOICES[number % len(VOICES)]
    lines = islice(cycle(HELD_OUT), number * 5, number * 5 + len(hows))
    events: list[AnyEvent] = []
    for at, (text, how) in enumerate(zip(lines, hows, strict=True)):
        samples = _heard(text, voice, how, f"{number}/{at}")
        events += _events(over_the_phone(samples, snr=QUIET) if phone else samples, text, at)
    return Call(voice_signals(events), EVERY * len(hows))


@cache
def _heard(text: str, voice: str, how: How, seed: str) -> Samples:
    """Return the line at 16 kHz with quiet around it, as the listener has it."""
    spoken = synthesize(text, Voice(engine="flite", name=voice, pace=1 / how.tempo,
                                    pitch=how.semitones, gain=-27.0 + how.db))  # fmt: skip
    before, after = round(0.4 * RATE), round(0.6 * RATE)
    mix = line_noise(before + spoken.size + after, seed)
    mix[before : before + spoken.size] += spoken
    mix = np.clip(mix * 10 ** (how.line / 20), -1, 1)
    return np.rint(mix * 32767).astype(np.int16)


def _events(samples: Samples, text: str, at: int) -> list[AnyEvent]:
    detector = VoiceDetector()
    voiced = [
        detector.probability(frame, dbfs(frame), speaking=False) > 0.5
        for frame in samples[: samples.size // FRAME * FRAME].reshape(-1, FRAME)
    ]
    if not any(voiced):
        return []
    first, last = voiced.index(True), len(voiced) - voiced[::-1].index(True)
    start, length = 1.0 + EVERY * at, (last - first) * FRAME / RATE
    written = text.split()
    step = length / len(written)
    words = tuple(Word(word, start + n * step, start + (n + 1) * step, 0.9)
                  for n, word in enumerate(written))  # fmt: skip
    said = Utterance(t=start + length + 0.6, channel="customer", id=at + 1, start=start,
                     end=start + length, text=text, words=words)  # fmt: skip
    between = Utterance(t=said.t + 1, channel="agent", id=at + 1, start=said.t, end=said.t + 0.5,
                        text="i see")  # fmt: skip
    return [said, prosody.measure(said, samples, voiced), between]


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"
