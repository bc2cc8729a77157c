"""Call states made by hand, one for each state of the window in the design."""

from app.call.state import (
    CallState,
    Cue,
    Ear,
    Fact,
    Line,
    Moment,
    Reason,
    Reminder,
    Risk,
    RiskLevel,
    RiskPoint,
)

TALKING = {
    "customer": Ear("Headset (monitor)", -24.0, speaking=True),
    "agent": Ear("Headset microphone", -44.0),
}
TRACK = tuple(
    RiskPoint(t, value, level)
    for t, value, level in [
        (5.0, 0.08, "calm"), (22.0, 0.14, "calm"), (40.0, 0.2, "calm"), (57.0, 0.42, "watch"),
        (80.0, 0.48, "watch"), (96.0, 0.72, "high"), (120.0, 0.86, "high"),
    ]
)  # fmt: skip


def risk(level: RiskLevel) -> Risk:
    count = {"calm": 3, "watch": 5, "high": 7}[level]
    reasons = (
        Reason("repeated-contact", "third time calling", 12.0, 0.3, 1),
        Reason("faster", "faster and louder than at the start", 96.0, 0.25, 6),
        Reason("broken-promise", "was promised a call back", 57.0, 0.2, 4),
    )
    return Risk(TRACK[count - 1].value, level, () if level == "calm" else reasons, TRACK[:count])


def moments(*names: str) -> tuple[Moment, ...]:
    return tuple(Moment(name, 10.0 * at) for at, name in enumerate(names, 1))


def fact(key: str, words: str, said_back: float | None = None) -> Fact:
    return Fact(key, "problem", key, words, 20.0, "customer", 1, said_back)


CUE = Cue(
    id=3,
    rule="repeated-contact",
    text="Three calls about the same charge is too many. Let me take this from here.",
    reason="“third time I’m calling” · faster and louder than at the start",
    t=133.0,
    moment="validate",
    level="high",
    channel="customer",
    utterance=6,
    trigger_end=132.6,
    more=2,
)
REMINDER = Reminder(
    t=170.0,
    reason="a long turn with four facts",
    facts=(
        fact("double-charge", "charged twice", 176.0),
        fact("amount:45.00", "$45, Tuesday", 178.0),
        fact("contacts:3", "called three times"),
        fact("aim:refund", "wants a refund"),
    ),
)
LINES = (
    Line("agent", 4, 118.0, 121.0, "okay can i have your order number please"),
    Line("customer", 6, 124.0, 132.6, "this is the third time i’m calling about the same thing"),
)

WAITING = CallState()
CALM = CallState(
    t=41.0,
    listening=True,
    recognizer="vosk",
    model="vosk-model-small-en-us-0.15",
    ears=TALKING,
    risk=risk("calm"),
    moments=moments("detect"),
    lines=LINES[:1],
)
CUED = CallState(
    t=134.0,
    listening=True,
    recognizer="pocketsphinx",
    model="en-us",
    ears=TALKING,
    risk=risk("high"),
    cue=CUE,
    moments=moments("detect", "validate"),
    lines=LINES,
    partials={"customer": "nobody has called me back and i was promised yesterday that"},
)
REMINDED = CallState(
    t=182.0,
    listening=True,
    recognizer="vosk",
    model="vosk-model-small-en-us-0.15",
    ears=TALKING,
    risk=risk("watch"),
    reminder=REMINDER,
    moments=moments("detect", "validate", "clarify"),
    lines=LINES,
)
DEAF = CallState(
    t=70.0,
    listening=True,
    recognizer="vosk",
    model="vosk-model-small-en-us-0.15",
    ears={
        "customer": Ear(
            "Headset (monitor)",
            -120.0,
            "silent",
            "nothing on “Headset (monitor)” for 6 s while you are talking",
        ),
        "agent": Ear("Headset microphone", -22.0, speaking=True),
    },
    lines=LINES[:1],
)
PAUSED = CallState(t=70.0, listening=True, paused=True, ears=TALKING, risk=risk("watch"))
ENDED = CallState(
    t=200.0, ended=True, risk=risk("watch"), moments=moments("detect", "validate"), lines=LINES
)
ALL = {
    "waiting": WAITING, "calm": CALM, "cued": CUED, "reminded": REMINDED, "deaf": DEAF,
    "paused": PAUSED, "ended": ENDED,
}  # fmt: skip
