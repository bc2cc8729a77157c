"""A helpdesk in memory with a script of faults: raised before the note is filed, or after."""

from dataclasses import dataclass, field

from app.helpdesk.adapter import HelpdeskError, HelpdeskRefusedError, Receipt
from app.helpdesk.rt import ticket_number
from app.note.schema import Note


@dataclass
class FakeHelpdesk:
    before: list[HelpdeskError] = field(default_factory=list)
    """One for each delivery: the note is not filed."""
    after: list[HelpdeskError] = field(default_factory=list)
    """One for each delivery: the note is filed, and the answer is lost."""
    blind: list[HelpdeskError] = field(default_factory=list)
    """One for each look."""
    filed: list[tuple[str, Receipt]] = field(default_factory=list)
    looked: int = 0
    name: str = "a fake helpdesk"

    def find(self, note: Note) -> Receipt | None:
        self.looked += 1
        if self.blind:
            raise self.blind.pop(0)
        return next((receipt for filed, receipt in self.filed if filed == note.id), None)

    def deliver(self, note: Note) -> Receipt:
        if self.before:
            raise self.before.pop(0)
        if note.ticket is None:
            receipt = Receipt(str(len(self.filed) + 2), "fake:ticket", "ticket")
        else:
            number = ticket_number(note.ticket)
            if number != "1":
                raise HelpdeskRefusedError("none", f"There is no ticket {number}.")
            receipt = Receipt(number, "fake:comment", "comment")
        self.filed.append((note.id, receipt))
        if self.after:
            raise self.after.pop(0)
        return receipt

    def close(self) -> None:
        """Nothing is held."""
