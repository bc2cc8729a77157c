"""The finished file as it will run: one line at a time, by the runtime itself."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.emotion_network import OUTPUTS, EmotionNetwork
from models.training.encode import BEFORE_TOKENS, MAX_TOKENS

Floats = NDArray[np.float32]


class Runner:
    """Model and tokenizer of a folder, without calibration."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        self._network = EmotionNetwork(
            model, tokenizer, max_tokens=MAX_TOKENS, context_tokens=BEFORE_TOKENS
        )

    @property
    def tokens(self) -> int:
        """How many tokens the model knows."""
        return self._network.encoder.words

    @classmethod
    def of(cls, folder: Path) -> "Runner":
        """Return the runner of a model folder."""
        return cls((folder / "model.onnx").read_bytes(), (folder / "tokenizer.json").read_bytes())

    def read(
        self, texts: Sequence[str], before: Sequence[Sequence[str]] | None = None
    ) -> dict[str, Floats]:
        """Return every output, [n, …], for texts in recognizer form and what came before each."""
        rows = [
            self._network.run(text, then)
            for text, then in zip(texts, before or [()] * len(texts), strict=True)
        ]
        return {name: np.stack([row[name] for row in rows]) for name in OUTPUTS}
