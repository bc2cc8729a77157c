"""The network of the emotion model as it runs: a line goes in, numbers come out.

What the customer said before is not read again. The lower layers of the network read every line by
itself and hand out what they made of it; the upper ones of a later reading look at that. It is kept
for the last few lines and otherwise made anew, so that the same words after the same words give the
same figures, whatever was read in between.
"""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.emotion_files import EmotionModelError
from models.emotion_text import BEFORE_MOST, Encoder, remembered
from models.reading import MEANING

INPUTS = ("input_ids", "before", "turns")
OUTPUTS = ("labels", "moods", "intensity", "valence", "embedding")
MEMORY = "memory"
KNOWN = 4
"""Lines whose memory is kept: the two before, the one that is being said, and the one after."""

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


class EmotionNetwork:
    """Network and tokenizer, without calibration. For one thread."""

    def __init__(
        self, network: bytes, tokenizer: bytes, *, max_tokens: int, context_tokens: int
    ) -> None:
        """Load both. Raises EmotionModelError where one is not what ours are."""
        self.encoder = Encoder(tokenizer, max_tokens=max_tokens)
        self._session = _session(network)
        self._context = context_tokens
        self._known: OrderedDict[str, Floats] = OrderedDict()

    def run(self, text: str, before: Sequence[str] = ()) -> dict[str, Floats]:
        """Return every one of `OUTPUTS`, [n], for a line and this customer's last two before it.

        `before` is oldest first. Raises EmotionModelError where the network fails.
        """
        known = [self._remembered(line) for line in before[-BEFORE_MOST:]]
        kept = remembered([len(one) for one in known], self._context)
        ends = [one[len(one) - many :] for one, many in zip(known, kept, strict=True)]
        ages = range(len(known) - 1, -1, -1)
        turns = np.repeat(np.array(ages, np.int64), kept)
        return self._pass(text, np.concatenate([_NOTHING, *ends]), turns)

    def _remembered(self, text: str) -> Floats:
        """Return what is remembered of a line, a row for each token of its words."""
        if text not in self._known:
            self._pass(text, _NOTHING, np.zeros(0, np.int64))
        self._known.move_to_end(text)
        return self._known[text]

    def _pass(self, text: str, before: Floats, turns: Ids) -> dict[str, Floats]:
        ids = np.array(self.encoder.encode(text), np.int64)
        try:
            found = self._session.run(
                (*OUTPUTS, MEMORY), {"input_ids": ids, "before": before, "turns": turns}
            )
        except Exception as error:  # onnxruntime raises a dozen kinds
            raise EmotionModelError(f"the network failed: {type(error).__name__}") from error
        *values, memory = (np.asarray(value, np.float32) for value in found)
        if not all(np.isfinite(value).all() for value in (*values, memory)):
            raise EmotionModelError("the network gave something that is no number")
        self._known[text] = memory[1:-1]
        self._known.move_to_end(text)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return {name: value.reshape(-1) for name, value in zip(OUTPUTS, values, strict=True)}


_NOTHING: Floats = np.zeros((0, MEANING), np.float32)


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
    if names[0] != set(INPUTS) or not {*OUTPUTS, MEMORY} <= names[1]:
        raise EmotionModelError("model.onnx: its inputs or outputs are not those of ours")
    return session
