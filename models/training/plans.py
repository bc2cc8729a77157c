"""The two stages of training and their figures, in one place.

First comments alone, mostly as recognized, at a low rate: the network learns what feelings are and
keeps what sentences mean. Then comments and our own lines together, at a higher rate, many of them
misheard: it learns what feelings are on a call, on words as they arrive. The second stage is run
twice from the same first one, in another order and with less of what was said before, and its
weights are averaged, which reads better and more evenly than either: M. Wortsman et al., "Model
soups: averaging weights of multiple fine-tuned models improves accuracy without increasing
inference time", ICML 2022.
"""

from dataclasses import replace
from typing import Final

from models.training.train import Plan
from models.training.views import Mix

FIRST: Final = Plan("comments", passes=3, rate=4e-5, mix=Mix(typed=0.2, misheard=0.4))
_CALLS: Final = Plan(
    "calls",
    passes=2,
    rate=1.2e-4,
    mix=Mix(misheard=0.55, thinned=0.1, led_in=0.25, cut=0.1, forget_before=0.15),
    batch=32,
    labels=30.0,
    moods=1.5,
    meaning=0.2,
)
_ALONE_MORE: Final = replace(_CALLS.mix, forget_before=0.3)
_AGAIN: Final = replace(_CALLS, name="calls again", mix=_ALONE_MORE, seed=_CALLS.seed + 1)
SECOND: Final = ((_CALLS, 3), (_AGAIN, 3))
"""Runs of the second stage, and how often each line of ours comes in a pass, beside each comment
once."""
