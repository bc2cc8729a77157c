"""What the words around a number say about it: "order number", "my social is", "on the back"."""

import re
from typing import Literal

Meaning = Literal["reference", "national-id", "security-code", "account", "card", "phone", "none"]

_GLUE = (
    r"(?: (?:number|numbers|no|id|code|is|was|it|it's|its|that|that's|this|the|my|your|our|"
    r"yes|yeah|okay|ok|uh|um|er|so|sure|please|reads|says|here|one moment|called))*"
)
_REFERENCE = re.compile(
    rf"\b(?:order|orders|ticket|tickets|reference|ref|case|confirmation|tracking|invoice|booking)"
    rf"{_GLUE}$"
)
_NATIONAL_ID = re.compile(
    r"\b(?:social security|social insurance|social|ssn|national insurance|nino|nhs|medicare|"
    r"passport|driver'?s? licen[cs]e|driving licen[cs]e|national id\w*|identity|tax ?id\w*|"
    r"tax number|taxpayer|aadhaar|(?<!order )(?<!customer )(?<!ticket )(?<!case )(?<!user )"
    r"(?<!account )(?<!product )id number)\b"
)
_SECURITY = re.compile(
    r"\b(?:cvv2?|cvc2?|cv2|cvv 2|cvc 2|c v v|c v c|c v two|security code|security number|"
    r"verification code|verification number|verification value|"
    r"(?:on|from|at) the back|back of (?:the|my|your) card|"
    r"three digits|3 digits|pin|pin number|pin code|passcode|access code|one time code)\b"
)
_SECURITY_AFTER = re.compile(
    r"^(?:(?:is|was|are|for|as|that's|that is|on|at) )*(?:the |my |your |a )*"
    r"(?:cvv|cvc|cv2|security code|security number|verification code|pin\b|passcode|"
    r"back of (?:the|my) card|back\b)"
)
_BANK = re.compile(r"\b(?:bank account|sort code|routing|iban|i b a n|swift|checking|savings)\b")
_ACCOUNT = re.compile(r"\baccount(?: number| no)?\b")
_CARD = re.compile(r"\b(?:card number|card no|credit card|debit card|card is|visa|mastercard|amex)")
_PHONE = re.compile(
    r"\b(?:phone|telephone|cell|mobile|call|ring|reach|text|dial|fax|whatsapp|contact|"
    r"callback|number|numbers|landline|plus)\b"
)
_PHONE_AFTER = re.compile(
    r"^(?:is|are|was) (?:my |the |his |her |our )?(?:\w+ )?(?:phone|cell|mobile|telephone|number)\b"
)
_LAST_FOUR = re.compile(
    r"\b(?:ending|ends|last four|last 4|last four digits|last 4 digits|finishing|finishes)"
    r"(?: (?:in|with|on|by|are|is|of|the|digits))*$"
)

LEAST: dict[Meaning, int] = {
    "national-id": 4, "security-code": 3, "account": 4, "card": 5, "phone": 7,
}  # fmt: skip
"""Fewest digits that are hidden when the words before say what they are."""


def reference(before: str) -> bool:
    """Say whether an order, ticket, case, reference or confirmation number comes right next."""
    return _REFERENCE.search(before) is not None


def last_four(before: str) -> bool:
    """Say whether what comes is the part of a card number that may be kept."""
    return _LAST_FOUR.search(before) is not None and _NATIONAL_ID.search(before) is None


def meaning(before: str, after: str, size: int) -> Meaning:
    """Return what `size` digits are, judged by up to a dozen words before and after them."""
    if _NATIONAL_ID.search(before):
        return "national-id"
    if 3 <= size <= 8 and (_SECURITY.search(before) or _SECURITY_AFTER.match(after)):
        return "security-code"
    if _BANK.search(before) or (size >= 7 and _ACCOUNT.search(before)):
        return "account"
    if _CARD.search(before):
        return "card"
    return "phone" if _PHONE.search(before) or _PHONE_AFTER.match(after) else "none"
