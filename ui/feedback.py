"""Keeps what the agent calls "not so", on a thread of its own; the call never waits for it.

Imported after the first paint (`ui.later`).
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.call.effects import Effect, ReadingContradicted, ReadingRestored
from app.feedback import export, store
from app.feedback.example import Kept, kept
from app.feedback.model import version
from app.feedback.store import Examples
from app.folders import Folders
from models.errors import HearbackError
from ui.worker import Worker
from ui.workplace import Workplace

Key = tuple[str, int | None]


class Feedback(QObject):
    """One per workplace. All methods return at once; what came of it is a signal."""

    counted = Signal(int)
    """How many are kept now."""
    listed = Signal(object)
    """tuple[Kept, …], the oldest first."""
    exported = Signal(int, str)
    """How many lines are in which file."""
    trouble = Signal(str)
    """One sentence."""

    def __init__(self, workplace: Workplace, folders: Folders, *, keeping: bool) -> None:
        """Follow the calls of `workplace`; `keeping` is what the settings say."""
        super().__init__(workplace)
        self._workplace = workplace
        self._folders = folders
        self._keeping = keeping
        self._worker = Worker("feedback", self)
        self._examples: Examples | None = None
        self._ids: dict[Key, str] = {}
        """Of this call, so that "Undo" finds what was kept."""
        self._complained = ""
        self._notice = ""
        """What had to be repaired on opening, not yet said."""
        workplace.calls.happened.connect(self.follow)
        workplace.call_began.connect(self._ids.clear)

    @Slot()
    def look(self) -> None:
        """Count what earlier calls left, and let go of what is too old."""
        if store.begun(self._folders):
            self._do(lambda examples: examples.forget_old(_today()))

    def list_all(self) -> None:
        """Read what is kept; `listed` follows."""
        self._do(lambda examples: examples.all(), self._on_listed)

    def drop(self, ids: Iterable[str]) -> None:
        """Delete these."""
        wanted = tuple(ids)
        self._do(lambda examples: [examples.drop(one) for one in wanted], self._relist)

    def clear(self) -> None:
        """Delete all."""
        self._do(lambda examples: examples.clear(), self._relist)

    def export(self, file: Path) -> None:
        """Write all of them into this file; only when the person has agreed to that."""
        self._do(
            lambda examples: export.write(examples.all(), file, replace=True),
            lambda number: self.exported.emit(number, str(file)),
        )

    def close(self) -> None:
        """Finish what is at hand."""
        if self._examples is not None:
            self._do(lambda examples: examples.close(), count=False)
        self._worker.stop()

    @Slot(object)
    def follow(self, effect: Effect) -> None:
        """Keep what was contradicted, forget what was taken back."""
        match effect:
            case ReadingContradicted(example=example) if self._keeping:
                number = secrets.token_hex(16)
                self._ids[example.kind, example.utterance] = number
                names = self._names()
                day = _today().isoformat()
                self._do(
                    lambda examples: examples.keep(
                        kept(example, number=number, day=day, model=version(), names=names),
                        _today(),
                    )
                )
            case ReadingRestored(kind=kind, utterance=utterance):
                known = self._ids.pop((kind, utterance), None)
                if known is not None:
                    self._do(lambda examples: examples.drop(known))
            case _:
                pass

    def _names(self) -> tuple[str, ...]:
        facts = self._workplace.state.facts
        heard = tuple(fact.value for fact in facts if fact.kind == "name")
        return (*heard, self._workplace.caller.name)

    def _do(
        self,
        work: Callable[[Examples], object],
        done: Callable[..., object] = lambda _: None,
        *,
        count: bool = True,
    ) -> None:
        def both() -> tuple[object, int]:
            examples = self._opened()
            result = work(examples)
            return result, examples.count() if count else 0

        def told(found: tuple[object, int]) -> None:
            result, number = found
            self._complained = ""
            if self._notice:
                self.trouble.emit(self._notice)
                self._notice = ""
            if count:
                self.counted.emit(number)
            done(result)

        self._worker.submit(both, told, self._on_trouble)

    def _opened(self) -> Examples:
        """On the thread. A keyring that does not answer is asked again the next time."""
        if self._examples is None:
            self._examples = store.open_examples(self._folders)
            self._notice = self._examples.notice
        return self._examples

    def _on_listed(self, found: object) -> None:
        self.listed.emit(found)

    def _relist(self, _done: object) -> None:
        self.list_all()

    def _on_trouble(self, error: HearbackError) -> None:
        """Say it once: a full disk would else be said at every click."""
        if error.person != self._complained:
            self._complained = error.person
            self.trouble.emit(error.person)


def line_of(example: Kept) -> str:
    """Return an example as the dialog lists it: every word that an export would hold."""
    said = "\n".join(f"“{text}”" for text in (*example.before, example.text) if text)
    return f"{example.reading}: not so\n{said}".rstrip()


def _today() -> date:
    return datetime.now(UTC).date()
