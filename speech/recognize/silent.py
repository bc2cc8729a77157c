"""The recognizer that recognizes nothing: for watching whether a call begins, by loudness alone."""

from typing import ClassVar

from speech.recognize.recognizer import Hypothesis, Recognizer, Samples


class SilentRecognizer(Recognizer):
    """Takes the sound and forgets it, so that no word can come out of a listener that watches."""

    name: ClassVar[str] = "none"
    model = "none"
    version = "1"

    def _begin(self, at: float) -> None:
        pass

    def _feed(self, samples: Samples) -> Hypothesis | None:  # noqa: ARG002  the hook's name
        return None

    def _finish(self) -> Hypothesis:
        return Hypothesis("")
