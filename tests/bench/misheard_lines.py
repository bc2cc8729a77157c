"""Lines as they were said, and as the built-in recognizer heard them from synthetic voices.

Only what the emotion model may learn from is spoken: our own lines of training families and, where
the data is there, comments of GoEmotions' training part. Nothing of a test is listened to.
"""

import random
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import msgspec

from models.training import goemotions, lines
from models.training.form import recognizer_form
from tests.bench.ears import embedded_ear
from tests.bench.spoken import speak

CHANNELS = (
    *(("flite:rms", False), ("flite:slt", False), ("flite:kal16", True)) * 3,
    *(("flite:kal16", False), ("flite:awb", False), ("flite:kal16", False)) * 2,
    ("flite:awb", False), ("espeak:en-us", False),
)  # fmt: skip
"""Voices, and whether over a telephone line, in turn. By telephone only the one that is heard best
there: of words that are nearly all wrong nothing can be learned (docs/recognizers.md)."""
WORDS = range(4, 31)
"""Longer turns are heard in pieces anyway; shorter ones say little about the words in them."""
SEED = 4


class Pair(msgspec.Struct, frozen=True):
    """One line, the words said and the words heard."""

    voice: str
    phone: bool
    said: str
    heard: str


def sample(ours: int, comments: int, data: Path | None) -> list[str]:
    """Return the lines to speak, in recognizer form; no comments without `data`."""
    rng = random.Random(SEED)
    own = sorted({line.text for line in lines.of_part(lines.load(), "train")})
    typed = [] if data is None else goemotions.load(data, "train")
    other = sorted({recognizer_form(comment.text, comment.id) for comment in typed})
    chosen: list[str] = []
    for pool, many in ((own, ours), (other, comments)):
        fit = [text for text in pool if len(text.split()) in WORDS]
        chosen += rng.sample(fit, min(many, len(fit)))
    rng.shuffle(chosen)
    return chosen


def hear(texts: list[str]) -> Iterator[Pair]:
    """Speak every line once, some over a telephone line, and yield what was heard.

    Each voice on each kind of line is a channel of its own, to which the recognizer gets used.
    """
    groups: dict[tuple[str, bool], list[str]] = {channel: [] for channel in CHANNELS}
    for text, channel in zip(texts, cycle(CHANNELS), strict=False):
        groups[channel].append(text)
    for (voice, phone), said in groups.items():
        ear = embedded_ear()
        for line in speak(said, (voice,), phone=phone):
            yield Pair(voice, phone, line.text, ear(line.samples))
