"""How recognizer text becomes lines that a person can read in a hurry."""

import re

_FIRST_PERSON = re.compile(r"\bi(?=\b|['’])")
_SPACES = re.compile(r"\s+")
_SWAPS = (
    (re.compile(r"\byour\b", re.IGNORECASE), "their"),
    (re.compile(r"\byours\b", re.IGNORECASE), "theirs"),
    (re.compile(r"\byourself\b", re.IGNORECASE), "themselves"),
    (re.compile(r"\byou (?=(?:will|can|have|are|need|get|do|may)\b)", re.IGNORECASE), "they "),
    (re.compile(r"\byou['’]ll\b", re.IGNORECASE), "they will"),
    (re.compile(r"\byou\b", re.IGNORECASE), "them"),
    (re.compile(r"\bmy\b", re.IGNORECASE), "the agent's"),
)  # fmt: skip


def sentence(text: str) -> str:
    """Return the text with a capital at its front, "I" upright, and no space to spare."""
    plain = _SPACES.sub(" ", text).strip(" ,;")
    plain = _FIRST_PERSON.sub("I", plain)
    return plain[:1].upper() + plain[1:]


def clipped(text: str, most: int) -> str:
    """Return at most `most` words; what is left out shows as an ellipsis."""
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"


def reported(clause: str) -> str:
    """Turn what the agent said to the customer into what is told about it: your → their."""
    for pattern, instead in _SWAPS:
        clause = pattern.sub(instead, clause)
    return clause


def listed(items: list[str]) -> str:
    """Return "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}"
