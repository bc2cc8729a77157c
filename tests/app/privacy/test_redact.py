"""What must go, what must stay, and what replaces it."""

import pytest

from app.privacy import mask
from app.privacy.redact import redact

HIDDEN = [
    ("card 4111 1111 1111 1111 please", "card [card ending 1111] please"),
    ("4111-1111-1111-1111.", "[card ending 1111]."),
    ("4111/1111/1111/1111 12/26 123", "[card ending 1111]"),
    ("４１１１ １１１１ １１１１ １１１１", "[card ending 1111]"),
    (
        "it is four one one one, one one one one, one one one one, one one one one",
        "it is [card ending 1111]",
    ),
    ("forty one eleven eleven eleven eleven eleven eleven eleven", "[card ending 1111]"),
    (
        "four triple one uh double one double one then one one one one one one one one",
        "[card ending 1111]",
    ),
    ("four ones and four ones then four ones and four twos", "[number masked]"),
    ("four one one one for one one one to one one one one", "[number masked]"),
    (
        "call (415) 555-2671 or +44 20 7946 0958",
        "call [phone number masked] or [phone number masked]",
    ),
    ("reach me on 555-2671", "reach me on [phone number masked]"),
    ("plus four four seven seven double oh nine hundred one two three", "[phone number masked]"),
    ("my number is five five five two six seven one", "my number is [phone number masked]"),
    ("five five five two six seven one is my cell phone", "[phone number masked] is my cell phone"),
    ("john dot smith at gmail dot com", "[e-mail masked]"),
    (
        "my email is john smith forty two at gmail dot co dot uk thanks",
        "my email is [e-mail masked] thanks",
    ),
    ("write to John.Smith+x@example.org today", "write to [e-mail masked] today"),
    ("john [at] gmail [dot] com", "[e-mail masked]"),
    ("m y name at g m a i l dot com", "[e-mail masked]"),
    ("j o h n underscore s at hotmail", "[e-mail masked]"),
    ("my social security number is one two three forty five sixty seven eighty nine",
     "my social security number is [national id masked]"),
    (
        "last four of my social is six seven eight nine",
        "last four of my social is [national id masked]",
    ),
    ("it was 123-45-6789", "it was [national id masked]"),
    ("mine is QQ 12 34 56 C okay", "mine is [national id masked] okay"),
    ("qq123456c", "[national id masked]"),
    (
        "card four one one one i think then one one one one and one one one one hang on 1111",
        "card [card ending 1111]",
    ),
    ("q q one two three four five six c", "[national id masked]"),
    ("my passport number is 4 7 7 1 2", "my passport number is [national id masked]"),
    ("the security code is one two three", "the security code is [security code masked]"),
    ("four five six is the security code", "[security code masked] is the security code"),
    ("iban GB29 NWBK 6016 1331 9268 19 please", "iban [bank account masked] please"),
    ("sort code 20-11-12", "sort code [account number masked]"),
    ("my bank account is 123456", "my bank account is [account number masked]"),
    ("one two three four five six seven eight nine", "[number masked]"),
    (
        "my order number is 47291. 4111 1111 1111 1111",
        "my order number is 47291. [card ending 1111]",
    ),
    ("order number 4111 1111 1111 1111", "order number [card ending 1111]"),
    (
        "My order number is 47291. My phone is 415-555-2671.",
        "My order number is 47291. My phone is [phone number masked].",
    ),
]  # fmt: skip

KEPT = [
    "from 10000 to 20000 units",
    "reference ABC-123-456-789 and case RT-2026-11-0001234",
    "card ending in one one one one",
    "card ending 1111",
    "my order number is four seven two nine one",
    "order number 123456789012",
    "reference number is one two three four five six seven eight nine zero",
    "order number 114-3941689-8772232",
    "RT ticket #4711, case 20261117",
    "this can take five to seven days, forty five dollars, two times",
    "I paid $45.00 on 2026-11-17 at 17:00, twice 1,234.56 dollars",
    "we want one hundred million dollars back",
    "november seventeenth two thousand twenty six i paid 45",
    "on the twenty first of june twenty twenty six at ten thirty",
    "on 17/11/2026 and 12.11.26",
    "you can look at example dot com",
    "I was at work. Thanks for calling",
    "at any point please call",
    "account number is eight two five three one six",
    "forty seven king street from the first of june",
    "",
]


@pytest.mark.parametrize(("said", "shown"), HIDDEN)
def test_what_is_private_is_replaced(said, shown):
    done = redact(said)
    assert done.text == shown
    assert redact(done.text).text == shown
    assert len(done.masks) == mask.count(shown) >= 1


@pytest.mark.parametrize("said", KEPT)
def test_what_a_note_needs_stays(said):
    assert redact(said).text == said
    assert redact(said).masks == ()


def test_a_mask_says_where_it_was():
    said = "card 4111111111111111 please"
    (one,) = redact(said).masks
    assert said[one.start : one.end] == "4111111111111111"
    assert (one.kind, one.replacement) == ("card", "[card ending 1111]")


def test_a_number_may_go_on_in_the_next_utterance():
    first, second = "it is four one one one one one", "one one one one one one one one one one"
    assert redact(first, after=second).text == "it is [card ending 1111]"
    assert redact(second, before=first).text == "[card ending 1111]"


def test_the_question_tells_what_the_answer_is():
    asked = "and the three digits on the back"
    assert redact("four five six", before=asked).text == "[security code masked]"
    assert redact("four five six").masks == ()


def test_speech_does_not_show_in_representations():
    done = redact("card 4111111111111111 please")
    assert "4111" not in repr(done)
    assert "please" not in repr(done)


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "1 " * 20_000, "a" * 20_000 + "@", "a." * 10_000 + "@", "at a dot " * 4_000,
     "q q 1 " * 4_000, "$1,111" * 4_000, "11:11:" * 5_000, "[card ending 1111] " * 3_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_a_long_paste_is_no_trouble(text):
    done = redact(text)
    assert redact(done.text).text == done.text
