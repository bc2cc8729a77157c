"""The text that the language model is made from: our own lines and calls, and public questions."""

import csv
import json
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

SEED = 3
TIMES = 80
"""How often a line with choices is spoken, each time with other choices; a plain line once."""
_CHOICE = re.compile(r"\(([^()]*)\)")
_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPOKEN = {
    "wi-fi": "wifi", "e-mail": "email", "top-up": "top up", "don’t": "don't", "atm": "a t m",
    "pin": "pin", "&": " and ", "%": " percent ", "$": " dollars ", "£": " pounds ", "€": " euros ",
}  # fmt: skip


def own_lines(source: str) -> Iterator[list[str]]:
    """Yield the lines as they would be said, as words."""
    rng = random.Random(SEED)  # noqa: S311  repeatable, not secret
    for line in source.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        for _ in range(TIMES if _CHOICE.search(line) else 1):
            yield _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), line).split()


def call_lines(calls: Path) -> Iterator[list[str]]:
    """Yield what is said in the calls written for the emotion model, as words; both sides.

    `calls` is `models/training/calls`. Of its whole calls only those for tuning: what the others
    measure is not learned from here either.
    """
    for file in sorted((calls / "utterances").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            yield said["text"].split()
            for before in said.get("before", ()):
                speaker, _, words = before.partition(":")
                if speaker == "agent":  # the customer's stand as lines of their own
                    yield words.split()
    for file in sorted((calls / "whole").glob("*.toml")):
        call = tomllib.loads(file.read_text(encoding="utf-8"))
        if call["part"] == "tuning":
            yield from (turn["text"].split() for turn in call["turn"])


def banking_questions(file: Path) -> Iterator[list[str]]:
    """Yield the questions of BANKING77's training split (CC BY 4.0, see README.md) as words."""
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for sentence in re.split(r"[.?!;:\n]+(?=\s|$)", row["text"]):
                if said := as_said(sentence):
                    yield said


def as_said(sentence: str) -> list[str]:
    """Return the words one would hear: lower case, no punctuation, numbers up to 99 in words."""
    text = sentence.lower().replace("’", "'")
    for written, spoken in _SPOKEN.items():
        text = text.replace(written, spoken)
    text = re.sub(r"\d+", lambda found: f" {_number(int(found[0]))} ", text)
    return [word.strip("'") for word in re.findall(r"[a-z']+", text) if word.strip("'")]


def _number(value: int) -> str:
    ones, tens = _ONES.split(), _TENS.split()
    if value < len(ones):
        return ones[value]
    if value < 100:
        return " ".join((tens[value // 10 - 2], *([ones[value % 10]] if value % 10 else [])))
    return " ".join(ones[int(digit)] for digit in str(value))
