"""From what a decoder calls a token to the word that was spoken."""

import re

_ALTERNATE = re.compile(r"\(\d+\)$")
"""pocketsphinx numbers pronunciations: "to(2)"."""
_OPENERS = ("<", "[", "+")
"""<s>, <sil>, <unk>, [NOISE], [unk], ++BREATH++: heard, but not said."""


def word(token: str) -> str:
    """Return the spoken word of a token, empty for a filler."""
    if token.startswith(_OPENERS):
        return ""
    return _ALTERNATE.sub("", token).lower()


def text(hypothesis: str) -> str:
    """Return the words of a hypothesis without its fillers."""
    return " ".join(filter(None, map(word, hypothesis.split())))
