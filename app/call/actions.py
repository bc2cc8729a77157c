"""What the agent clicks, as values: recorded in the same stream, so that a replay is exact."""

import msgspec


class Action(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`t`: seconds on the call clock at the click."""

    t: float


class CueDismissed(Action, frozen=True, kw_only=True, tag="cue-dismissed"):
    cue: int


class CueHelped(Action, frozen=True, kw_only=True, tag="cue-helped"):
    cue: int


class CueReworded(Action, frozen=True, kw_only=True, tag="cue-reworded"):
    """Another way to say it, please."""

    cue: int


class ReminderPostponed(Action, frozen=True, kw_only=True, tag="reminder-postponed"):
    pass


class FactTicked(Action, frozen=True, kw_only=True, tag="fact-ticked"):
    """The agent ticked a fact of the reminder by hand."""

    key: str


class Paused(Action, frozen=True, kw_only=True, tag="paused"):
    """Listening is paused (a sensitive stretch): nothing is heard until Resumed."""


class Resumed(Action, frozen=True, kw_only=True, tag="resumed"):
    pass


class NotSo(Action, frozen=True, kw_only=True, tag="not-so"):
    """The agent contradicts one reading, which they heard with their own ears.

    From a line of the reasons: `kind` and `utterance` of that `Reason`. From the mood word: kind
    "mood" and `CallState.mood.utterance`. The signal of that utterance counts no more, and its
    kind counts less for the rest of this call; answered by `ReadingContradicted`, once for each
    reading. A reading that never was is ignored.
    """

    kind: str
    utterance: int | None = None


class NotSoTakenBack(Action, frozen=True, kw_only=True, tag="not-so-taken-back"):
    """The agent takes a `NotSo` back, a slip of the hand: the reading counts as it did before.

    Same `kind` and `utterance`; answered by `ReadingRestored`. Without that `NotSo` it is ignored.
    """

    kind: str
    utterance: int | None = None


AnyAction = (
    CueDismissed
    | CueHelped
    | CueReworded
    | ReminderPostponed
    | FactTicked
    | Paused
    | Resumed
    | NotSo
    | NotSoTakenBack
)

_DECODER: msgspec.json.Decoder[AnyAction] = msgspec.json.Decoder(AnyAction)


def encode_action(action: Action) -> bytes:
    """Return the action as one JSON line, newline included."""
    return msgspec.json.encode(action) + b"\n"


def decode_action(line: bytes | str) -> AnyAction | None:
    """Return the action of one line, None if the line is not an action."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
