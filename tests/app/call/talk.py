"""Writes a call by hand: who says what, and the events that a listener would have made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.call.actions import AnyAction
from app.call.effects import Effect
from app.call.session import CallSession, Step
from app.call.state import CallState
from app.cues.pack import read_pack
from app.cues.rules import Pack
from speech.events import (
    CHANNELS,
    AnyEvent,
    Channel,
    Emotion,
    End,
    Level,
    Overlap,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
    Word,
)

QUIET_PACK = read_pack(
    {
        Path("test.toml"): """
format = "hearback-pack/1"
[pack]
id = "test"
title = "One rule that never fires in these calls"
version = "1"
[[rule]]
id = "never"
moment = "detect"
speaker = "customer"
said = ["xylophone zeppelin"]
phrasings = ["A cue."]
reason = "said it"
"""
    }
)


@dataclass
class Talk:
    """A call in the making; times follow from what is said unless told otherwise."""

    t: float = 1.0
    events: list[AnyEvent | AnyAction] = field(default_factory=list)
    ids: dict[Channel, int] = field(default_factory=lambda: dict.fromkeys(CHANNELS, 0))

    def __post_init__(self) -> None:
        self.events.append(
            Ready(
                t=0.0,
                recognizer="script",
                model="none",
                version="1",
                devices={"customer": "script", "agent": "script"},
                sample_rate=16_000,
            )
        )

    def say(
        self,
        who: Channel,
        text: str,
        *,
        gap: float = 0.6,
        confidence: float = 0.9,
        unsure: Iterable[str] = (),
        rate: float = 2.7,
        dbfs: float = -26.0,
        f0: float = 120.0,
        partial: bool = True,
    ) -> "Talk":
        """Somebody says something `gap` seconds after the last; negative talks over it."""
        words = text.split()
        start = self.t + gap
        step = 1 / rate
        end = start + step * len(words)
        self.ids[who] += 1
        number = self.ids[who]
        spoken = tuple(
            Word(
                word,
                start + step * at,
                start + step * (at + 1),
                0.2 if word in unsure else confidence,
            )
            for at, word in enumerate(words)
        )
        self._ticks(self.t, start)
        self._add(Voice(t=start + 0.05, channel=who, speaking=True, since=start))
        if partial:
            self._add(Partial(t=end - 0.1, channel=who, utterance=number, text=text))
        self._ticks(start, end)
        self._add(Voice(t=end + 0.5, channel=who, speaking=False, since=end))
        self._add(
            Utterance(
                t=end + 0.55,
                channel=who,
                id=number,
                start=start,
                end=end,
                text=text,
                words=spoken,
            )
        )
        self._add(
            Prosody(
                t=end + 0.56,
                channel=who,
                utterance=number,
                f0_median_hz=f0 if who == "customer" else None,
                f0_range_semitones=3.0 if who == "customer" else None,
                energy_dbfs=dbfs,
                rate_wps=rate,
                voiced_ratio=0.6,
            )
        )
        self.t = max(self.t, end)
        return self

    def customer(self, text: str, **how: object) -> "Talk":
        return self.say("customer", text, **how)

    def agent(self, text: str, **how: object) -> "Talk":
        return self.say("agent", text, **how)

    def overlap(self, seconds: float, held: Channel, took: Channel) -> "Talk":
        """Both spoke up to now for `seconds`."""
        self._add(Overlap(t=self.t, start=self.t - seconds, end=self.t, held=held, took=took))
        return self

    def wait(self, seconds: float, dbfs: float = -70.0) -> "Talk":
        """Nobody speaks; at `dbfs` there may be music."""
        self._ticks(self.t, self.t + seconds, dbfs)
        self.t += seconds
        return self

    def click(self, action: AnyAction) -> "Talk":
        self._add(action)
        return self

    def end(self) -> "Talk":
        self._ticks(self.t, self.t + 1)
        self.t += 1
        self._add(End(t=self.t, reason="file"))
        return self

    def recorded(self) -> list[AnyEvent | AnyAction]:
        return sorted(self.events, key=lambda event: event.t)

    def _add(self, event: AnyEvent | AnyAction) -> None:
        self.events.append(event)

    def _ticks(self, start: float, end: float, dbfs: float = -60.0) -> None:
        at = start
        while at < end:
            for channel in CHANNELS:
                self._add(Level(t=at, channel=channel, dbfs=dbfs))
            at += 0.2


@dataclass
class Played:
    """A call after it was fed: every step, the last state, all effects."""

    steps: list[Step]

    @property
    def state(self) -> CallState:
        return self.steps[-1].state

    @property
    def effects(self) -> list[Effect]:
        return [effect for step in self.steps for effect in step.effects]

    @property
    def kinds(self) -> list[str]:
        return [signal.kind for signal in self.state.signals]

    @property
    def levels(self) -> set[str]:
        return {"calm"} | {point.level for point in self.state.risk.track}

    @property
    def highest(self) -> float:
        return max((point.value for point in self.state.risk.track), default=0.0)

    @property
    def fact_words(self) -> list[str]:
        return [fact.words for fact in self.state.facts]


def read(talk: Talk, moods: dict[str, float], intensity: float = 2.0, **how: object) -> Talk:
    """Add the model's reading of what the customer said last."""
    return talk.click(
        Emotion(
            t=talk.t + 0.6,
            utterance=talk.ids["customer"],
            scores={},
            valence=-0.5,
            moods=moods,
            intensity=intensity,
            **how,
        )
    )


def play(talk: Talk, pack: Pack = QUIET_PACK) -> Played:
    """Feed a call to a fresh session."""
    session = CallSession(pack)
    return Played([session.feed(event) for event in talk.recorded()])


def heard(*lines: str, pack: Pack = QUIET_PACK) -> Played:
    """Feed customer lines, the agent murmuring between them."""
    talk = Talk()
    for line in lines:
        talk.customer(line)
        talk.agent("one moment")
    return play(talk, pack)
