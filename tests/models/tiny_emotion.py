"""An emotion model of a few kilobytes with the real interface, for tests: it counts words.

Every word of `WORDS` belongs to a mood, so what it reads is known beforehand; the rest of its
vocabulary says nothing. Its meaning is a bag of words: the same words, in any order, are one point.
`python -m tests.models.tiny_emotion FOLDER` writes it for a look at it.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.labels import LABELS, MOODS

WORDS: dict[str, tuple[str, ...]] = {
    "angry": ("idiots", "lawyer", "liars", "useless"),
    "frustrated": ("again", "still", "third", "nobody"),
    "anxious": ("afraid", "worried", "scared"),
    "sad": ("died", "passed", "funeral"),
    "confused": ("lost", "understand", "unclear"),
    "neutral": ("number", "tuesday", "yes", "account"),
    "satisfied": ("works", "great", "perfect"),
    "grateful": ("thanks", "thank"),
}
OTHER = ("i", "my", "the", "is", "it", "a", "and", "you", "time", "was", "charged", "twice",
         "hello", "order", "parcel", "arrived", "never", "has", "not", "want", "refund", "money",
         "back", "don't", "call", "called", "times", "for", "am", "calling", "about", "same",
         "thing", "on", "two", "dollars")  # fmt: skip
EKMAN = {"joy": ("joy", "gratitude"), "anger": ("anger",), "neutral": ("neutral",)}
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
MEANING = 384
STRENGTH = 40.0
"""Of a mood's words: one in ten of them is enough to be sure."""
DESCRIBED = {
    "format": 2,
    "version": "tiny",
    "labels": LABELS,
    "moods": MOODS,
    "ekman": EKMAN,
    "thresholds": dict.fromkeys(LABELS, 0.3),
    "platt": {label: {"a": 1.0, "b": -1.0} for label in LABELS},
    "mood_temperature": 1.0,
    "confident": 0.5,
    "max_tokens": 64,
    "context_tokens": 24,
}


def vocabulary() -> list[str]:
    return [*SPECIAL, *(word for of in WORDS.values() for word in of), *OTHER]


def make(folder: Path, network: bytes | None = None, **changes: object) -> Path:
    """Write a model into `folder`; `changes` go into its description, after the hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(network or graph())
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()))
    described = {**DESCRIBED, "files": hashes(folder), **changes}
    (folder / "emotion.json").write_text(json.dumps(described))
    return folder


def hashes(folder: Path) -> dict[str, dict[str, object]]:
    found = {}
    for name in ("model.onnx", "tokenizer.json"):
        content = (folder / name).read_bytes()
        found[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return found


def tokenizer() -> dict[str, object]:
    """Return a word-level tokenizer in the format of the tokenizers library."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: n for n, word in enumerate(vocabulary())},
            "unk_token": "[UNK]",
        },
    }


def graph(*, outputs: tuple[str, ...] = (), meaning: int = MEANING) -> bytes:
    """Return the network; `outputs` leaves only these, `meaning` is the width of an embedding."""
    random = np.random.default_rng(7)
    words = vocabulary()
    moods = np.zeros((len(words), MEANING), np.float32)
    for mood, belonging in WORDS.items():
        for word in belonging:
            moods[words.index(word), MOODS.index(mood)] = STRENGTH
    meanings = random.standard_normal((len(words), meaning)).astype(np.float32)
    meanings[: len(SPECIAL)] = 0.0
    labels = random.standard_normal((len(MOODS), len(LABELS))).astype(np.float32)
    unpleasant = np.array([[-1], [-0.6], [-0.4], [-0.8], [-0.2], [0], [0.6], [0.8]], np.float32) / 5
    weights = {
        "memory_table": moods,
        "meaning_table": meanings,
        "to_labels": labels,
        "to_valence": unpleasant,
        "to_intensity": np.full((len(MOODS), 1), 0.5, np.float32),
        "sizes": np.array([len(MOODS), MEANING - len(MOODS)], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["memory_table", "input_ids"], ["memory"]),
        helper.make_node("Concat", ["before", "memory"], ["heard"], axis=0),
        helper.make_node("ReduceMean", ["heard"], ["all"], axes=[0]),
        helper.make_node("Split", ["all", "sizes"], ["moods", "rest"], axis=1),
        helper.make_node("Gather", ["meaning_table", "input_ids"], ["meant"]),
        helper.make_node("ReduceMean", ["meant"], ["mean"], axes=[0]),
        helper.make_node("LpNormalization", ["mean"], ["embedding"], axis=-1, p=2),
        helper.make_node("MatMul", ["moods", "to_labels"], ["labels"]),
        helper.make_node("MatMul", ["moods", "to_valence"], ["valence"]),
        helper.make_node("MatMul", ["moods", "to_intensity"], ["intensity"]),
    ]
    widths = {"labels": len(LABELS), "moods": len(MOODS), "intensity": 1, "valence": 1,
              "embedding": meaning, "memory": MEANING}  # fmt: skip
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "tiny",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["tokens"]),
                helper.make_tensor_value_info("before", TensorProto.FLOAT, ["earlier", MEANING]),
                helper.make_tensor_value_info("turns", TensorProto.INT64, ["earlier"]),
            ],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width])
                for name, width in widths.items()
                if not outputs or name in outputs
            ],
            [numpy_helper.from_array(value, name) for name, value in weights.items()],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


if __name__ == "__main__":
    make(Path(sys.argv[1]))
