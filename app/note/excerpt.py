"""The part of a long utterance worth quoting: the clause in which the telling words were said.

Recognizers write no punctuation and run sentences together, so a clause is taken to begin where
somebody is named anew ("i", "you", "nobody", …) after a few words of the last one.
"""

import re

from app.call.state import Line

MOST_WORDS = 18
_FEWEST_WORDS = 4
_BEGINS = frozenset(
    {
        "i", "i'm", "i've", "i'll", "i'd", "you", "you've", "you're", "we", "they", "nobody", "he",
        "she", "and", "but", "so", "it's",
    }
)  # fmt: skip
_WORD = re.compile(r"\S+")
_STOP = (".", "?", "!")


def excerpt(line: Line, t: float) -> str:
    """Return the clause of `line` that was being said at `t`, word for word, without its rest.

    A short utterance is returned whole; a clause of one to three words brings the one before,
    and an "and" brings the one behind.
    """
    words = list(_WORD.finditer(line.text))
    if len(words) <= MOST_WORDS:
        return line.text
    told = _index_at(line, len(words), t)
    starts = [0]
    for at in range(1, len(words)):
        ended = words[at - 1][0].endswith(_STOP)
        long = at - starts[-1] >= _FEWEST_WORDS
        if ended or (long and words[at][0].lower().replace("’", "'") in _BEGINS):
            starts.append(at)
    bounds = [*starts, len(words)]
    place = max(i for i, start in enumerate(starts) if start <= told)
    first, end = bounds[place], bounds[place + 1]
    if end - first < _FEWEST_WORDS and place:
        first = bounds[place - 1]
    if place + 2 < len(bounds) and words[end][0].lower() == "and":
        further = bounds[place + 2]
        end = further if further - first <= MOST_WORDS else end
    if end - first > MOST_WORDS:
        first = max(first, min(told - MOST_WORDS // 2, end - MOST_WORDS))
        end = first + MOST_WORDS
    return line.text[words[first].start() : words[end - 1].end()]


def _index_at(line: Line, count: int, t: float) -> int:
    """Return the word whose end is closest to `t`; without word times, by share of the time."""
    if len(line.words) == count:
        return min(range(count), key=lambda at: abs(line.words[at].end - t))
    share = (t - line.start) / max(line.end - line.start, 0.01)
    return min(count - 1, max(0, round(share * count) - 1))
