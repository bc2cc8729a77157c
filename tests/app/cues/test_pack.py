"""A pack with a mistake is refused with file, line, what and the cure."""

import pytest

from app.cues.pack import PackError, load_pack
from models.errors import BadInputError

HEAD = """format = "hearback-pack/1"
[pack]
id = "acme"
title = "Acme"
version = "1.2"

"""
RULE = """[[rule]]
id = "slow"
moment = "validate"
said = ["so slow", "takes forever"]
phrasings = ["That takes long. Here's what I see."]
"""


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        return tmp_path

    return write


def problem(folder):
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems[0]


def test_files_are_read_in_the_order_of_their_names(folder):
    second = 'format = "hearback-pack/1"\n' + RULE.replace("slow", "late")
    pack = load_pack(folder(b=second, a=HEAD + RULE))
    assert [rule.id for rule in pack.rules] == ["slow", "late"]
    assert pack.about.title == "Acme"


@pytest.mark.parametrize(
    ("rule", "line", "what", "cure"),
    [
        (RULE.replace("said =", "sayd ="), 10, "unknown key 'sayd'", "Did you mean 'said'?"),
        (RULE.replace('"validate"', '"validat"'), 9, "'validat'", "Did you mean 'validate'?"),
        (RULE + 'signal = "doublecharge"\n', 12, "'doublecharge'", "'double-charge'"),
        (RULE + 'quiet_after = [\n  "gref",\n]\n', 13, "'gref'", "'grief'"),
        (RULE + 'also_high = ["distress"]\n', 12, "beside no signal", "first one the signal"),
        (RULE + "most = 0\n", 12, "most is wrong", ">= 1"),
        (RULE + 'most = "two"\n', 12, "most is wrong", "`int`"),
        (RULE + 'level = { minimum = "high" }\n', 12, "'level.minimum'", "'min'"),
        (RULE + 'level.min = "hi"\n', 12, "level.min cannot be 'hi'", "high"),
        (RULE + 'level = { min = "high", max = "calm" }\n', 12, "above", "Swap"),
        (RULE.replace('"so slow"', '"so"'), 10, "'so' alone", "longer phrase"),
        (RULE.replace('"so slow"', '"…"'), 10, "no word", "take it out"),
        (RULE.replace("That takes long", "That " + "so " * 50 + "long"), 11, "179", "140"),
        (RULE.replace('["That takes long. Here\'s what I see."]', "[]"), 11, "no phrasing", "one"),
        (RULE.replace("That takes long. Here's what I see.", " "), 11, "empty", "Write it"),
        (RULE.replace('said = ["so slow", "takes forever"]', ""), 8, "nothing can", "Add said"),
        (RULE.replace('moment = "validate"\n', ""), 7, "'moment' is missing", "Add it"),
        (RULE + 'except = ["slow"]\n', 12, "silences 'so slow'", "longer"),
        (RULE + 'reason = "they said {words}"\n', 12, "{words}", "{heard}"),
        (RULE + "not_said_within = { seconds = 5, phrases = [] }\n", 12, "no phrases", "one"),
        (RULE.replace('"slow"', '"Slow One"'), 8, "id is wrong", "lower-case"),
        (RULE + RULE, 12, "'slow' is taken by line 7", "own id"),
        (RULE + "[oops\n", 12, "not TOML", "quote, comma or bracket"),
        (RULE.replace('forever"]', "forever]"), 10, "not TOML", "quote"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_its_cure(folder, rule, line, what, cure):
    found = problem(folder(acme=HEAD + rule))
    assert found.line == line, found
    assert what in found.what
    assert cure in found.cure


def test_the_sentence_for_the_person_says_it_all(folder):
    where = folder(acme=HEAD + RULE.replace("said =", "sayd ="))
    with pytest.raises(BadInputError) as caught:
        load_pack(where)
    file = where / "acme.toml"
    assert caught.value.person == f"{file}, line 10: unknown key 'sayd'. Did you mean 'said'?"


def test_every_mistake_is_told_at_once(folder):
    text = HEAD + RULE + RULE.replace("moment", "momnt") + RULE.replace("said", "sad")
    with pytest.raises(PackError) as caught:
        load_pack(folder(acme=text))
    assert [found.line for found in caught.value.problems] == [14, 20]
    assert "1 more" in caught.value.person


@pytest.mark.parametrize(
    ("text", "line", "what", "cure"),
    [
        (RULE, 1, "does not say its format", 'format = "hearback-pack/1"'),
        (HEAD.replace("pack/1", "pack/9") + RULE, 1, "'hearback-pack/9'", "another Hearback"),
        (HEAD.split("[pack]", maxsplit=1)[0] + RULE, 1, "which pack", "[pack]"),
        (HEAD, 1, "no rule", "[[rule]]"),
        (HEAD.replace('"1.2"', "1.2") + RULE, 5, "version is wrong", "`str`"),
        (HEAD.replace("title", "titel") + RULE, 4, "'titel'", "'title'"),
        (HEAD.replace("\n[pack]", "\nrules = 1\n[pack]") + RULE, 2, "'rules'", "'rule'"),
        (HEAD.replace("[pack]", 'rule = "none"\n[pack]'), 1, "[[rule]]", "[[rule]]"),
    ],
)
def test_the_frame_of_a_file_is_checked_too(folder, text, line, what, cure):
    found = problem(folder(acme=text))
    assert found.line == line, found
    assert what in found.what
    assert cure in found.cure


def test_two_files_cannot_both_be_the_pack(folder):
    assert "twice" in problem(folder(a=HEAD + RULE, b=HEAD)).what


def test_no_folder_no_files_no_text(folder, tmp_path):
    assert "no phrase pack" in problem(tmp_path / "missing").what
    assert "no phrase pack" in problem(tmp_path).what
    (tmp_path / "latin.toml").write_bytes(HEAD.encode() + b"# caf\xe9\n")
    found = problem(tmp_path)
    assert (found.line, found.what) == (7, "this is not UTF-8.")


def test_a_file_of_windows_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "acme.toml").write_bytes(("\ufeff" + HEAD + RULE).replace("\n", "\r\n").encode())
    assert len(load_pack(tmp_path).rules) == 1


def test_a_file_that_is_far_too_large_is_not_read(tmp_path):
    with (tmp_path / "acme.toml").open("wb") as file:
        file.truncate(3_000_000)
    assert "too large" in problem(tmp_path).what
