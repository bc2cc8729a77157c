"""A listener that watches: voices and loudness, and not one word."""

import json
import subprocess
import sys

import resources


def test_a_watching_listener_hears_voices_and_says_no_word():
    call = resources.path("sample_calls/calm-update.flac")
    command = ["-m", "app", "listen", "--file", str(call), "--speed", "max", "--recognizer", "none"]
    done = subprocess.run([sys.executable, *command], capture_output=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = {event["type"] for event in events}
    assert {"ready", "level", "voice", "end"} <= kinds
    assert not kinds & {"partial", "utterance", "prosody", "emotion"}
    assert {event["channel"] for event in events if event["type"] == "voice"} == {
        "customer",
        "agent",
    }
    assert b'"text"' not in done.stdout
