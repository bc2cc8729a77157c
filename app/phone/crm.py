"""The switches with which 3CX's desktop clients call a "CRM program": `/N:C /T:I /I:42 /C:1001`.

N is what happened (S rings, C connected, E ended), I the call's id, C the caller, T in or out. The
caller comes with S alone, so what rang is remembered until it connects.
"""

from collections.abc import Sequence

from app.phone.request import BadRequestError, Request, checked

_VERBS = {"S": "ring", "C": "start", "E": "end"}
_FACTS = {"I": "id", "C": "from", "T": "direction"}


def read_switches(words: Sequence[str]) -> Request:
    """Return what the switches say; unknown ones are left out. Raises BadRequestError."""
    known = {word[1:2].upper(): word[3:] for word in words if word[:1] in "/-" and word[2:3] == ":"}
    verb = _VERBS.get(known.get("N", "").upper())
    if verb is None:
        raise BadRequestError(
            "no /N: switch", "3CX says what happened with /N:S, /N:C or /N:E; that was missing."
        )
    return checked(verb, {fact: known.get(switch, "") for switch, fact in _FACTS.items()})
