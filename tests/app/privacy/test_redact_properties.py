"""Whatever is planted, however it is said, is not left in the output."""

import datetime as dt
import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.privacy import checks
from app.privacy.redact import redact

UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
BEFORE = st.sampled_from(
    ("", "it is ", "yes okay so ", "My card, please: ", "charge it to ", "I paid 45 dollars. ",
     "my order number is 47291. ", "on Tuesday I said ")
)  # fmt: skip
AFTER = st.sampled_from(
    ("", " thank you", ", okay?", " and I want 45 dollars back", ".", " on Tuesday please")
)


@st.composite
def card_digits(draw):
    length = draw(st.sampled_from((13, 14, 15, 16, 16, 16, 19)))
    body = draw(st.sampled_from("3456")) + draw(
        st.text("0123456789", min_size=length - 2, max_size=length - 2)
    )
    return next(body + last for last in "0123456789" if checks.luhn(body + last))


def digits_of(size):
    return st.text("0123456789", min_size=size, max_size=size)


def ways(left):
    """Yield how the next digits may be said, and how many digits that takes."""
    unit = UNITS[int(left[0])]
    yield unit, 1
    if left[0] == "0":
        yield "oh", 1
    for word, size in (("double", 2), ("triple", 3)):
        if left[:size] == left[0] * size:
            yield f"{word} {unit}", size
    if len(left) > 1 and left[0] == "1":
        yield TEENS[int(left[1])], 2
    if len(left) > 1 and left[0] not in "01" and left[1] != "0":
        yield f"{TENS[int(left[0])]} {UNITS[int(left[1])]}", 2


@st.composite
def spoken(draw, digits):
    """Say the digits: one by one, doubled, in pairs, with pauses."""
    words, at = [], 0
    while at < len(digits):
        word, used = draw(st.sampled_from(list(ways(digits[at:]))))
        at += used
        pause = draw(st.sampled_from(("", "", "", "", "", " uh", " um", " dash", ",")))
        words.append(word + (pause if at < len(digits) else ""))
    text = " ".join(words)
    return draw(st.sampled_from((str.lower, str.capitalize, str.upper)))(text)


@st.composite
def written(draw, digits):
    """Group the digits somehow, with one separator or none."""
    separator = draw(st.sampled_from(("", " ", "-", ".", "/", "  ", " - ", "\u00a0", "\u2013")))
    groups, at = [], 0
    while at < len(digits):
        size = draw(st.integers(2, 6))
        groups.append(digits[at : at + size])
        at += size
    return separator.join(groups)


def either(digits):
    return st.one_of(spoken(digits), written(digits))


def number_words(text):
    found = re.findall(r"[a-z]+|\d+", text.lower())
    return [w for w in found if w in {*UNITS, *TEENS, *TENS[2:]} or w.isdigit()]


def left_over(planted, before, after):
    """Return the number words of the output that are not from around the planted text."""
    shown = redact(before + planted + after).text
    kept = re.sub(r"\[[^\]]*\]", " ", shown)
    return list((Counter(number_words(kept)) - Counter(number_words(before + after))).elements())


@given(st.data(), card_digits(), BEFORE, AFTER)
def test_no_card_number_is_left(data, digits, before, after):
    assert left_over(data.draw(either(digits)), before, after) == []


@given(st.data(), st.sampled_from((10, 11, 12)).flatmap(digits_of), BEFORE, AFTER)
def test_no_phone_number_is_left(data, digits, before, after):
    assert left_over(data.draw(either(digits)), before, after) == []


@given(digits_of(10), st.sampled_from(("({}) {}-{}", "{}-{}-{}", "+1 {} {} {}", "{}.{}.{}")))
def test_no_american_phone_number_is_left(digits, shape):
    planted = shape.format(digits[:3], digits[3:6], digits[6:])
    assert redact(f"call {planted} now").text == "call [phone number masked] now"


@given(st.data(), digits_of(7), st.sampled_from(("my phone is ", "call me on ", "my number is ")))
def test_a_short_phone_number_is_hidden_where_it_is_called_one(data, digits, before):
    assert left_over(data.draw(either(digits)), before, " please") == []


@given(st.data(), digits_of(9), BEFORE, AFTER)
def test_no_social_security_number_is_left(data, digits, before, after):
    shape = st.just(f"{digits[:3]}-{digits[3:5]}-{digits[5:]}")
    assert left_over(data.draw(st.one_of(either(digits), shape)), before, after) == []


@given(st.data(), digits_of(6), st.text("abcdefghjklmnpqrstwxyz", min_size=2, max_size=2))
def test_no_national_insurance_number_is_left(data, digits, prefix):
    tail = data.draw(st.sampled_from("abcd"))
    one, two = prefix
    said = data.draw(spoken(digits))
    for planted in (
        f"{prefix}{digits}{tail}".upper(),
        f"{prefix} {digits[:2]} {digits[2:4]} {digits[4:]} {tail}",
        f"{one} {two} {said} {tail}",
    ):
        assert left_over(planted, "it is ", " okay") == []


NAMES = st.from_regex(r"[a-z]{3,8}", fullmatch=True).filter(
    lambda name: name not in {"the", "was", "look", "for", "and", "mail", "email", "you", "use"}
)
DOMAINS = st.sampled_from(("gmail", "yahoo", "example", "post office", "my firm"))
ENDS = st.sampled_from((("com",), ("org",), ("co", "uk"), ("de",)))


@given(st.lists(NAMES, min_size=1, max_size=3), DOMAINS, ENDS, st.data())
def test_no_e_mail_address_is_left(names, domain, ends, data):
    join = data.draw(st.sampled_from(("dot", "underscore", "dash")))
    sign = {"dot": ".", "underscore": "_", "dash": "-"}[join]
    spoken_form = f" {join} ".join(names) + f" at {domain} dot " + " dot ".join(ends)
    written_form = sign.join(names) + "@" + domain.replace(" ", "") + "." + ".".join(ends)
    for planted in (spoken_form, spoken_form.upper(), written_form, written_form.title()):
        shown = redact(f"my email is {planted} thank you").text
        assert shown == "my email is [e-mail masked] thank you"


@given(
    st.sampled_from(("order number", "ticket", "reference number is", "case", "order is")),
    st.integers(4, 12).flatmap(digits_of),
    st.data(),
)  # fmt: skip
def test_order_numbers_survive(called, digits, data):
    said = f"my {called} {data.draw(st.one_of(spoken(digits), st.just(digits)))} okay"
    assert redact(said).text == said


@given(st.integers(0, 999_999), st.integers(0, 99), st.sampled_from("$€£"))
def test_amounts_survive(whole, cents, sign):
    for said in (f"{sign}{whole:,}.{cents:02}", f"{sign}{whole}", f"{whole:,}.{cents:02} dollars"):
        assert redact(f"I paid {said} for it").text == f"I paid {said} for it"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.times())
def test_dates_and_times_survive(day, time):
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d %B %Y"):
        said = f"it was {day.strftime(shape)} at {time:%H:%M} or so"
        assert redact(said).text == said


@given(st.text(), st.text(), st.text())
def test_redacting_twice_changes_nothing(text, before, after):
    once = redact(text, before=before, after=after).text
    assert redact(redact(once).text).text == redact(once).text


WORDS = st.lists(
    st.sampled_from(
        ("four", "one", "double", "oh", "12", "4111", "at", "gmail", "dot", "com", "order",
         "number", "card", "is", "my", "social", "q", "a", "[number masked]", "uh", "hundred", "+",
         "(", ".", "GB29", "phone", "$", "45.00", "back", "security", "code", "third", "@", "x")
    ),
    max_size=24,
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_redacting_twice_changes_nothing_in_talk(text):
    once = redact(text).text
    assert redact(once).text == once
