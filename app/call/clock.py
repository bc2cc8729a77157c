"""How a time in the call is written, in the window and in the note alike."""


def clock(seconds: float) -> str:
    """Return "02:14", or "1:02:14" after an hour; never negative."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def spoken(seconds: float) -> str:
    """Return "2 minutes 14 seconds", for a screen reader."""
    minutes, left = divmod(max(0, int(seconds)), 60)
    parts = [(minutes, "minute"), (left, "second")]
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return " ".join(said) or "0 seconds"
