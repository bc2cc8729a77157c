"""The finished file as it will run: one line at a time, on one thread, with the runtime's encoder.

One at a time because quantized inputs share a range within a batch: other company, other figures.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.emotion_text import Encoder
from models.training.encode import BEFORE_TOKENS, MAX_TOKENS
from models.training.graph import OUTPUTS

Floats = NDArray[np.float32]


class Runner:
    """Model and tokenizer of a folder, without calibration."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._encoder = Encoder(tokenizer, max_tokens=MAX_TOKENS, context_tokens=BEFORE_TOKENS)

    @property
    def tokens(self) -> int:
        """How many tokens the model knows."""
        return self._encoder.words

    @classmethod
    def of(cls, folder: Path) -> "Runner":
        """Return the runner of a model folder."""
        return cls((folder / "model.onnx").read_bytes(), (folder / "tokenizer.json").read_bytes())

    def read(
        self, texts: Sequence[str], before: Sequence[Sequence[str]] | None = None
    ) -> dict[str, Floats]:
        """Return every output, [n, …], for texts in recognizer form and what came before each."""
        rows = [
            self._one(self._encoder.encode(text, then))
            for text, then in zip(texts, before or [()] * len(texts), strict=True)
        ]
        return {name: np.concatenate([row[i] for row in rows]) for i, name in enumerate(OUTPUTS)}

    def _one(self, ids: list[int]) -> list[Floats]:
        given = np.array([ids], np.int64)
        found: list[Floats] = self._session.run(
            list(OUTPUTS), {"input_ids": given, "attention_mask": np.ones_like(given)}
        )
        return found
