"""Names and free wishes in a customer's words. Recognizers write no capitals, so both are careful.

A name is taken after "my name is" or right after the agent asked for it; a wish after "I want to".
"""

from collections.abc import Iterator, Sequence

from app.call.figures import Found
from app.call.spoken import NUMBER_WORDS
from app.call.wording import Token
from app.cues.words import content, stem

LONGEST_NAME = 3
LONGEST_WISH = 5
SURE_WISH = 0.6
"""Mean confidence: these words are shown as they were heard, so they must be heard well."""

_NOT_NAMES = frozenset(
    [
        "i", "my", "me", "you", "your", "the", "a", "an", "and", "is", "was", "it", "its", "it's",
        "yes", "no", "okay", "ok", "sure", "sorry", "but", "please", "thank", "thanks", "hello",
        "hi", "well", "um", "uh", "of", "on", "in", "for", "from", "with", "again", "told",
        "name", "full", "number", "calling", "not", "don't", "have", "already", "what", "why",
        "course", "right", "that", "this", "he", "she", "her", "his", "we", "they", "can", "do",
        "i'm", "i've", "want", "need", "at", "to", "so", "there", "here", "just", "spelled",
        "order", "account", "address", "married", "first", "last", "under", "with", "about",
    ]
)  # fmt: skip
_NOT_WISHES = frozenset(
    map(
        stem,
        ("talk", "speak", "know", "say", "thank", "ask", "tell", "be", "go", "hear", "wait", "see",
         "do", "have", "get", "make", "find", "give", "call", "complain", "understand", "explain",
         "wish", "help", "pay", "think", "keep", "take", "come", "let", "leave", "use", "check"),
    )
)  # fmt: skip
_ENDS_WISH = frozenset(
    ["and", "but", "because", "please", "so", "if", "when", "from", "that", "i", "you", "we",
     "today", "now", "then", "it's", "since", "how", "where", "which", "what",
     "as", "after", "before", "for", "at", "on"]
)  # fmt: skip
_TRAILING = frozenset(["to", "the", "a", "an", "my", "our", "of", "with", "in", "by", "or", "is"])
_OWN = {"my": "the", "our": "the", "your": "the", "me": "", "this": "this"}


def names(words: Sequence[str], *, asked: bool) -> Iterator[Found]:
    """Yield the name in "my name is …", or at the front of the answer where one was `asked`."""
    for at in range(len(words) - 2):
        if words[at] == "name" and words[at + 1] in {"is", "was"}:
            yield from _name(words, at + 2)
            return
    if asked:
        start = 0
        while start < len(words) and words[start] in {"yes", "sure", "it's", "its", "um", "uh"}:
            start += 1
        yield from _name(words, start, fewest=2)


def _name(words: Sequence[str], start: int, fewest: int = 1) -> Iterator[Found]:
    end = start
    while end < len(words) and end - start < LONGEST_NAME and _nameable(words[end]):
        end += 1
    if end - start >= fewest:
        name = " ".join(words[start:end]).title()
        yield Found("name", f"name:{name.lower()}", name, name, end - 1)


def _nameable(word: str) -> bool:
    return word.isalpha() and word not in _NOT_NAMES and word not in NUMBER_WORDS


def wishes(found: Sequence[Token]) -> Iterator[Found]:
    """Yield "wants to …" from "I want to …", where the verb says something."""
    for at in range(len(found) - 3):
        if [token.stem for token in found[at : at + 2]] not in (
            ["want", "to"],
            ["need", "to"],
            ["like", "to"],
        ):
            continue
        subject = {token.stem for token in found[max(0, at - 2) : at]}
        if "i" not in subject and "we" not in subject:
            continue
        asks = at >= 2 and found[at - 2].stem in {"do", "whi", "would", "should"}
        if "not" in subject or asks or found[at + 2].stem in _NOT_WISHES:
            continue
        end = at + 2
        last = min(len(found), end + LONGEST_WISH)
        while end < last and found[end].text not in _ENDS_WISH:
            end += 1
        while end > at + 3 and found[end - 1].text in _TRAILING:
            end -= 1
        taken = found[at + 2 : end]
        sure = sum(token.confidence for token in taken) / len(taken) if taken else 0.0
        if sure < SURE_WISH or len(content(token.stem for token in taken)) < 2:
            continue
        shown = " ".join(filter(None, (_OWN.get(token.text, token.text) for token in taken)))
        yield Found("aim", "aim:other", shown, f"wants to {shown}", taken[-1].index)
        return
