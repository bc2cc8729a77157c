import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.spoken import UNITS, numbers


def said(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four seven two nine one", [("47291", 47291, "digits")]),
        ("my number is double four seven", [("447", 447, "digits")]),
        ("oh four five", [("045", None, "digits")]),
        ("oh four weeks", [("4", 4, "cardinal")]),
        ("four oh seven", [("407", 407, "digits")]),
        ("oh no", []),
        ("forty five dollars two times", [("45", 45, "cardinal"), ("2", 2, "cardinal")]),
        ("forty-five", [("45", 45, "cardinal")]),
        ("one hundred and twenty", [("120", 120, "cardinal")]),
        ("a hundred dollars", [("100", 100, "cardinal")]),
        ("two thousand three hundred and five", [("2305", 2305, "cardinal")]),
        ("fifteen hundred", [("1500", 1500, "cardinal")]),
        ("twelve thousand", [("12000", 12000, "cardinal")]),
        ("nineteen ninety nine", [("1999", 1999, "digits")]),
        ("twenty twenty six", [("2026", 2026, "digits")]),
        ("forty five ninety nine", [("4599", 4599, "digits")]),
        ("the twenty first of june", [("21", 21, "ordinal")]),
        ("the third time", [("3", 3, "ordinal")]),
        ("thirtieth", [("30", 30, "ordinal")]),
        ("4 7 2 9 1", [("47291", 47291, "digits")]),
        ("45", [("45", 45, "cardinal")]),
        ("$1,200.50", [("120050", 1200, "cardinal")]),
        ("the 21st", [("21", 21, "ordinal")]),
        ("555-1234", [("5551234", 5551234, "digits")]),
        ("4 seven two", [("472", 472, "digits")]),
        ("double charge", []),
        ("one one one uh one", [("1111", 1111, "digits")]),
        ("eight hundred five five five one two one two", [("8005551212", 8005551212, "digits")]),
        ("four one one one, one one one one", [("41111111", 41111111, "digits")]),
        ("I have two. Four came", [("2", 2, "cardinal"), ("4", 4, "cardinal")]),
        ("triple zero", [("000", None, "digits")]),
        ("double four", [("44", 44, "digits")]),
        ("five to seven days", [("5", 5, "cardinal"), ("7", 7, "cardinal")]),
        ("four seven to nine one", [("47291", 47291, "digits")]),
        ("one two for six", [("12", 12, "digits"), ("6", 6, "cardinal")]),
        ("one second", [("1", 1, "cardinal"), ("2", 2, "ordinal")]),
        ("a call and a letter", []),
        ("five thousand", [("5000", 5000, "cardinal")]),
        ("one hundred and then", [("100", 100, "cardinal")]),
        ("", []),
    ],
)
def test_reads(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert [(n.digits, n.value, n.kind) for n in numbers(text.split())] == expected


def test_indexes_point_at_the_words() -> None:
    words = said("my order number is four seven two nine one thanks")
    (number,) = numbers(words)
    assert words[number.start : number.end] == ["four", "seven", "two", "nine", "one"]


def test_parts_keep_what_was_said_together() -> None:
    assert numbers(["forty", "five", "ninety", "nine"])[0].parts == ("45", "99")
    assert numbers(["$45.5"])[0].parts == ("45", "50")


def test_a_card_number_is_one_number_and_hidden_from_repr() -> None:
    (card,) = numbers(said("four" + " one" * 15))
    assert card.digits == "4111111111111111"
    assert card.value is None
    assert "411" not in repr(card)


@given(st.text("0123456789", min_size=2, max_size=30))
def test_dictated_digits_come_back(digits: str) -> None:
    names = [name for name in UNITS if not name.startswith(("nou", "nau"))]
    words = [names[int(digit)] for digit in digits]
    (number,) = numbers(words)
    assert number.digits == digits
    assert (number.start, number.end) == (0, len(words))


@given(
    st.lists(
        st.sampled_from(
            [
                *said("oh double forty five hundred thousand and first third 45 4,5 $ 1.2.3 9th"),
                *("-", "a", "ten", "", "…", "1²", "٣"),
            ]
        ),
        max_size=12,
    )
)
def test_never_fails_and_never_overlaps(words: list[str]) -> None:
    end = 0
    for number in numbers(words):
        assert end <= number.start < number.end <= len(words) or number.start == end - 1
        end = number.end
        assert number.digits
