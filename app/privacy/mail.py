"""E-mail addresses: written, spelled around ("john [at] mail [dot] com") and spoken."""

import re
from collections.abc import Iterator

from app.call.spoken import NUMBER_WORDS, REPEATS

_SIGN = r"[^\s@<>()\[\],;:\"]"
_WRITTEN = re.compile(rf"(?<!{_SIGN}){_SIGN}++\s?@\s?{_SIGN}+\.[^\W\d_]{{2,}}")
_BARE = re.compile(rf"(?<!{_SIGN}){_SIGN}++@{_SIGN}+")
_DOT = r"(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+|\.(?=[^\W_]))"
_POINT = r"\s+(?:point|period)\s+(?:com|net|org|edu|co|uk)\b"
_NAME = r"[^\W_]+(?:[-_][^\W_]+)*"
_AT = r"(?:[\[({<]\s*at\s*[\])}>]|\bat\s+sign\b|(?<![\w'’])at\b(?!['’]))"
_PROVIDER = (
    r"(?:g\s?mail|google\s?mail|hot\s?mail|outlook|yahoo|i\s?cloud|a\s?o\s?l|"
    r"proton\s?mail|gmx|msn)"
)
"""Names that make an address even where the recognizer lost the "dot com"."""
_SPOKEN_DOMAIN = re.compile(
    rf"{_AT}\s*(?:"
    rf"(?:(?:[^\W_]\s+){{2,20}}|(?:{_NAME}\s+){{0,4}}?{_NAME})"
    rf"(?:(?:{_DOT}[^\W\d_]{{2,}}|{_DOT}c\s?o\s?m|{_DOT}u\s?k|{_POINT}))+"
    rf"|{_PROVIDER})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s]+")
_NO_NAME = frozenset(
    {"is", "it's", "its", "was", "the", "at", "look", "looking", "looked", "that's"}
)
"""Never the whole local part: "look at example dot com" names a site, not a person."""
_STOP = _NO_NAME | {
    "email", "e-mail", "mail", "address", "to", "me", "us", "my", "your", "our", "on", "use",
    "under", "and", "or", "so", "yes", "yeah", "okay", "ok", "please", "with", "from", "as", "for",
    "by", "reach", "contact", "just", "write", "send", "have", "has", "want", "this", "will", "an",
}  # fmt: skip
_CARRIERS = frozenset(
    {"dot", "point", "period", "underscore", "dash", "hyphen", "minus", "plus", "score"}
)
_MOST_BEFORE = 60
"""Words of a spoken local part, spelled letters counted one by one."""
_MOST_SIGNS = 500
_NAMES = 3
"""Plain words (names) that may belong to a local part without a word that joins them."""


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of all e-mail addresses; they may overlap."""
    plain = text.replace("\uff20", "@")
    if "@" in plain:
        for pattern in (_WRITTEN, _BARE):
            yield from (match.span() for match in pattern.finditer(plain))
    for match in _SPOKEN_DOMAIN.finditer(text):
        first = max(0, match.start() - _MOST_SIGNS)
        start = _local_start(text[first : match.start()])
        if start is not None:
            yield first + start, match.end()


def _local_start(before: str) -> int | None:
    """Return where the spoken local part begins; None if nothing before the "at" can be one."""
    start: int | None = None
    names = 0
    joined = False
    for word in reversed(list(_WORD.finditer(before))[-_MOST_BEFORE:]):
        bare = word[0].strip(",;:!?\"'“”()[]{}<>").lower()
        if bare.endswith("masked]") or (start is not None and word[0][-1] in ".?!;:"):
            break
        if not joined and bare in (_NO_NAME if start is None else _STOP):
            break
        if not joined and not _small(bare):
            names += 1
            if names > _NAMES:
                break
        joined = bare in _CARRIERS
        start = word.start()
    return start


def _small(word: str) -> bool:
    """Say whether the word is a piece of a spelled name: a letter, a digit, a joiner."""
    return len(word) == 1 or word.isdecimal() or word in _CARRIERS | NUMBER_WORDS | REPEATS.keys()
