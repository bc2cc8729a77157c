"""What every helpdesk must do; each one, real or fake, passes it."""

import pytest

from app.helpdesk.adapter import HelpdeskRefusedError
from tests.app.outbox.notes import make_note


class HelpdeskContract:
    """Subclass and give `helpdesk` (an adapter) and `arrived` (note id → how many are there)."""

    kind = "ticket"

    def test_a_note_that_was_never_sent_is_not_found(self, helpdesk):
        assert helpdesk.find(make_note()) is None

    def test_a_note_arrives_and_is_found_again(self, helpdesk, arrived):
        note = make_note()
        receipt = helpdesk.deliver(note)
        assert receipt.kind == self.kind
        assert receipt.ticket
        assert receipt.link
        assert helpdesk.find(note) == receipt
        assert arrived(note.id) == 1

    def test_two_notes_are_told_apart(self, helpdesk, arrived):
        one, two = make_note(), make_note()
        assert helpdesk.deliver(one) != helpdesk.deliver(two)
        assert helpdesk.find(one) != helpdesk.find(two)
        assert (arrived(one.id), arrived(two.id)) == (1, 1)

    @pytest.mark.parametrize("note_id", ["a/../b", "it's; DROP", "ü" * 40, "x" * 300])
    def test_an_odd_id_is_no_trouble(self, helpdesk, note_id):
        note = make_note(note_id + make_note().id)
        receipt = helpdesk.deliver(note)
        assert helpdesk.find(note) == receipt

    def test_an_odd_subject_is_no_trouble(self, helpdesk):
        for subject in ("", "  ", "Größe \U0001f600 <b>", "a\nb\rc", "x" * 400):
            note = make_note(subject=subject)
            assert helpdesk.find(note) is None
            assert helpdesk.deliver(note) == helpdesk.find(note)

    def test_it_has_a_name_for_the_person(self, helpdesk):
        assert helpdesk.name


class CommentContract:
    """For helpdesks with tickets: `existing` is the number of one that is open."""

    def test_a_comment_lands_on_its_ticket(self, helpdesk, existing):
        note = make_note(ticket=existing)
        assert helpdesk.find(note) is None
        receipt = helpdesk.deliver(note)
        assert (receipt.ticket, receipt.kind) == (existing, "comment")
        assert helpdesk.find(note) == receipt

    def test_a_ticket_that_is_not_there_is_refused(self, helpdesk):
        with pytest.raises(HelpdeskRefusedError) as caught:
            helpdesk.deliver(make_note(ticket="99999999"))
        assert "99999999" in caught.value.person

    @pytest.mark.parametrize("ticket", ["../../user/1", "12abc", "", "id=1"])
    def test_what_is_no_number_is_refused(self, helpdesk, ticket):
        with pytest.raises(HelpdeskRefusedError):
            helpdesk.deliver(make_note(ticket=ticket))
