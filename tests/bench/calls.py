"""Whole calls: whether trouble is told in time, calm left in peace, and cards come when they help.

Weights were fitted on the tuning half (`tests.bench.fit_risk`); the figures are of the test half,
with the tuning half beside them. Beside us: nobody who ever says anything (never), VADER smoothed,
our own risk without moods (words), and with moods by TF-IDF.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import resources
from app.call.session import CallSession
from app.cues.pack import load_pack
from app.cues.rules import Pack
from models.emotion import SHIPPED, EmotionModel
from models.training import fairness
from speech.events import Ready, Utterance
from speech.feeling import CustomerLine, Feeling, Reader
from tests.bench.called import Outcome, play
from tests.bench.figures import Figure, LeftOut, percentile
from tests.bench.whole_calls import Part, WholeCall, load

APART = 20.0
"""Seconds between two cards, at least."""


Say = Callable[[str], None]
MOVED_MOST = 0.05
"""How far the risk may move for any group, the same sentence said by others."""


def measure(say: Say, folder: Path = SHIPPED) -> Iterator[Figure | LeftOut]:
    """Play every call with every reader. Raises EmotionModelError for a model that is broken."""
    if not folder.is_dir():
        yield LeftOut(f"calls: there is no emotion model in {folder.name} of this checkout.")
        return
    pack = load_pack(resources.path("packs/default"))
    calls = load()
    reader = EmotionModel.load(folder)
    say("TF-IDF learns from the utterances")
    counts = importlib.import_module("tests.bench.calls_readers").WordCounts()
    outcomes: dict[str, list[Outcome]] = {}
    readers: dict[str, Reader | None] = {"hearback": reader, "words": None, "tfidf": counts}
    for name, one in readers.items():
        say(f"{len(calls)} calls, {name}")
        outcomes[name] = [play(call, pack, one) for call in calls]
    yield from figures(outcomes, vader(calls))
    yield moved(say, pack, reader)


def moved(say: Say, pack: Pack, reader: Reader) -> Figure:
    """Return how far one sentence moves the risk when somebody else says it."""
    bases = fairness.load()
    found = fairness.movements(
        bases,
        lambda text: risk_of(text, pack, reader),
        lambda done: say(f"risk of {done} of {len(bases)} sentences"),
    )
    named = ", ".join(f"{one.group} {one.signed:+.3f}" for one in found[:3])
    return Figure(
        "risk_moved",
        max(abs(one.signed) for one in found),
        "",
        MOVED_MOST,
        "farthest that the risk of a call of one sentence moves for any group on average",
        f"of {len(found)} groups over {len(bases)} sentences: {named}",
    )


def risk_of(text: str, pack: Pack, reader: Reader) -> float:
    """Return the risk after a call of this one sentence."""
    session = CallSession(pack)
    session.feed(
        Ready(
            t=0.0, recognizer="written", model="one-sentence", version="1", devices={},
            sample_rate=16_000, moods=True,
        )
    )  # fmt: skip
    said = Utterance(t=5.0, channel="customer", id=1, start=1.0, end=4.5, text=text)
    session.feed(said)
    return session.feed(Feeling(reader).feed(CustomerLine(said))).state.risk.value


def vader(calls: Sequence[WholeCall]) -> Mapping[str, float]:
    """Return the two figures that a smoothed VADER has a say in, on the test half."""
    readers = importlib.import_module("tests.bench.calls_readers")
    meter = readers.VaderRisk()
    tuning = [call for call in calls if call.part == "tuning"]
    threshold = readers.best_threshold(tuning, [meter.track(call) for call in tuning])
    test = [call for call in calls if call.part == "test"]
    escalating = [call for call in test if call.kind == "escalates"]
    calm = [call for call in test if call.kind == "calm"]
    return {
        "escalations_flagged": _share(
            readers.flagged(call, meter.track(call), threshold) for call in escalating
        ),
        "calm_high": _share(max(meter.track(call)) >= threshold for call in calm),
    }


def figures(
    outcomes: Mapping[str, Sequence[Outcome]], by_vader: Mapping[str, float]
) -> Iterator[Figure]:
    """Yield the figures of the test half; `outcomes` by who read the moods."""
    mine = outcomes["hearback"]
    for name, (of, goal, at_least, what) in SHARES.items():
        rivals = {who: of(_half(played, "test")) for who, played in outcomes.items()}
        value = rivals.pop("hearback")
        if name in by_vader:
            rivals["vader"] = by_vader[name]
        if name in {"escalations_flagged", "calm_high", "calm_watch", "care_high", "grumbles_high"}:
            rivals["never"] = 0.0
        tuning = of(_half(mine, "tuning"))
        yield Figure(name, value, "", goal, what, f"tuning half: {tuning:.3g}", at_least, rivals)
    cost = [1_000 * seconds for one in _half(mine, "test") for seconds in one.cost]
    yield Figure(
        "risk_p95_ms",
        percentile(cost, 0.95),
        "ms",
        3.0,
        "emotion and risk per customer utterance, CPU, 95th percentile",
        f"median {percentile(cost, 0.5):.2g} ms",
    )


def _half(played: Sequence[Outcome], part: Part) -> list[Outcome]:
    return [one for one in played if one.call.part == part]


def _share(found: Iterator[bool] | Sequence[bool]) -> float:
    every = list(found)
    return sum(every) / len(every) if every else 0.0


def flagged_share(played: Sequence[Outcome]) -> float:
    """Return the share of escalating calls at `high` in time."""
    return _share([one.flagged("high") for one in played if one.call.kind == "escalates"])


def watched_share(played: Sequence[Outcome]) -> float:
    """Return the same for `watch` or `high`."""
    return _share([one.flagged("watch", "high") for one in played if one.call.kind == "escalates"])


def calm_high(played: Sequence[Outcome]) -> float:
    """Return the share of calm calls that ever reach `high`."""
    return _share([one.first("high") is not None for one in played if one.call.kind == "calm"])


def calm_watch(played: Sequence[Outcome]) -> float:
    """Return the share of calm calls that ever leave `calm`."""
    calm = [one for one in played if one.call.kind == "calm"]
    return _share([one.first("watch", "high") is not None for one in calm])


def care_high(played: Sequence[Outcome]) -> float:
    """Return the share of sad, anxious and confused calls that ever reach `high`."""
    care = [one for one in played if one.call.kind in {"sad", "anxious", "confused"}]
    return _share([one.first("high") is not None for one in care])


def grumbles_high(played: Sequence[Outcome]) -> float:
    """Return the share of calls with mild grumbling alone that ever reach `high`."""
    mild = [one for one in played if one.call.kind == "grumbles"]
    return _share([one.first("high") is not None for one in mild])


def cue_precision(played: Sequence[Outcome]) -> float:
    """Return the share of shown cards that fit."""
    return _share([fits for one in played for _, fits in one.fitting()])


def cues_shown(played: Sequence[Outcome]) -> float:
    """Return the cards in one call, on average: a silent product is always right."""
    return sum(len(one.state.cues_shown) for one in played) / max(len(played), 1)


def too_close(played: Sequence[Outcome]) -> float:
    """Return the share of cards that came sooner than they may."""
    times = [[cue.t for cue in one.state.cues_shown] for one in played]
    return _share([b - a < APART for one in times for a, b in pairwise(one)])


def recovered(played: Sequence[Outcome]) -> float:
    """Return the share of helped customers who came visibly down within three utterances."""
    return _share([one.came_down for one in played if one.came_down is not None])


SHARES: dict[str, tuple[Callable[[Sequence[Outcome]], float], float, bool, str]] = {
    "escalations_flagged": (
        flagged_share, 0.90, True,
        "escalating calls at high, at the latest one utterance after the marked one",
    ),
    "escalations_watched": (watched_share, 0.90, True, "the same for watch or high"),
    "calm_high": (calm_high, 0.0, False, "calm calls that ever reach high"),
    "calm_watch": (calm_watch, 0.1, False, "calm calls that ever reach watch"),
    "care_high": (care_high, 0.0, False, "sad, anxious and confused calls that ever reach high"),
    "grumbles_high": (grumbles_high, 0.0, False, "calls of mild grumbling that ever reach high"),
    "cue_precision": (cue_precision, 0.90, True, "cards that fit by the labels"),
    "cues_per_call": (cues_shown, 1.0, True, "cards in one call"),
    "cues_too_close": (too_close, 0.0, False, "cards less than 20 s after the one before"),
    "recovery": (
        recovered, 0.90, True, "helped customers down by a third, or a level, in three utterances",
    ),
}  # fmt: skip
