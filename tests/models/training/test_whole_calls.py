"""The whole calls keep to their format: what the risk is fitted on must not be broken quietly."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.cues.pack import load_pack

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "models" / "training" / "calls" / "whole").glob("*.toml"))
RULES = {rule.id for rule in load_pack(ROOT / "resources" / "packs" / "default").rules}

KINDS = {"escalates", "calm", "sad", "anxious", "confused", "grumbles"}
REGIONS = {"us", "uk", "in", "ie", "au", "l2"}
MOODS = {"angry", "sad", "frustrated", "anxious", "confused", "grateful", "satisfied", "neutral"}
TRIGGERS = {
    *("delay", "double-charge", "broken-promise", "repeated-contact", "transferred"),
    *("not-listened-to", "defect", "outage", "access", "cancellation", "bereavement"),
    *("money-worry", "safety", "none"),
}
SPEECH = re.compile(r"[a-z']+( [a-z']+)*")
VOICE = {"tempo": (0.75, 1.4), "gain": (-6.0, 10.0), "pitch": (-3.0, 4.0)}


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def turns(call: dict[str, Any], who: str) -> list[dict[str, Any]]:
    return [turn for turn in call["turn"] if turn["who"] == who]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_call_says_what_it_is(file: Path) -> None:
    call = read(file)
    assert call.keys() == {"title", "kind", "part", "region", "spoken", "turn"}
    assert call["kind"] in KINDS
    assert call["region"] in REGIONS
    assert call["part"] in {"tuning", "test"}
    assert 14 <= len(call["turn"]) <= 30
    written = any(VOICE.keys() & turn.keys() for turn in call["turn"])
    assert written is call["spoken"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_turn_is_speech_with_known_values(file: Path) -> None:
    for turn in read(file)["turn"]:
        assert turn["who"] in {"customer", "agent"}
        assert SPEECH.fullmatch(turn["text"]), turn["text"]
        assert -2 <= turn["pause"] <= 30
        assert set(turn.get("fits", ())) <= RULES, turn["text"]
        for key, (low, high) in VOICE.items():
            assert key not in turn or low <= turn[key] <= high


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_the_customer_is_labeled(file: Path) -> None:
    call = read(file)
    for turn in turns(call, "customer"):
        assert turn["mood"] in MOODS
        assert turn["trigger"] in TRIGGERS
        assert turn["intensity"] in range(4)
        assert (turn["mood"] == "neutral") is (turn["intensity"] == 0), turn["text"]
        assert "fits" in turn
        assert "helped" not in turn
    for turn in turns(call, "agent"):
        assert not turn.keys() & {"mood", "intensity", "trigger", "escalates"}
    assert sum("helped" in turn for turn in call["turn"]) <= 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_call_that_escalates_has_one_mark_and_goes_on_after_it(file: Path) -> None:
    call = read(file)
    marks = [turn.get("escalates", False) for turn in turns(call, "customer")]
    assert sum(marks) == (call["kind"] == "escalates")
    assert not marks[-1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_who_grumbles_does_so_for_most_of_the_call_and_no_worse(file: Path) -> None:
    call = read(file)
    if call["kind"] != "grumbles":
        return
    said = turns(call, "customer")
    assert {turn["mood"] for turn in said} <= {"frustrated", "neutral", "satisfied", "confused"}
    assert all(turn["intensity"] <= 2 for turn in said)
    frustrated = [turn["intensity"] for turn in said if turn["mood"] == "frustrated"]
    assert len(frustrated) >= len(said) / 2
    assert frustrated.count(2) <= len(frustrated) / 2


def test_there_are_enough_calls_of_each_kind_in_both_halves() -> None:
    calls = [read(file) for file in FILES]
    kinds = Counter(call["kind"] for call in calls)
    assert kinds["calm"] >= 10
    assert kinds["sad"] >= 6
    assert kinds["escalates"] >= 18
    assert kinds["anxious"] + kinds["confused"] >= 6
    assert kinds["grumbles"] >= 8
    assert sum(call["spoken"] for call in calls) >= 12
    halves = Counter((call["kind"], call["part"]) for call in calls)
    assert all(halves[kind, "tuning"] >= halves[kind, "test"] for kind in KINDS)


def test_the_halves_share_no_sentence() -> None:
    said: dict[str, set[str]] = {"tuning": set(), "test": set()}
    for file in FILES:
        call = read(file)
        long = {turn["text"] for turn in call["turn"] if len(turn["text"].split()) > 6}
        said[call["part"]] |= long
    assert not said["tuning"] & said["test"]


@pytest.mark.parametrize("name", ["second-reader", "third-reader"])
def test_another_reader_has_labeled_the_test_half_and_the_first_to_tune_on(name: str) -> None:
    read_again = json.loads((FILES[0].parent / f"{name}.json").read_text(encoding="utf-8"))
    known = [file for file in FILES if file.stem in read_again]
    assert list(read_again) == [file.stem for file in known]
    assert {file for file in FILES if read(file)["part"] == "test"} <= set(known)
    for file in known:
        said = read(file)["turn"]
        customer = {str(place) for place, turn in enumerate(said) if turn["who"] == "customer"}
        theirs = read_again[file.stem]
        assert theirs.keys() - {"moods"} == {"fits", "mark"}
        assert theirs["fits"].keys() <= {str(place) for place in range(len(said))}
        assert all(set(rules) <= RULES for rules in theirs["fits"].values())
        assert theirs["mark"] is None or str(theirs["mark"]) in customer
        if "moods" in theirs:
            assert theirs["moods"].keys() == customer
            assert set(theirs["moods"].values()) <= MOODS
