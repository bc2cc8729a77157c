"""Text as recognizers write it: lower case, no punctuation, numbers in words.

What people type (comments of GoEmotions) is brought into the form that the model meets on a call,
so that it never learns to lean on an exclamation mark it will not be shown. The form is a fixed
point: text that a recognizer wrote comes back as it was.
"""

import hashlib
import re
import unicodedata

NAMES = (
    "james", "mary", "robert", "linda", "david", "susan", "thomas", "karen", "daniel", "nancy",
    "mohammed", "fatima", "ahmed", "aisha", "omar", "layla", "ali", "sara", "hassan", "maryam",
    "raj", "priya", "arjun", "anita", "ravi", "sunita", "vijay", "deepa", "sanjay", "meera",
    "wei", "ming", "mei", "jun", "chen", "yuki", "kim", "linh", "tran", "hana",
    "jose", "maria", "carlos", "rosa", "juan", "lucia", "miguel", "carmen", "diego", "elena",
    "darnell", "keisha", "tyrone", "ebony", "jamal", "imani", "andre", "kofi", "ama", "malik",
    "sean", "bridget", "liam", "nora", "ivan", "olga", "anna", "peter", "hans", "eva",
)  # fmt: skip
"""Stand where a comment says [NAME]: from many places, so that no name carries a feeling."""

CREEDS = ("christian", "muslim", "hindu", "jewish", "buddhist", "sikh", "catholic")
"""Stand where a comment says [RELIGION]."""

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
UNITS = {"$": "dollars", "£": "pounds", "€": "euros"}
SHORT = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "vs": "versus", "ok": "okay", "u": "you",
    "ur": "your", "im": "i'm", "dont": "don't", "cant": "can't", "didnt": "didn't",
    "doesnt": "doesn't", "isnt": "isn't", "wont": "won't", "thats": "that's", "ive": "i've",
    "youre": "you're", "theyre": "they're", "wasnt": "wasn't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "thx": "thanks", "pls": "please", "plz": "please", "w": "with",
}  # fmt: skip
"""Spellings that nobody speaks: a recognizer writes the word."""

_PLACE = re.compile(r"\[(name|religion)\]", re.IGNORECASE)
_LINK = re.compile(r"\(?https?://\S+\)?|\br/(?=\w)|\bu/(?=\w)", re.IGNORECASE)
_MONEY = re.compile(r"([$£€])\s?(\d[\d,]*)(?:\.(\d\d))?")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")
_ORDINAL = re.compile(r"\b(\d{1,4})(st|nd|rd|th)\b")
_DECIMAL = re.compile(r"\b(\d+)\.(\d+)\b")
_YEAR = re.compile(r"\b(1[1-9]|20)(\d\d)(s?)\b")
_DECADE = re.compile(r"\b([2-9]0)'?s\b")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


def recognizer_form(text: str, key: str = "") -> str:
    """Return `text` in recognizer form; `key` picks the names that stand for [NAME].

    The same key gives the same names, so that a test set is the same text everywhere.
    """
    text = _PLACE.sub(lambda found: _stand_in(found, key), text)
    text = _LINK.sub(" ", text)
    text = text.replace("’", "'").replace("‘", "'").replace("&", " and ").replace("%", " percent ")
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(char for char in text if not unicodedata.combining(char))
    if any(char.isdigit() for char in text):
        text = _numbers(text)
    return " ".join(SHORT.get(word, word) for word in _WORD.findall(text))


def cardinal(number: int) -> str:
    """Return a number below 10^12 in words, without "and" as recognizers mostly write it."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f" {ONES[ones]}" if ones else "")
    for size, name in (
        (10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"),
    ):  # fmt: skip
        if number >= size:
            many, rest = divmod(number, size)
            return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")
    raise AssertionError(number)


def ordinal(number: int) -> str:
    """Return "twenty first" for 21."""
    *before, last = cardinal(number).split()
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join([*before, last])


def digits(text: str) -> str:
    """Return digits said one by one, as people say account numbers."""
    return " ".join(ONES[int(char)] for char in text)


def _numbers(text: str) -> str:
    text = _GROUPED.sub("", text)
    text = _MONEY.sub(_money, text)
    text = _CLOCK.sub(lambda found: f" {_spoken(found[1])} {_minutes(found[2])} ", text)
    text = _ORDINAL.sub(lambda found: f" {ordinal(int(found[1]))} ", text)
    text = _DECIMAL.sub(lambda found: f" {_spoken(found[1])} point {digits(found[2])} ", text)
    text = _YEAR.sub(_year, text)
    text = _DECADE.sub(lambda found: f" {cardinal(int(found[1]))[:-1]}ies ", text)
    return _NUMBER.sub(lambda found: f" {_spoken(found[0])} ", text)


def _money(found: re.Match[str]) -> str:
    cents = f" {_spoken(found[3])}" if found[3] and found[3] != "00" else ""
    return f" {_spoken(found[2].replace(',', ''))} {UNITS[found[1]]}{cents} "


def _minutes(text: str) -> str:
    if text == "00":
        return "o'clock"
    return f"oh {ONES[int(text[1])]}" if text[0] == "0" else cardinal(int(text))


def _year(found: re.Match[str]) -> str:
    century, rest = int(found[1]), int(found[2])
    if century == 20 and rest < 10:
        said = cardinal(2000 + rest)
    elif rest == 0:
        said = f"{cardinal(century)} hundred"
    elif rest < 10:
        said = f"{cardinal(century)} oh {ONES[rest]}"
    else:
        said = f"{cardinal(century)} {cardinal(rest)}"
    if found[3]:
        said = said[:-1] + "ies" if said.endswith("y") else said + "s"
    return f" {said} "


def _spoken(text: str) -> str:
    if len(text) > 6 or (text[0] == "0" and len(text) > 1):
        return digits("".join(str(int(char)) for char in text[:24]))
    return cardinal(int(text))


def _stand_in(found: re.Match[str], key: str) -> str:
    pool = NAMES if found[1].lower() == "name" else CREEDS
    digest = hashlib.sha256(f"{key}:{found.start()}".encode()).digest()
    return pool[int.from_bytes(digest[:4], "big") % len(pool)]
