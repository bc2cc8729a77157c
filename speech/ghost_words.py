"""Words that nobody said: what a recognizer makes of a drum, a breath or a cough.

Measured with an hour of hold music, tones, hum, breath and desk noises on pocketsphinx: voice
activity lets some thirty stretches through, most of them 0.1 to 0.4 s of a drum. In most of them
words are heard, such as "ah", "all" or "er no"; five are left as utterances, of thirteen words in
all, and no cue comes of them.
"""

from collections.abc import Sequence

from speech.events import Word

_FILLERS = "ah eh er erm ha hm hmm huh mm mhm oh oo ooh uh um"
_STOP_WORDS = """
a all am an and are as at be but by do for from had has have he her him his i if in is it its me my
no not of on or our out she so than that the their them then there they this to too up us was we
were what when who will with you your
"""
FILLERS = frozenset(_FILLERS.split())
"""Alone they say nothing, however well they were heard."""
STOP_WORDS = FILLERS | frozenset(_STOP_WORDS.split())
"""English words that a recognizer falls back on where there is nothing to recognize."""
ANSWERS = frozenset({"no"})
"""Stop words that are whole utterances, too."""
SURE = 0.6
"""Confidence from which a word was said: of each short line in the recorded sample calls, one word
at least has 0.99."""
HARDLY = 0.3
"""Confidence below which one or two words alone are as good as none."""
SHORT = 0.4
"""Seconds of voice too short for two words."""
TOO_SHORT = 0.25
"""Seconds of voice in which nobody says two words, however sure a recognizer is of them."""
FEW = 2


def ghostly(words: Sequence[Word], spoken: float) -> bool:
    """Return whether the words of an utterance with `spoken` seconds of voice were hardly said.

    Never more than a few words: whoever speaks a whole sentence is heard, be it badly. "Yes" and
    "no" are answers, so only a doubtful one is left out; no other stop word is said alone.
    """
    said = [word.text.lower() for word in words]
    if not said or all(word in FILLERS for word in said):
        return bool(said)
    if len(said) > 1 and spoken < TOO_SHORT:
        return True
    if len(said) == 1 and said[0] in STOP_WORDS - ANSWERS:
        return True
    sure = max(word.confidence for word in words)
    if len(said) > FEW or sure >= SURE:
        return False
    return sure < HARDLY or spoken < SHORT or all(word in STOP_WORDS for word in said)
