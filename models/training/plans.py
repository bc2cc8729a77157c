"""The two stages of training and their figures, in one place.

First comments alone, as typed and as recognized, give a network that knows feelings. What it then
says of each comment as typed becomes half of the target of the second stage, which learns from
recognizer text with our own lines among the comments: people disagree about comments, and a
smoothed target forgives that; and what only punctuation tells is handed on to the words.
"""

from typing import Final

from models.training.train import Plan
from models.training.views import Mix

FIRST: Final = Plan("comments", passes=3, rate=4e-5, mix=Mix(typed=0.3))
SECOND: Final = Plan("calls", passes=2, rate=3e-5, mix=Mix(misheard=0.4), moods=1.5)

OWN_TIMES: Final = 5
"""How often each line of ours comes in a pass of the second stage, beside each comment once."""

SOFT: Final = 0.5
"""Share of a comment's target that is the first network's belief instead of the label."""
