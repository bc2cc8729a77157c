"""A mask: what was hidden, where it stood, and what stands there now."""

import re
from typing import Literal

import msgspec

MaskKind = Literal[
    "card", "phone", "email", "national-id", "iban", "account", "security-code", "number", "hand",
]  # fmt: skip

_LABELS: dict[MaskKind, str] = {
    "card": "card number masked",
    "phone": "phone number masked",
    "email": "e-mail masked",
    "national-id": "national id masked",
    "iban": "bank account masked",
    "account": "account number masked",
    "security-code": "security code masked",
    "number": "number masked",
    "hand": "masked",
}

MASKED = re.compile(
    r"\[(?:card ending \d{4}|(?:[a-z-]+ ){0,2}masked)\]",
)
"""Finds every replacement in a redacted text: the window draws these as chips."""


class Mask(msgspec.Struct, frozen=True):
    """One thing hidden. `start` and `end` are places in the text before redaction."""

    kind: MaskKind
    start: int
    end: int
    replacement: str


def label(kind: MaskKind, digits: str = "") -> str:
    """Return what stands in place of the thing: for a card, its last four digits are kept."""
    if kind == "card" and digits:
        return f"[card ending {digits[-4:]}]"
    return f"[{_LABELS[kind]}]"


def count(text: str) -> int:
    """Return how many masks a redacted text holds."""
    return sum(1 for _ in MASKED.finditer(text))
