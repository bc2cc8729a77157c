"""Speak the whole calls and keep what was heard: ``python -m tests.bench.speak_calls [NAME …]``.

Every call that is marked `spoken` is said by flite, with tempo, gain, pitch and pauses as written,
heard by the real listener with the built-in recognizer (customer left, agent right), and kept as
models/training/calls/spoken/NAME.jsonl; `tests.bench.spoken_calls` says how to read it. The audio
is not kept. The same flite gives the same streams. All of it is wide-band: by telephone, these
voices are hardly understood (docs/recognizers.md). Takes about ten minutes of processor time.
"""

import argparse
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile

from resources.sample_calls.build import RATE, Samples, Voice, line_noise, synthesize
from speech.events import CHANNELS, Alive, Channel, Emotion, Event, Level, Partial, decode, encode
from tests.bench.spoken import synthesizers_missing
from tests.bench.spoken_calls import FOLDER, Header, script_of
from tests.bench.whole_calls import Turn, WholeCall, load

PAIRS = (("rms", "slt"), ("slt", "rms"), ("kal16", "slt"), ("awb", "rms"))
"""Customer and agent; which ones speak a call hangs on its name alone."""
PACE = 1.05
"""Of ordinary speech: flite's own is a little fast. As in the sample calls."""
LOUDNESS: dict[Channel, float] = {"customer": -26.0, "agent": -23.0}
"""dBFS, before a turn's own gain."""
LEAD_IN, TAIL = 0.3, 3.0
"""Seconds."""
LEFT_OUT = (Partial, Level, Alive, Emotion)
DECIMALS = 3


def speak(call: WholeCall, voices: dict[Channel, str]) -> tuple[Samples, Header]:
    """Return the recording, one column a channel, and where each turn lies in it."""
    placed: list[tuple[Turn, int, Samples]] = []
    over = round(LEAD_IN * RATE)
    for turn in call.turn:
        samples = synthesize(turn.text, voice_of(turn, voices[turn.who]))
        start = max(0, over + round(turn.pause * RATE))
        placed.append((turn, start, samples))
        over = max(over, start + samples.size)
    length = over + round(TAIL * RATE)
    mix = np.stack([line_noise(length, f"{call.name}/{channel}") for channel in CHANNELS], axis=1)
    for turn, start, samples in placed:
        mix[start : start + samples.size, CHANNELS.index(turn.who)] += samples
    turns = tuple(
        (round(start / RATE, DECIMALS), round((start + samples.size) / RATE, DECIMALS))
        for _, start, samples in placed
    )
    return mix, Header(call.name, script_of(call), voices, turns)


def voice_of(turn: Turn, name: str) -> Voice:
    """Return how a turn is to be said."""
    return Voice(
        engine="flite",
        name=name,
        pace=PACE / turn.tempo,
        pitch=turn.pitch,
        gain=LOUDNESS[turn.who] + turn.gain,
    )


def hear(mix: Samples) -> Iterator[Event]:
    """Yield what the listener says of a recording, but for what is left out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "call.wav")
        soundfile.write(file, np.rint(np.clip(mix, -1, 1) * 32767).astype(np.int16), RATE, "PCM_16")
        command = [sys.executable, "-m", "app", "listen", "--file", str(file), "--speed", "max"]
        command += ["--recognizer", "pocketsphinx", "--no-emotion"]
        done = subprocess.run(command, check=True, capture_output=True)
    for line in done.stdout.splitlines():
        event = decode(line)
        if event is not None and not isinstance(event, LEFT_OUT):
            yield msgspec.structs.replace(event, mono=0.0)


def stream(call: WholeCall, voices: dict[Channel, str]) -> bytes:
    """Return the lines of a stream's file."""
    mix, header = speak(call, voices)
    lines = [msgspec.json.encode(header) + b"\n"]
    for event in hear(mix):
        short = _rounded(msgspec.json.decode(encode(event)))
        lines.append(msgspec.json.encode(short) + b"\n")
    return b"".join(lines)


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, DECIMALS)
        case list():
            return [_rounded(one) for one in value]
        case dict():
            return {key: _rounded(one) for key, one in value.items() if key != "mono"}
        case _:
            return value


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speak_calls", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these calls only")
    args = parser.parse_args(arguments)
    if missing := synthesizers_missing():
        parser.error(missing)
    calls = [call for call in load() if call.spoken]
    if unknown := set(args.names) - {call.name for call in calls}:
        parser.error(f"no spoken call {min(unknown)!r}")
    FOLDER.mkdir(exist_ok=True)
    for call in calls:
        if args.names and call.name not in args.names:
            continue
        pair = PAIRS[zlib.crc32(call.name.encode()) % len(PAIRS)]
        lines = stream(call, dict(zip(CHANNELS, pair, strict=True)))
        (FOLDER / f"{call.name}.jsonl").write_bytes(lines)
        sys.stdout.write(f"{call.name}: {len(lines)} bytes\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
