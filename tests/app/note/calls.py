"""Calls as the call core leaves them at hang-up, written out by hand."""

import re

from app.call.signals import Signal
from app.call.state import CallState, Fact, Line, Moment, Risk, RiskPoint
from tests.app.note.talk import BEREAVEMENT, CHARGED_TWICE

WEIGHTS = {"thanks": -0.3, "supervisor": 0.4, "distress": 0.32, "broken-promise": 0.34}


def lines_of(call, *, punctuated=False):
    """Return the call as a recognizer would write it: small letters, no punctuation."""
    count = {"customer": 0, "agent": 0}
    lines = []
    for channel, start, end, text in call:
        count[channel] += 1
        heard = text if punctuated else re.sub(r"[.,?]", "", text.lower())
        lines.append(Line(channel, count[channel], start, end, heard))
    return tuple(lines)


class Script:
    """Makes facts and signals that point at the utterance in which some words were said."""

    def __init__(self, lines):
        self.lines = lines

    def line(self, words):
        return next(line for line in self.lines if words in line.text)

    def fact(self, kind, value, words, heard, *, said_back=None):
        line = self.line(heard)
        return Fact(
            f"{kind}:{value}", kind, value, words, line.end, line.channel, line.id, said_back
        )

    def signal(self, kind, reason, heard):
        line = self.line(heard)
        return Signal(
            kind=kind,
            t=line.end,
            reason=reason,
            weight=WEIGHTS.get(kind, 0.15),
            channel=line.channel,
            utterance=line.id,
        )


def charged_twice():
    lines = lines_of(CHARGED_TWICE)
    script = Script(lines)
    return CallState(
        t=143.2,
        ended=True,
        lines=lines,
        risk=Risk(
            value=0.2,
            level="calm",
            track=(
                RiskPoint(0.0, 0.0, "calm"),
                RiskPoint(12.0, 0.28, "calm"),
                RiskPoint(45.5, 0.45, "watch"),
                RiskPoint(90.9, 0.78, "high"),
                RiskPoint(99.4, 0.8, "high"),
                RiskPoint(115.0, 0.4, "watch"),
                RiskPoint(130.0, 0.2, "calm"),
            ),
        ),
        facts=(
            script.fact("contacts", "3", "called three times", "third time", said_back=110.0),
            script.fact("problem", "double", "charged twice", "charged twice", said_back=108.0),
            script.fact("date", "tuesday", "Tuesday", "charged twice", said_back=108.0),
            script.fact("amount", "45.00", "$45", "charged twice", said_back=108.0),
            script.fact("order", "47291", "order 47291", "order number is"),
            script.fact("name", "David Taylor", "David Taylor", "david taylor"),
            script.fact("promise-broken", "call", "promised a call back, none came", "nobody call"),
            script.fact("card", "1111", "card ending 1111", "four one one one"),
            script.fact("supervisor", "asked", "asked for a manager", "talk to your manager"),
            script.fact("aim", "refund", "wants a refund", "i want a refund", said_back=112.0),
        ),
        signals=(
            script.signal("repeated-contact", "third time calling", "third time"),
            script.signal("double-charge", "charged twice", "charged twice"),
            script.signal("customer-interrupts", "cuts in", "i have explained all of this"),
            script.signal("broken-promise", "was promised a call back", "nobody called"),
            Signal(kind="dead-air", t=60.0, reason="nobody spoke for nine seconds", weight=0.1),
            script.signal("customer-interrupts", "cuts in", "not waiting again"),
            script.signal("distress", "says it is not right", "that is not right"),
            script.signal("faster", "faster than at the start", "that is not right"),
            script.signal("louder", "louder than at the start", "talk to your manager"),
            script.signal("supervisor", "asks for a manager", "talk to your manager"),
            script.signal("thanks", "said thank you", "thank you for listening"),
        ),
        moments=(Moment("detect", 12.0, 1), Moment("escalate", 90.9, 12)),
    )  # fmt: skip


def bereavement():
    lines = lines_of(BEREAVEMENT, punctuated=True)
    script = Script(lines)
    return CallState(
        t=100.0,
        ended=True,
        lines=lines,
        risk=Risk(track=(RiskPoint(0.0, 0.0, "calm"), RiskPoint(12.0, 0.14, "calm"))),
        facts=(script.fact("aim", "close", "wants to close the account", "close the account"),),
        signals=(
            script.signal("grief", "someone close has died", "mother died"),
            script.signal("thanks", "said thank you", "very kind"),
        ),
    )


def long_call(minutes=60):
    """Talk for an hour: an utterance every four seconds, numbers and upsets on the way."""
    customer = (
        "i was charged forty five dollars twice and nobody called me back",
        "my card number is four one one one one one one one one one one one one one one one",
        "i already told your colleague last week about order four seven two nine one",
        "well i do not know what else to say about it really",
        "this is ridiculous i want to talk to your manager",
    )
    agent = (
        "okay let me look at that for you one moment please",
        "i will send you an email today and you will get a refund by friday",
        "i have checked the order and i have requested the refund",
        "can i have your phone number please",
    )
    lines, signals, track = [], [], []
    for at in range(minutes * 15):
        start = at * 4.0
        if at % 2:
            text = agent[at // 2 % len(agent)]
            lines.append(Line("agent", at, start, start + 3.5, text))
        else:
            text = customer[at // 2 % len(customer)]
            lines.append(Line("customer", at, start, start + 3.5, text))
            if at // 2 % 5 == 4:
                signals.append(
                    Signal(kind="supervisor", t=start, reason="asks", weight=0.4, utterance=at)
                )
            track.append(RiskPoint(start, at % 7 / 7, ("calm", "watch", "high")[at % 3]))
    facts = tuple(
        Fact(f"amount:{at}", "amount", str(at), f"${at}", at * 40.0, "customer", at * 10)
        for at in range(80)
    )
    return CallState(
        t=minutes * 60.0,
        lines=tuple(lines),
        signals=tuple(signals),
        facts=facts,
        risk=Risk(track=tuple(track)),
    )
