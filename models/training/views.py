"""How a line looks each time the network meets it: as typed, as recognized, with words misheard.

The network is used on recognizer text only, so most views are that; a few as typed keep what
punctuation tells from being lost on the words alone. Errors come from `mishear`, learned from a
real recognizer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.labels import MOODS
from models.training.encode import BEFORE_TOKENS
from models.training.examples import Examples
from models.training.form import recognizer_form

LEFT_OUT = 0.1
BEGUN = 4
"""Words that are left of a line without its end, at least."""
Mishear = Callable[[str, float, np.random.Generator], str]
"""Text in recognizer form, share of words to get wrong, randomness → text as misheard."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How often each view is shown; what is left is the line in recognizer form as it is."""

    typed: float = 0.0
    misheard: float = 0.0
    error_rate: tuple[float, float] = (0.05, 0.2)
    """A misheard view gets a rate from this range: calls differ, too."""
    thinned: float = 0.0
    """Lines shown with one word in ten left out: no single word may carry a feeling alone."""
    forget_before: float = 0.3
    """How often a line that has context is shown without it."""
    before_tokens: int = BEFORE_TOKENS
    """Tokens of context that are shown, at most."""
    led_in: float = 0.0
    """How often a line of ours without context follows a neutral one, as turn or in one breath."""
    cut: float = 0.0
    """How often a line of ours is shown without its end: lines are read before they are over."""


def shown(
    examples: Examples, mix: Mix, mishear: Mishear | None, rng: np.random.Generator
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return one view of every example: its text and what the customer said before."""
    texts, befores = [], []
    dice = rng.random((len(examples), 4))
    neutral = _neutral(examples)
    cuts = rng.random((len(examples), 2)) if mix.cut else np.ones((len(examples), 2))
    for row, (text, before) in enumerate(zip(examples.texts, examples.before, strict=True)):
        form, drop, lead, how = dice[row]
        kept = before if drop >= mix.forget_before else ()
        if form < mix.typed:
            texts.append(text)
            befores.append(kept)
            continue
        key = examples.keys[row]
        spoken = recognizer_form(text, f"{key}:{int(form * 1e6)}" if "[" in text else key)
        if lead < mix.led_in and neutral and not before and examples.mood_weight[row] == 1:
            opening = neutral[int(rng.random() * len(neutral))]
            spoken, kept = (f"{opening} {spoken}", ()) if how < 0.5 else (spoken, (opening,))
        if cuts[row, 0] < mix.cut and examples.mood_weight[row] == 1:
            spoken = _cut(spoken, cuts[row, 1])
        if mishear is not None and form < mix.typed + mix.misheard:
            rate = float(rng.uniform(*mix.error_rate))
            spoken = mishear(spoken, rate, rng)
            kept = tuple(mishear(line, rate, rng) for line in kept)
        elif form < mix.typed + mix.misheard + mix.thinned:
            spoken = _thin(spoken, rng)
        texts.append(spoken)
        befores.append(kept)
    return texts, befores


def _neutral(examples: Examples) -> list[str]:
    """Return our own neutral lines that need no context and are more than an answer."""
    neutral = (examples.mood_weight == 1) & (examples.moods[:, MOODS.index("neutral")] == 1)
    return [
        examples.texts[row]
        for row in np.flatnonzero(neutral)
        if not examples.before[row] and 3 < len(examples.texts[row].split()) < 16
    ]


def _cut(text: str, where: float) -> str:
    """Return the beginning of a line, `where` 0…1 between its shortest and the whole."""
    words = text.split()
    return " ".join(words[: BEGUN + int(where * max(0, len(words) - BEGUN))])


def _thin(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    return " ".join(word for word in words if rng.random() >= LEFT_OUT) or text
