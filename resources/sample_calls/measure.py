"""Word error rate of the sample calls: ``python -m resources.sample_calls.measure``.

``--vosk FOLDER`` adds a Vosk model; ``--lines`` shows what was heard instead of a wrong line.
Contractions count as the words they stand for.
"""

import argparse
import json
import re
from collections.abc import Callable

import msgspec
import numpy as np
import pocketsphinx
import soundfile

from resources.sample_calls.build import CHANNELS, HERE, RATE, Timetable, names

Ear = Callable[[bytes], str]
MARGIN = 0.25
"""Seconds of line noise kept on either side of a line."""
SHORT = {"'m": " am", "'re": " are", "'s": " is", "n't": " not", "'ll": " will", "'ve": " have"}


def words(text: str) -> list[str]:
    """Return the words that are compared."""
    text = text.lower()
    for short, full in SHORT.items():
        text = re.sub(rf"{short}\b", full, text)
    return re.findall(r"[a-z']+", text)


def errors(said: list[str], heard: list[str]) -> int:
    """Count the words to insert, delete or replace."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return row[-1]


def pocketsphinx_ear() -> Ear:
    """Return an ear that decodes a line as one utterance and gets used to the voice."""
    decoder = pocketsphinx.Decoder(samprate=float(RATE), loglevel="FATAL")

    def hear(pcm: bytes) -> str:
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return best.hypstr if best else ""

    return hear


def vosk_ear(folder: str) -> Ear:
    """Return an ear that uses this model."""
    import vosk  # noqa: PLC0415  only where a model is given

    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path=folder)

    def hear(pcm: bytes) -> str:
        recognizer = vosk.KaldiRecognizer(model, RATE)
        recognizer.AcceptWaveform(pcm)
        return str(json.loads(recognizer.FinalResult())["text"])

    return hear


def main() -> None:
    """Print one table row per call, channel and recognizer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=names(), metavar="NAME")
    parser.add_argument("--vosk", metavar="FOLDER")
    parser.add_argument("--lines", action="store_true")
    args = parser.parse_args()
    for name in [args.only] if args.only else names():
        table = msgspec.json.decode((HERE / f"{name}.json").read_bytes(), type=Timetable)
        pcm, _ = soundfile.read(HERE / f"{name}.flac", dtype="int16")
        for index, channel in enumerate(CHANNELS):
            ears = {"pocketsphinx": pocketsphinx_ear()}
            if args.vosk:
                ears["vosk"] = vosk_ear(args.vosk)
            wrong, total = dict.fromkeys(ears, 0), 0
            for line in (line for line in table.lines if line.channel == channel):
                first, last = (round(t * RATE) for t in (line.start - MARGIN, line.end + MARGIN))
                cut = np.ascontiguousarray(pcm[max(first, 0) : last, index]).tobytes()
                said = words(line.text)
                total += len(said)
                for ear, hear in ears.items():
                    heard = words(hear(cut))
                    wrong[ear] += (missed := errors(said, heard))
                    if args.lines and missed:
                        print(f"  {line.start:6.1f} {ear[:5]} {missed}/{len(said)} {line.text}")
                        print(f"         -> {' '.join(heard)}")
            rates = ", ".join(f"{ear} {n / total:.1%}" for ear, n in wrong.items())
            print(f"{name} {channel} ({total} words): {rates}")


if __name__ == "__main__":
    main()
