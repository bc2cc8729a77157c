"""Speak the written calls: ``python -m resources.sample_calls.build [--only NAME]``.

Each ``NAME.toml`` beside this file becomes ``NAME.flac`` (customer left, agent right) and
``NAME.json``, the timetable of what was said when. Needs ``flite`` and ``espeak-ng``.
The same versions of both give the same samples, bit for bit.
"""

import argparse
import shutil
import subprocess
import tempfile
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float64]
Channel = Literal["customer", "agent"]

HERE = Path(__file__).parent
RATE = 16_000
CHANNELS: tuple[Channel, Channel] = ("customer", "agent")
FLOOR_DBFS = -62.0
HUM_HZ = 60.0
HUM_DBFS = -70.0
CEILING = 0.9
"""Peaks are bent to stay below this, so that loud is never clipped."""


class Voice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one side speaks, unless a line says otherwise."""

    engine: Literal["flite", "espeak-ng"]
    name: str
    pace: float = 1.0
    """Stretch: below 1 is faster."""
    pitch: float = 0.0
    """Semitones above the voice's own."""
    gain: float = -24.0
    """Loudness while speaking: RMS in dBFS."""


class Moment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a listener should notice, and when it is first there to be noticed."""

    kind: str
    note: str
    when: Literal["gap", "start", "end"] = "end"
    """As the gap before the line begins, as the line begins, or when it has been said."""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stretch of speech, without a pause worth noting in it."""

    who: Channel
    text: str
    say: str = ""
    """What the synthesizer is given, where its own reading of the text goes wrong."""
    gap: float = 0.4
    """Seconds since the line before ended; negative talks over it."""
    pace: float | None = None
    pitch: float | None = None
    gain: float | None = None
    moments: tuple[Moment, ...] = ()


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A written call."""

    title: str
    customer: Voice
    agent: Voice
    line: tuple[Line, ...]
    lead_in: float = 0.8
    tail: float = 1.2

    def voice(self, line: Line) -> Voice:
        """Return the speaker's voice as this line wants it."""
        base = self.customer if line.who == "customer" else self.agent
        wanted = {"pace": line.pace, "pitch": line.pitch, "gain": line.gain}
        return msgspec.structs.replace(
            base, **{name: value for name, value in wanted.items() if value is not None}
        )


class TimedLine(msgspec.Struct, frozen=True):
    """A line where it lies in the recording, in seconds."""

    channel: Channel
    start: float
    end: float
    text: str


class TimedMoment(msgspec.Struct, frozen=True):
    """A moment where it lies in the recording."""

    kind: str
    at: float
    note: str


class Timetable(msgspec.Struct, frozen=True):
    """What is in ``NAME.json``."""

    name: str
    title: str
    duration: float
    lines: list[TimedLine]
    moments: list[TimedMoment]


def names() -> list[str]:
    """Return the calls that are written, by name."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


def load(name: str) -> Script:
    """Read one written call."""
    return msgspec.convert(tomllib.loads((HERE / f"{name}.toml").read_text("utf-8")), Script)


def synthesize(text: str, voice: Voice) -> Samples:
    """Speak the text: trimmed, 16 kHz, at the voice's pace, pitch and loudness."""
    higher = 2.0 ** (voice.pitch / 12)
    raw, rate = _speak(text, voice, stretch=voice.pace * higher)
    heard = raw if rate == RATE and higher == 1 else soxr.resample(raw, rate * higher, RATE, "VHQ")
    loud = np.abs(heard) > 0.02 * np.abs(heard).max()
    first, last = np.flatnonzero(loud)[[0, -1]]
    return _level(heard[first : last + 1], voice.gain)


def _speak(text: str, voice: Voice, stretch: float) -> tuple[Samples, int]:
    program = shutil.which(voice.engine)
    if program is None:
        message = f"{voice.engine} is not installed"
        raise FileNotFoundError(message)
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "line.wav")
        if voice.engine == "flite":
            how = ["-voice", voice.name, "--setf", f"duration_stretch={stretch:.4f}"]
            command = [program, *how, "-t", text, "-o", str(wav)]
        else:
            speed = str(round(175 / stretch))  # words a minute
            command = [program, "-v", voice.name, "-s", speed, "-w", str(wav), text]
        subprocess.run(command, check=True, capture_output=True)
        samples, rate = soundfile.read(wav, dtype="float64")
    return samples, rate


def _level(speech: Samples, dbfs: float) -> Samples:
    """Set the RMS over the parts that are loud enough to be speech, then round off the peaks."""
    frames = speech[: len(speech) // 320 * 320].reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    active = power[power > 1e-3 * power.max()]
    scaled = speech * 10 ** (dbfs / 20) / np.sqrt(active.mean())
    knee = CEILING / 2
    over = np.abs(scaled) - knee
    bent = np.sign(scaled) * (knee + knee * np.tanh(over / knee))
    leveled: Samples = np.where(over > 0, bent, scaled)
    return leveled


def line_noise(length: int, seed: str) -> Samples:
    """Return a quiet line: soft hiss that falls off with frequency, and some mains hum."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    hiss = np.fft.irfft(spectrum / np.sqrt(1 + (hertz / 150) ** 2), length)
    hiss *= 10 ** (FLOOR_DBFS / 20) / np.sqrt((hiss**2).mean())
    t = np.arange(length) / RATE
    hum = sum(np.sin(2 * np.pi * n * HUM_HZ * t + rng.uniform(0, 6)) / n for n in (1, 2, 3))
    return hiss + hum * 10 ** (HUM_DBFS / 20)


def perform(name: str, script: Script) -> tuple[Samples, Timetable]:
    """Return the recording, one column a channel, and its timetable."""
    spoken: list[tuple[TimedLine, Samples]] = []
    moments: list[TimedMoment] = []
    now = script.lead_in
    for n, line in enumerate(script.line):
        samples = synthesize(line.say or line.text, script.voice(line))
        before = now
        start = round(now + (line.gap if n else 0.0), 3)
        end = round(start + len(samples) / RATE, 3)
        spoken.append((TimedLine(line.who, start, end, line.text), samples))
        at = {"gap": before, "start": start, "end": end}
        moments += [TimedMoment(m.kind, at[m.when], m.note) for m in line.moments]
        now = end
    length = round((max(said.end for said, _ in spoken) + script.tail) * RATE)
    mix = np.stack([line_noise(length, f"{name}/{channel}") for channel in CHANNELS], axis=1)
    for said, samples in spoken:
        first = round(said.start * RATE)
        mix[first : first + len(samples), CHANNELS.index(said.channel)] += samples
    lines = sorted((said for said, _ in spoken), key=lambda said: said.start)
    moments.sort(key=lambda moment: moment.at)
    return mix, Timetable(name, script.title, length / RATE, lines, moments)


def build(only: str | None = None) -> Iterator[Timetable]:
    """Write the recordings and their timetables beside the scripts."""
    for name in [only] if only else names():
        mix, timetable = perform(name, load(name))
        pcm = np.round(mix * 32767).astype(np.int16)
        soundfile.write(HERE / f"{name}.flac", pcm, RATE, "PCM_16", compression_level=1.0)
        text = msgspec.json.format(msgspec.json.encode(timetable), indent=1)
        (HERE / f"{name}.json").write_bytes(text + b"\n")
        yield timetable


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=names(), metavar="NAME")
    for table in build(parser.parse_args().only):
        print(f"{table.name}: {table.duration:.1f} s, {len(table.lines)} lines")
