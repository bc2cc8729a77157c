"""Four renderings of one note; golden files beside this one show them whole."""

import os
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.note import render
from app.note.compose import compose
from app.note.schema import Feeling, Note, NoteLine, Source
from models.errors import BadInputError
from tests.app.note import calls

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://evil.example/p.png)",
    "# heading\n\n---\n1. list\n> quote\n```\ncode",
    "https://evil.example and www.evil.example and a@evil.example",
    "</li></ul><img src=x onerror=alert(1)>",
    "*bold* _em_ `code` ~~gone~~ |table| &amp; \\",
    "a\u202eb\x00c",
)


def note_with(text):
    line = NoteLine(text, Source("customer", 1, 3.0))
    return Note(
        id="n1",
        created="2026-11-20T07:00:00+00:00",
        call_seconds=60.0,
        subject=text,
        reason=(line,),
        quotes=(line, line),
        feeling=Feeling(text, text, 2.0, text),
        tone=text,
        agent_line=text,
    )


@pytest.fixture(scope="module")
def note():
    return compose(
        calls.charged_twice(),
        note_id="7d3c5e0a-note",
        created="2026-11-20T07:00:00+00:00",
        ticket="4711",
    )


@pytest.mark.parametrize(
    ("file", "write"),
    [
        ("note.txt", render.text),
        ("note.md", render.markdown),
        ("note.html", render.html),
        ("note.json", render.json),
    ],
)
def test_renderings_are_as_agreed(note, file, write):
    golden = GOLDEN / file
    if os.environ.get("HEARBACK_WRITE_GOLDEN"):
        golden.write_text(write(note), "utf-8")
    assert write(note) == golden.read_text("utf-8")


def test_json_goes_round(note):
    assert render.read(render.json(note)) == note
    assert render.read(render.json(note).encode()) == note


@pytest.mark.parametrize("document", ["", "{}", "[1]", "not json", '{"version": 1}'])
def test_what_is_no_note_is_refused(document):
    with pytest.raises(BadInputError):
        render.read(document)


def test_a_note_of_another_version_is_refused(note):
    other = msgspec.structs.replace(note, version="hearback-note/99")
    with pytest.raises(BadInputError, match="version"):
        render.read(render.json(other))


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_markdown_holds_only_text(text):
    parser = MarkdownIt("gfm-like", {"linkify": False})
    tokens = parser.parse(render.markdown(note_with(text)))
    flat = [child for token in tokens for child in (token.children or [])] + tokens
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in flat}
    expected = {
        "heading", "inline", "paragraph", "strong", "bullet_list", "list_item", "text",
        "code_inline", "em", "text_special",
    }  # fmt: skip
    assert kinds <= expected
    headings = [token for token in tokens if token.type == "heading_open"]
    assert len(headings) == 1
    for token in flat:
        if token.type == "code_inline":
            assert token.content == "00:03"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(attrs)))


@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)))
def test_html_holds_only_our_tags(text):
    tags = Tags()
    tags.feed(render.html(note_with(text)))
    names = {tag for tag, _ in tags.seen}
    assert names <= {"p", "b", "br", "span", "ul", "li"}
    styles = {attrs for _, attrs in tags.seen if attrs}
    assert styles <= {(("style", "color: #5d6975"),)}


def test_plain_text_fits_a_terminal(note):
    assert all(len(line) <= render.WIDTH for line in render.text(note).splitlines())


def test_markdown_reads_back_as_what_was_written():
    text = HOSTILE[1]
    tokens = MarkdownIt().parse(render.markdown(note_with(text)))
    inline = [
        "".join(child.content for child in token.children) for token in tokens if token.children
    ]
    assert text in inline


def test_all_that_is_in_the_note_is_in_every_rendering(note):
    for write in (render.text, render.markdown, render.html):
        shown = " ".join(write(note).split())
        for label in ("Reason", "Wants", "Facts", "Tried", "Promised now", "How they are",
                      "Next step", "Tone", "In their words", "Timeline", "Root cause"):  # fmt: skip
            assert label in shown
