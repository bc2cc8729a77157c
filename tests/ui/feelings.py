"""Calls whose customer was read by an emotion model, through the real core."""

from app.call.actions import AnyAction
from app.call.session import CallSession
from app.call.state import CallState
from tests.app.call.talk import Talk, read
from ui.call_core import default_pack

FACTS = {"neutral": 0.9}
UPSET = {"frustrated": 0.7, "angry": 0.2}
ANGRY = {"angry": 0.7, "frustrated": 0.2}
SAD = {"sad": 0.85}
UNSURE = {"neutral": 0.3, "confused": 0.35, "anxious": 0.3}
GLAD = {"satisfied": 0.85}


def upset() -> Talk:
    """Return a call that escalates."""
    talk = Talk().agent("thank you for calling")
    read(talk.customer("hello i am calling about my bill for this month"), FACTS, 0.0)
    talk.agent("what is your order number")
    read(talk.customer("you charged me twice and this is the third time i am calling"), UPSET)
    talk.agent("one moment please")
    read(talk.customer("you promised to call me back and nobody has called me back"), UPSET, 2.6)
    talk.agent("let me see")
    read(talk.customer("i want to speak to your manager this is ridiculous"), ANGRY, 2.8)
    return talk.wait(3)


def relieved() -> Talk:
    """Return the same call, put right."""
    talk = upset().agent("i have refunded the money and i am sorry that you had to call again")
    read(talk.customer("okay that is good to hear then"), GLAD, 1.5)
    talk.agent("is there anything else")
    read(talk.customer("no thank you so much you have been very helpful"), GLAD)
    return talk.wait(45)


def bereaved() -> Talk:
    """Return a call about a death."""
    talk = Talk().agent("thank you for calling")
    read(talk.customer("my husband passed away in march and i must close his account"), SAD, 2.5)
    return talk.agent("i am so sorry for your loss").wait(2)


def plain() -> Talk:
    """Return a call about a parcel."""
    talk = Talk().agent("hello")
    return read(talk.customer("i would like to know when my parcel comes"), FACTS, 0.0).wait(2)


def played(talk: Talk, *clicks: AnyAction) -> CallState:
    """Return the state after the call and these clicks."""
    session = CallSession(default_pack())
    for event in talk.recorded():
        session.feed(event)
    for click in clicks:
        session.feed(click)
    return session.state
