"""Tells the person, once, that the customer's mood is not read."""

from speech.events import Event, Health


class ToldOnce:
    """Holds the sentence back until the customer's ear is well: its own trouble comes first.

    The sentence goes with a `health` of the customer's channel that says "ok" a second time, so it
    changes nothing about the ear itself.
    """

    def __init__(self) -> None:
        self._well = False
        self._sentence = ""

    def hear(self, event: Event) -> None:
        """Take note of an event on its way out."""
        if isinstance(event, Health) and event.channel == "customer":
            self._well = event.state == "ok"

    def feed(self, sentence: str) -> Health | None:
        """Take a sentence, or none; return what is to be said now. Its `t` is not set."""
        self._sentence = sentence or self._sentence
        if not (self._sentence and self._well):
            return None
        said, self._sentence = self._sentence, ""
        return Health(t=0.0, channel="customer", state="ok", detail=said)
