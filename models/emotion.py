"""What a customer's words say of how they feel: the emotion model at run time.

Only ever handed what the *customer* said; `speech.feeling` is the one that hands it over, and its
types refuse the agent. One thread, no connection; the same words after the same words give the same
figures, whatever was read in between.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.emotion_files import Description, EmotionModelError, read
from models.emotion_network import OUTPUTS, EmotionNetwork
from models.labels import LABELS, MOODS
from models.reading import MEANING, Reading, family_belief

SHIPPED = Path(__file__).with_name("emotion-en")
"""The model that comes with Hearback."""
UNKNOWN_MOST = 0.5
"""Share of tokens that the vocabulary does not have, above which nothing can be said."""


class EmotionModel:
    """The network and its calibration."""

    def __init__(self, network: EmotionNetwork, description: Description) -> None:
        """Use `load`."""
        self._network = network
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
        network = EmotionNetwork(
            files.network,
            files.tokenizer,
            max_tokens=files.description.max_tokens,
            context_tokens=files.description.context_tokens,
        )
        model = cls(network, files.description)
        model._try()
        return model

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what one utterance says. `before`: this customer's last two, oldest first.

        Any text will do: one without a word that the model knows gives a reading of confidence 0,
        and of one that is too long the end is read. Raises EmotionModelError where the network
        itself fails.
        """
        if self._network.encoder.unknown_share(text) > UNKNOWN_MOST:
            return self._nothing()
        return self._reading(self._outputs(text, before))

    def _outputs(self, text: str, before: Sequence[str]) -> dict[str, NDArray[np.float64]]:
        found = self._network.run(text, before)
        return {name: np.asarray(values, np.float64) for name, values in found.items()}

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
        out = self._outputs("hello", ("hello again",))
        widths = (len(LABELS), len(MOODS), 1, 1, MEANING)
        for name, width in zip(OUTPUTS, widths, strict=True):
            if out[name].size != width:
                raise EmotionModelError(f"model.onnx: output {name} is not {width} numbers")


def _any(scores: dict[str, float], labels: Sequence[str]) -> float:
    """Return the probability that at least one label holds, as if they were independent."""
    return 1.0 - math.prod(1.0 - scores[label] for label in labels)
