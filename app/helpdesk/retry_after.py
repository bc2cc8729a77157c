"""`Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)."""

from email.utils import parsedate_to_datetime


def seconds(value: str | None, *, date: str | None, now: float) -> float | None:
    """Return how long to wait, None if the header is absent or makes no sense.

    A date is taken relative to the answer's own `Date` header, so that a wrong clock on this
    computer does no harm; `now` (seconds since the epoch) serves where there is none.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until = _moment(value)
    if until is None:
        return None
    since = _moment(date) if date else None
    return max(0.0, until - (now if since is None else since))


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
