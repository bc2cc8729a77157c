"""What is wrong with an ear: one sentence and one action for every state of its health. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from app.call.state import CallState, Ear
from speech.events import CHANNELS, Channel, HealthState
from ui.unfinished import RESTARTING

ActionName = Literal["restart", "settings", "try", "hush"]

MOST = 90
"""Letters of a sentence: two lines of the window."""
NAME_MOST = 28
"""Letters of a device's name in it."""
OTHER_EAR_SECONDS = 60.0
"""Seconds of the call that it stays said that another recognizer has taken over."""

SENTENCES: dict[tuple[Channel, HealthState], str] = {
    ("customer", "silent"): "I can’t hear the customer on {name}.",
    ("customer", "no-data"): "{name} delivers nothing, so I can’t hear the customer.",
    ("customer", "gone"): "{name} is gone. I hear the customer again once it is back.",
    ("customer", "clipping"): "The customer is too loud and breaks up: turn {name} down.",
    ("customer", "lagging"): "I am behind the customer: this computer is too busy.",
    ("customer", "bleed"): "I hear you on the customer’s side. "
    "Use a headset, or turn the speakers down.",
    ("agent", "silent"): "I can’t hear you on {name}. Is it muted?",
    ("agent", "no-data"): "{name} delivers nothing, so I can’t hear you.",
    ("agent", "gone"): "{name} is gone. I hear you again once it is back.",
    ("agent", "clipping"): "You are too loud and break up: turn {name} down.",
    ("agent", "lagging"): "I am behind you: this computer is too busy.",
    ("agent", "bleed"): "Your microphone hears the customer. "
    "Use a headset, or turn the speakers down.",
}  # fmt: skip
DROPPED: dict[Channel, str] = {
    "customer": "I missed {seconds} s of the customer: this computer is too busy.",
    "agent": "I missed {seconds} s of what you said: this computer is too busy.",
}
STARTING_AGAIN = "I stopped hearing for a moment and am starting again."
OTHER_EAR = "My ear kept stopping, so I go on with the other one; it may hear less well."
ACTIONS: dict[HealthState, tuple[ActionName, str]] = {
    "silent": ("settings", "Choose…"),
    "no-data": ("restart", "Listen again"),
    "gone": ("settings", "Choose…"),
    "clipping": ("settings", "See the level…"),
    "lagging": ("restart", "Catch up"),
    "bleed": ("hush", "Not in this call"),
}
DEAF: frozenset[HealthState] = frozenset({"silent", "no-data", "gone"})
_NOBODY: dict[Channel, str] = {"customer": "the softphone", "agent": "your microphone"}
_ID = re.compile(r" \([^()\s]*[._][^()\s]*\)$")
"""What stands behind a description: "Headset (alsa_input.usb)", but not "Speakers (monitor)"."""
_DROPPED = re.compile(r"dropped (\d+(?:\.\d+)?) s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another device on which sound was really heard just now."""

    name: str
    """As `hearback devices` gives it."""
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the window knows beside the state of the call."""

    hushed: frozenset[tuple[Channel, HealthState]] = frozenset()
    """What the agent does not want to be told again in this call."""
    live: tuple[tuple[Channel, Candidate], ...] = ()
    other_ear_at: float | None = None
    """Seconds on the call clock at which the other recognizer took over."""


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class EarTrouble:
    """What is wrong, in the person's words."""

    channel: Channel
    kind: HealthState
    """"ok" where only the recognizer has changed."""
    sentence: str
    detail: str
    """What the listener says of it; for whoever wants to know more."""
    action: ActionName
    action_text: str
    device: str = ""
    """What "try" would hear."""

    @property
    def deaf(self) -> bool:
        """Nothing is heard on this side."""
        return self.kind in DEAF

    @property
    def signals_pause(self) -> bool:
        """Only the customer's side makes signals: without it there are none."""
        return self.deaf and self.channel == "customer"


def trouble(state: CallState, known: Known = NOTHING) -> EarTrouble | None:
    """Return the worst trouble of the two ears, the customer's first; None if both are well."""
    if not state.listening or state.paused or state.ended:
        return None
    found = [
        _of(channel, ear, known)
        for channel in CHANNELS
        if (ear := state.ears[channel]).health != "ok" and (channel, ear.health) not in known.hushed
    ]
    worst = min(found, key=lambda one: not one.deaf, default=None)
    return worst or _other_ear(state, known)


def title(device: str, most: int = NAME_MOST) -> str:
    """Return a device as a sentence names it: without its id, not too long."""
    shown = _ID.sub("", device)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def _of(channel: Channel, ear: Ear, known: Known) -> EarTrouble:
    action, text = ACTIONS[ear.health]
    device = ""
    name = f"“{title(ear.device)}”" if ear.device else _NOBODY[channel]
    said = SENTENCES[channel, ear.health].format(name=name)
    live = dict(known.live).get(channel)
    if ear.detail == RESTARTING:
        said, action, text = STARTING_AGAIN, "restart", "Start now"
    elif ear.health in DEAF and live is not None:
        action, text, device = "try", f"Try “{title(live.title)}”", live.name
    elif ear.health == "lagging" and (dropped := _DROPPED.search(ear.detail)):
        said = DROPPED[channel].format(seconds=dropped[1])
    detail = ear.detail[:1].upper() + ear.detail[1:]
    return EarTrouble(
        channel=channel,
        kind=ear.health,
        sentence=said[:1].upper() + said[1:],
        detail=f"{detail.rstrip('.')}." if detail else "",
        action=action,
        action_text=text,
        device=device,
    )


def _other_ear(state: CallState, known: Known) -> EarTrouble | None:
    since = known.other_ear_at
    if since is None or state.t - since > OTHER_EAR_SECONDS:
        return None
    return EarTrouble("customer", "ok", OTHER_EAR, "", "hush", "All right")
