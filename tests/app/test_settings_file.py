"""Changing a setting keeps comments, order, line ends and everything else, or changes nothing."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import load
from app.settings_file import changed, keep
from models.errors import BadInputError

FILE = """\
# mine
[helpdesk]
kind = "rt"  # ours
url = "https://rt.example.com"

[audio] # ears
# the softphone
customer = 'old.monitor'   # until May
watch_for_calls = true

[window]
theme = "dark"
"""
BOTH = {"customer": "new.monitor", "agent": "usb mic"}


def test_only_the_lines_of_the_values_change():
    after = changed(FILE, "audio", BOTH)
    assert after == FILE.replace("'old.monitor'   #", '"new.monitor"   #').replace(
        "watch_for_calls = true\n", 'watch_for_calls = true\nagent = "usb mic"\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[audio]\ncustomer = "new.monitor"\nagent = "usb mic"\n'),
        (
            "# only this",
            '# only this\n\n[audio]\ncustomer = "new.monitor"\nagent = "usb mic"\n',
        ),
        ('[audio]\r\nagent = "a"', '[audio]\r\nagent = "usb mic"\r\ncustomer = "new.monitor"'),
    ],
)
def test_a_section_is_added_and_line_ends_are_kept(before, after):
    done = changed(before, "audio", BOTH)
    assert tomllib.loads(done) == tomllib.loads(after)
    assert done.count("\r\n") in {0, done.count("\n")}
    assert done.startswith(before.split("\r")[0])


def test_the_default_is_written_only_where_something_else_stood():
    assert changed("", "audio", {"customer": "", "agent": ""}) == ""
    assert 'customer = ""' in changed(FILE, "audio", {"customer": "", "agent": ""})
    assert changed(FILE, "audio", {"customer": "old.monitor"}) == FILE


@pytest.mark.parametrize(
    "text",
    [
        'audio = { customer = "a" }',
        'audio.customer = "a"',
        "audio = 3",
        '[audio]\ncustomer = """\na\n"""',
        "[audio",
        'x = """\n[audio]\ncustomer = "b"\n"""',
    ],
)
def test_what_cannot_be_followed_is_left_alone_and_said(tmp_path, text):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    if text.startswith("x"):
        keep(file, "window", {"theme": "dark"})
        assert tomllib.loads(file.read_text())["x"] == tomllib.loads(text)["x"]
        file.write_text(text)
    with pytest.raises(BadInputError) as raised:
        keep(file, "audio", BOTH)
    assert 'customer = "new.monitor"' in raised.value.person
    assert file.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["settings.toml"]


def test_the_file_keeps_its_rights_and_its_link(tmp_path):
    real = tmp_path / "dotfiles.toml"
    real.write_text(FILE)
    real.chmod(0o640)
    link = tmp_path / "settings.toml"
    link.symlink_to(real)
    keep(link, "audio", BOTH)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert load(link).audio.agent == "usb mic"
    keep(tmp_path / "new" / "settings.toml", "audio", BOTH)
    assert load(tmp_path / "new" / "settings.toml").audio.customer == "new.monitor"


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    folder = tmp_path / "file"
    folder.write_text("")
    with pytest.raises(BadInputError):
        keep(folder / "settings.toml", "audio", BOTH)


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=30)


@given(
    customer=NAMES,
    agent=NAMES,
    rest=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers(), max_size=4),
    comment=st.text(st.characters(codec="ascii", categories=["L", "P", "Zs"]), max_size=20),
)
def test_any_name_comes_back_and_nothing_else_changes(customer, agent, rest, comment):
    rest = {key: value for key, value in rest.items() if key not in BOTH}
    body = "".join(f"{key} = {value} # {comment}\n" for key, value in rest.items())
    text = f'[audio]\n{body}customer = "x" # {comment}\n[window]\n{body}'
    after = changed(text, "audio", {"customer": customer, "agent": agent})
    read = tomllib.loads(after)
    assert read["window"] == rest
    assert read["audio"] == {**rest, "customer": customer, **({"agent": agent} if agent else {})}
    assert after.count("#") == text.count("#") + customer.count("#") + agent.count("#")
