"""How well the embedded ear hears, beside pocketsphinx with its stock settings: word error rate.

Line by line, without the listener's endpointing, on speech that nothing was tuned to
(`spoken.HELD_OUT`). All of it is synthetic: the figures compare, they promise nothing for people.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

import jiwer
import pocketsphinx

from speech.recognize.choose import make_recognizer
from speech.recognize.recognizer import RATE, Samples
from tests.bench.figures import Figure
from tests.bench.spoken import HELD_OUT, HELD_OUT_VOICES, cut, speak, synthesizers_missing

Say = Callable[[str], None]
Ear = Callable[[Samples], str]
BARE_PIECE, PIECE = RATE // 10, 1536
"""Samples: what tests/bench/bare_recognizer.py and the listener feed at a time."""
WIDE_GOAL, PHONE_GOAL = 1.0, 0.8
"""Of the rate before."""
ANY = 100.0
"""A rate before is no goal, only what the other is compared with."""


def measure(say: Say) -> Iterator[Figure]:
    """Yield the rates in percent. Without synthesizers there are none, and it says why."""
    if missing := synthesizers_missing():
        say(f"left out: {missing}")
        return
    for name, phone, share in (("wide", False, WIDE_GOAL), ("phone", True, PHONE_GOAL)):
        line = "telephone, 8 kHz mu-law, noise" if phone else "wide-band, 16 kHz"
        say(f"stock pocketsphinx, {line}")
        before, by_voice, cpu = rate(stock_ear(), phone=phone)
        what = f"{len(HELD_OUT)} synthetic lines, {line}, word error rate"
        yield Figure(f"wer_{name}_before", before, "%", ANY, f"{what}, stock settings", by_voice)
        say(f"embedded ear, {line}")
        now, by_voice, cpu_now = rate(embedded_ear(), phone=phone)
        yield Figure(f"wer_{name}", now, "%", share * before, what,
                     f"{by_voice}; CPU {cpu_now / cpu:.2f} × stock")  # fmt: skip


def rate(hear: Ear, *, phone: bool) -> tuple[float, str, float]:
    """Return the rate in percent, the rates by voice in words, and the CPU seconds spent."""
    said: dict[str, list[str]] = {}
    heard: dict[str, list[str]] = {}
    cpu = 0.0
    for line in speak(HELD_OUT, HELD_OUT_VOICES, phone=phone):
        begun = time.process_time()
        text = hear(line.samples)
        cpu += time.process_time() - begun
        said.setdefault(line.voice, []).append(line.text)
        heard.setdefault(line.voice, []).append(text)
    by_voice = {voice: 100 * jiwer.wer(said[voice], heard[voice]) for voice in said}
    words = Counter({voice: len(" ".join(lines).split()) for voice, lines in said.items()})
    total = sum(by_voice[voice] * words[voice] for voice in said) / words.total()
    shown = (f"{re.sub('.*:', '', voice)} {wer:.0f}" for voice, wer in by_voice.items())
    return total, ", ".join(shown), cpu


def stock_ear() -> Ear:
    """Return pocketsphinx as it comes, fed as tests/bench/bare_recognizer.py feeds it."""
    decoder = pocketsphinx.Decoder(samprate=float(RATE), loglevel="FATAL")

    def hear(samples: Samples) -> str:
        decoder.start_utt()
        for piece in cut(samples, BARE_PIECE):
            decoder.process_raw(piece.tobytes())
            decoder.hyp()
        decoder.end_utt()
        best = decoder.hyp()
        return best.hypstr if best else ""

    return hear


def embedded_ear() -> Ear:
    """Return the recognizer that the listener uses where no vosk model is installed."""
    recognizer = make_recognizer("pocketsphinx", None)

    def hear(samples: Samples) -> str:
        recognizer.begin(0.0)
        for piece in cut(samples, PIECE):
            recognizer.feed(piece)
        return recognizer.finish().text

    return hear
