"""How a line looks each time the network meets it: as typed, as recognized, with words misheard.

The network is used on recognizer text only, so most views are that; a few as typed keep what
punctuation tells from being lost on the words alone. Errors come from `mishear`, learned from a
real recognizer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.training.examples import Examples
from models.training.form import recognizer_form

Mishear = Callable[[str, float, np.random.Generator], str]
"""Text in recognizer form, share of words to get wrong, randomness → text as misheard."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How often each view is shown; what is left is the line in recognizer form as it is."""

    typed: float = 0.0
    misheard: float = 0.0
    error_rate: tuple[float, float] = (0.05, 0.2)
    """A misheard view gets a rate from this range: calls differ, too."""
    forget_before: float = 0.3
    """How often a line that has context is shown without it."""


def shown(
    examples: Examples, mix: Mix, mishear: Mishear | None, rng: np.random.Generator
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return one view of every example: its text and what the customer said before."""
    texts, befores = [], []
    for text, before, key, dice, drop in zip(
        examples.texts, examples.before, examples.keys,
        rng.random(len(examples)), rng.random(len(examples)), strict=True,
    ):  # fmt: skip
        kept = before if drop >= mix.forget_before else ()
        if dice < mix.typed:
            texts.append(text)
            befores.append(kept)
            continue
        salt = f"{key}:{int(dice * 1e6)}" if "[" in text else key
        spoken = recognizer_form(text, salt)
        if mishear is not None and dice < mix.typed + mix.misheard:
            rate = float(rng.uniform(*mix.error_rate))
            spoken = mishear(spoken, rate, rng) or spoken
            kept = tuple(mishear(line, rate, rng) for line in kept)
        texts.append(spoken)
        befores.append(kept)
    return texts, befores
