"""The calls of this agent, as a state machine: pure, and happy with any order of verbs.

Softphones forget an end, say a start twice, and end calls that were never answered. So: a start of
the running call changes nothing, a start of another one ends the running one, and what is said of
a call that is not there is nothing. A pause that the agent pressed is undone by the agent alone: a
softphone that resumes its call does not switch the ears on again.
"""

from typing import Literal, NamedTuple, assert_never

from app.phone.request import Details, Request

Phase = Literal["idle", "active", "held", "paused"]
Click = Literal["begin", "pause", "resume", "end"]
Change = Literal["end", "begin", "pause", "resume", "details"]

MOST_RINGING = 8
"""Calls that ring at once and are remembered; of more, the oldest are forgotten."""


class Calls(NamedTuple):
    """What is going on. `call` with an empty id was begun by hand, in the window."""

    call: Details | None = None
    held: bool = False
    """Put on hold in the softphone."""
    hushed: bool = False
    """Paused by the agent, in the window."""
    serial: int = 0
    """Counts the calls: the same id may come again."""
    ringing: tuple[Details, ...] = ()

    @property
    def listening(self) -> bool:
        """Whether Hearback may hear this call right now."""
        return self.call is not None and not self.held and not self.hushed

    @property
    def phase(self) -> Phase:
        if self.call is None:
            return "idle"
        if self.hushed:
            return "paused"
        return "held" if self.held else "active"


def told(calls: Calls, request: Request) -> Calls:
    """Return the calls after what a softphone said."""
    news = request.call
    match request.do:
        case "ring":
            return _rung(calls, news)
        case "start":
            return _started(calls, news)
        case "end":
            calls = _silenced(calls, news.id)
            return _ended(calls) if _means(calls, news) else calls
        case "hold" if _means(calls, news):
            return _known(calls, news)._replace(held=True)
        case "resume" if _means(calls, news):
            return _known(calls, news)._replace(held=False)
        case _:
            return calls


def clicked(calls: Calls, click: Click) -> Calls:
    """Return the calls after a click in the window."""
    match click:
        case "begin":
            return calls if calls.call is not None else _begun(calls, Details())
        case "pause":
            return calls if calls.call is None else calls._replace(hushed=True)
        case "resume":
            return calls._replace(hushed=False, held=False)
        case "end":
            return _ended(calls)
        case _:
            assert_never(click)


def changes(before: Calls, after: Calls) -> tuple[Change, ...]:
    """Return what the window has to do to get from one to the other, in order."""
    if before.serial != after.serial or (before.call is None) != (after.call is None):
        ended: tuple[Change, ...] = ("end",) if before.call is not None else ()
        if after.call is None:
            return ended
        begun: tuple[Change, ...] = ("begin",) if after.listening else ("begin", "pause")
        return (*ended, *begun)
    news: tuple[Change, ...] = ("details",) if before.call != after.call else ()
    if before.listening != after.listening:
        return (*news, "resume" if after.listening else "pause")
    return news


def _means(calls: Calls, news: Details) -> bool:
    """Whether this is about the running call; without an id it is about whichever runs."""
    return calls.call is not None and news.id in {"", calls.call.id}


def _rung(calls: Calls, news: Details) -> Calls:
    if calls.call is not None and calls.call.id == news.id:
        return _known(calls, news)
    waiting = tuple(call for call in calls.ringing if call.id != news.id)
    return calls._replace(ringing=(*waiting, news)[-MOST_RINGING:])


def _started(calls: Calls, news: Details) -> Calls:
    rung = next((call for call in calls.ringing if call.id == news.id), Details())
    news = rung.with_news(news)
    calls = _silenced(calls, news.id)
    if calls.call is not None and calls.call.id in {"", news.id}:
        return _known(calls, news)
    return _begun(calls, news)


def _begun(calls: Calls, call: Details) -> Calls:
    return Calls(call, serial=calls.serial + 1, ringing=calls.ringing)


def _ended(calls: Calls) -> Calls:
    return Calls(serial=calls.serial, ringing=calls.ringing)


def _known(calls: Calls, news: Details) -> Calls:
    return calls._replace(call=(calls.call or Details()).with_news(news))


def _silenced(calls: Calls, known: str) -> Calls:
    return calls._replace(ringing=tuple(call for call in calls.ringing if call.id != known))
