"""`hearback:` links, for diallers that can open an address and nothing else.

`hearback:call/start?id=a84b&from=1001&ticket=4711`. Anything on the computer, a web page included,
can try to open a link, so it may say what `hearback call` may say and no more: known verbs, known
facts, short, no control signs. `tel:` stays with the softphone.
"""

import re

from app.phone.request import VERBS, BadRequestError, Request, checked

SCHEME = "hearback:"
MAX_LINK = 2000
"""Characters."""

_ALLOWED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
"""What RFC 3986 lets stand in an address."""
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


def read_link(link: str) -> Request:
    """Return what the link says. Raises BadRequestError, which never repeats the link."""
    if len(link) > MAX_LINK or not _ALLOWED.fullmatch(link):
        raise _refused("too long, or odd signs")
    if not link.lower().startswith(SCHEME):
        raise _refused("another scheme")
    rest, _, _fragment = link[len(SCHEME) :].partition("#")
    path, _, query = rest.partition("?")
    room, _, verb = path.strip("/").partition("/")
    if room.lower() != "call" or verb not in VERBS:
        raise _refused("unknown path")
    facts: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        if key in facts:
            raise _refused("a fact twice")
        facts[key] = _plain(value)
    return checked(verb, facts, strict=True)


def _plain(text: str) -> str:
    """Undo percent signs. A plus stays a plus: it begins telephone numbers."""
    raw = text.encode("ascii")
    if b"%" in _ESCAPE.sub(b"", raw):
        raise _refused("a broken escape")
    try:
        return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), raw).decode("utf-8")
    except UnicodeDecodeError:
        raise _refused("not UTF-8") from None


def _refused(why: str) -> BadRequestError:
    return BadRequestError(
        f"link refused: {why}",
        "That is not a link for Hearback. They look like hearback:call/start?id=1&from=1001.",
    )
