"""How many syllables a written word has, about: to time speech by, not to teach it.

Words a second say as much about the words as about the pace. On synthetic speech of one tempo,
heard by pocketsphinx, words a second scatter by 12 % from utterance to utterance and syllables
counted so by 8 % (docs/voice.md); a wrong word mostly has as many syllables as the right one.
"""

import re

_VOWELS = re.compile(r"[aeiouyàâäáãåæèéêëìíîïòóôöõøùúûüýÿœ]+")


def syllables(word: str) -> int:
    """Return the groups of vowels of a word, a silent final "e" left out; at least 1."""
    written = word.lower()
    count = len(_VOWELS.findall(written))
    silent = written.endswith("e") and not written.endswith(("le", "ee"))
    return max(1, count - 1 if silent and count > 1 else count)
