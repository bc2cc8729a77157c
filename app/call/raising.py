"""One way to raise a signal that no utterance stands for."""

from app.call.draft import Draft
from app.call.signals import Signal, SignalKind
from app.call.weights import WEIGHTS
from speech.events import Channel


def raise_signal(
    draft: Draft, kind: SignalKind, reason: str, t: float, channel: Channel = "customer"
) -> None:
    """Add a signal of the usual weight, heard at `t` seconds."""
    draft.signals.append(
        Signal(kind=kind, t=t, reason=reason, weight=WEIGHTS[kind], channel=channel)
    )
