"""How often the pitch is grossly wrong, wide-band and by telephone, and what measuring costs.

The truth is exact for voices made of pulses (tests/speech/vowels.py), and for spoken lines what
another, slow method says of the clean sound (tests/speech/pitch_reference.py). Where Praat's own
is installed (praat-parselmouth, which is not among our packages), it is measured beside.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from speech import f0, prosody
from speech.events import Utterance
from speech.f0 import Floats
from speech.recognize.recognizer import RATE, Samples
from speech.vad import FRAME
from tests.bench.figures import Figure
from tests.bench.spoken import HELD_OUT, over_the_phone, speak
from tests.speech import pitch_reference, pitch_score
from tests.speech.pitch_score import HOP, MIDDLE, Score
from tests.speech.vowels import voice

GOAL = 5.0
"""Percent of the frames voiced for both."""
VOICES = ("flite:rms", "flite:slt", "flite:awb", "flite:kal16", "espeak:en-us",
          "espeak:en-gb-x-rp+f4")  # fmt: skip
LINES = 12
SUNG = (80.0, 110.0, 150.0, 200.0, 260.0, 330.0)
PRAAT = "parselmouth"
TIMES = 20
COST_GOAL = 0.01

Track = Callable[[Samples], Floats]


@dataclass(frozen=True, slots=True)
class Known:
    clean: Samples
    times: NDArray[np.float64]
    hz: NDArray[np.float64]


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    say("voices made of pulses")
    sung = [_sung(hz, rough) for hz in SUNG for rough in (0.01, 0.03)]
    say("spoken lines, by another method")
    spoken = [Known(line.samples, *pitch_reference.pitch(line.samples))
              for line in speak(HELD_OUT[:LINES], VOICES, phone=False)]  # fmt: skip
    for name, phone in (("wide", False), ("phone", True)):
        say(f"pitch, {name}")
        made, said = (_total(f0.track, known, phone=phone) for known in (sung, spoken))
        beside = f"made {_words(made)}; spoken {_words(said)}"
        rivals = {}
        if find_spec(PRAAT):
            praat = _total(_praat, [*sung, *spoken], phone=phone)
            rivals["Praat"] = 100 * praat.gross
        both = _sum([made, said])
        line = "telephone, 8 kHz mu-law, noise" if phone else "wide-band"
        yield Figure(f"gpe_pct_{name}", 100 * both.gross, "%", GOAL,
                     f"pitch off by over a fifth, {both.compared} voiced frames, {line}",
                     beside, rivals=rivals)  # fmt: skip
    say("cost")
    yield _cost([known.clean for known in spoken])


def _sung(hz: float, rough: float) -> Known:
    sung = voice(hz, 5.0, lively=6.0, rough=rough, seed=round(hz))
    return Known(sung.samples, np.arange(sung.hz.size) / RATE, sung.hz)


def _total(track: Track, known: Iterable[Known], *, phone: bool) -> Score:
    return _sum([
        pitch_score.against(track(over_the_phone(one.clean) if phone else one.clean),
                            one.times, one.hz)
        for one in known
    ])  # fmt: skip


def _sum(scores: list[Score]) -> Score:
    return Score(
        sum(one.compared for one in scores),
        sum(one.wrong for one in scores),
        sum(one.voiced for one in scores),
        1.0,
    )


def _words(score: Score) -> str:
    return f"{100 * score.gross:.2f} % wrong, {100 * score.found:.0f} % of the voice found"


def _praat(samples: Samples) -> Floats:
    """Return Praat's pitch on our frames."""
    sound = import_module(PRAAT).Sound(samples / 32768.0, RATE)
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=60.0, pitch_ceiling=500.0)
    hz = np.asarray(pitch.selected_array["frequency"])
    frames = max(0, round((samples.size / RATE - 2 * MIDDLE) / HOP))
    at = np.searchsorted(pitch.xs(), np.arange(frames) * HOP + MIDDLE)
    found = hz[np.minimum(at, hz.size - 1)]
    return np.where(found > 0, found, np.nan).astype(np.float32)


def _cost(lines: list[Samples]) -> Figure:
    said = Utterance(t=0.0, channel="customer", id=1, start=0.0, end=1.0, text="")
    seconds = sum(line.size for line in lines) / RATE
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        for line in lines:
            prosody.measure(said, line, [True] * (line.size // FRAME))
        taken.append(time.process_time() - begun)
    return Figure("voice_cpu", float(np.median(taken)) / seconds, "s/s", COST_GOAL,
                  "processor seconds for all voice measures of a second of speech")  # fmt: skip
