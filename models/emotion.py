"""What a customer's words say of how they feel: the emotion model at run time.

Only ever handed what the *customer* said; `speech.feeling` is the one that hands it over, and its
types refuse the agent. One thread, no network, no state between two readings: the same words give
the same figures, whatever was read before.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.emotion_files import Description, EmotionModelError, read
from models.emotion_text import Encoder
from models.labels import LABELS, MOODS
from models.reading import MEANING, Reading, Vector, family_belief

SHIPPED = Path(__file__).with_name("emotion-en")
"""The model that comes with Hearback."""
INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("labels", "moods", "intensity", "valence", "embedding")
UNKNOWN_MOST = 0.5
"""Share of tokens that the vocabulary does not have, above which nothing can be said."""


class EmotionModel:
    """The network, its tokenizer and its calibration."""

    def __init__(
        self, session: onnxruntime.InferenceSession, encoder: Encoder, description: Description
    ) -> None:
        """Use `load`."""
        self._session = session
        self._encoder = encoder
        self.description = description
        platt = [description.platt[label] for label in description.labels]
        self._slope = np.array([one.a for one in platt])
        self._offset = np.array([one.b for one in platt])

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Self:
        """Return the model of a folder, ready to read.

        Raises EmotionModelError, with one sentence for the person, where a file is missing or not
        the one that the description names by hash, or where the network does not do what ours do.
        """
        files = read(folder)
        encoder = Encoder(
            files.tokenizer,
            max_tokens=files.description.max_tokens,
            context_tokens=files.description.context_tokens,
        )
        model = cls(_session(files.network), encoder, files.description)
        model._try()
        return model

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what one utterance says. `before`: this customer's last two, oldest first.

        Any text will do: one without a word that the model knows gives a reading of confidence 0,
        and of one that is too long the end is read. Raises EmotionModelError where the network
        itself fails.
        """
        tokens = self._encoder.tokens(text)
        if self._encoder.unknown_share(tokens) > UNKNOWN_MOST:
            return self._nothing()
        return self._reading(self._outputs(self._encoder.encode(text, before)))

    def meaning(self, text: str) -> Vector:
        """Return the embedding of an utterance by itself, to be compared with others.

        That of `read` leans toward what was said before. All zero where there were no words.
        Raises EmotionModelError where the network itself fails.
        """
        tokens = self._encoder.tokens(text)
        if self._encoder.unknown_share(tokens) > UNKNOWN_MOST:
            return self._nothing().embedding
        return self._outputs(self._encoder.encode(text))["embedding"].astype(np.float32)

    def _outputs(self, ids: list[int]) -> dict[str, NDArray[np.float64]]:
        given = np.array([ids], np.int64)
        try:
            found = self._session.run(
                OUTPUTS, {"input_ids": given, "attention_mask": np.ones_like(given)}
            )
        except Exception as error:  # onnxruntime raises a dozen kinds
            raise EmotionModelError(f"the network failed: {type(error).__name__}") from error
        out = {
            name: np.asarray(value, np.float64).reshape(-1)
            for name, value in zip(OUTPUTS, found, strict=True)
        }
        if not all(np.isfinite(values).all() for values in out.values()):
            raise EmotionModelError("the network gave something that is no number")
        return out

    def _reading(self, out: dict[str, NDArray[np.float64]]) -> Reading:
        described = self.description
        logits = np.clip(self._slope * out["labels"] + self._offset, -30.0, 30.0)
        beliefs = 1.0 / (1.0 + np.exp(-logits))
        scores = dict(zip(described.labels, map(float, beliefs), strict=True))
        raised = np.exp((out["moods"] - out["moods"].max()) / described.mood_temperature)
        shares = raised / raised.sum()
        moods = dict(zip(described.moods, map(float, shares), strict=True))
        confidence = family_belief(moods)
        return Reading(
            scores=scores,
            ekman={group: _any(scores, of) for group, of in described.ekman.items()},
            valence=float(np.clip(out["valence"][0], -1.0, 1.0)),
            moods=moods,
            intensity=float(np.clip(out["intensity"][0], 0.0, 3.0)),
            confidence=confidence,
            sure=confidence >= described.confident,
            embedding=out["embedding"].astype(np.float32),
        )

    def _nothing(self) -> Reading:
        return Reading(
            scores=dict.fromkeys(self.description.labels, 0.0),
            ekman=dict.fromkeys(self.description.ekman, 0.0),
            valence=0.0,
            moods={mood: float(mood == "neutral") for mood in self.description.moods},
            intensity=0.0,
            confidence=0.0,
            sure=False,
            embedding=np.zeros(MEANING, np.float32),
        )

    def _try(self) -> None:
        """Run once: what a network cannot do is found out at the start and not in a call."""
        out = self._outputs(self._encoder.encode("hello", ("hello",)))
        widths = (len(LABELS), len(MOODS), 1, 1, MEANING)
        for name, width in zip(OUTPUTS, widths, strict=True):
            if out[name].size != width:
                raise EmotionModelError(f"model.onnx: output {name} is not {width} numbers")


def _any(scores: dict[str, float], labels: Sequence[str]) -> float:
    """Return the probability that at least one label holds, as if they were independent."""
    return 1.0 - math.prod(1.0 - scores[label] for label in labels)


def _session(network: bytes) -> onnxruntime.InferenceSession:
    """Return the network on one thread, with an arena for what it computes (1 MB).

    Without it the system takes back some lines' memory and gives it again, a page fault at a time.
    The weights stay outside: the arena would round their size up.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
    options.enable_mem_pattern = False
    options.log_severity_level = 4  # fatal only: what is wrong comes as an exception as well
    onnxruntime.disable_telemetry_events()
    try:
        session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen kinds
        raise EmotionModelError(f"model.onnx: {type(error).__name__}") from error
    session.disable_fallback()  # to another provider, for which it keeps the bytes: 16 MB
    session._model_bytes = None  # noqa: SLF001
    names = {one.name for one in session.get_inputs()}, {one.name for one in session.get_outputs()}
    if names[0] != set(INPUTS) or not set(OUTPUTS) <= names[1]:
        raise EmotionModelError("model.onnx: its inputs or outputs are not those of ours")
    return session
