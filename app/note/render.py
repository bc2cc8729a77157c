"""The note as text, Markdown, HTML and JSON. Nothing said on a call can break out of its line."""

import html as markup
import re
import textwrap

import msgspec

from app.note.outline import about, place, rows
from app.note.schema import VERSION, Note
from models.errors import BadInputError

WIDTH = 78
"""Characters of a line of plain text."""
_LABEL = 16
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\d{0,9})([-+=#.)])")
"""What could begin a heading, a list or an underline; the sign itself is escaped."""
_LINKS = re.compile(r"(?i)(?<=\w):(?=//)|(?<=www)\.|@")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_QUIET = "color: #5d6975"


def text(note: Note) -> str:
    """Return plain text, at most `WIDTH` characters wide, times in brackets."""
    parts = [_one_line(note.subject), about(note), ""]
    for row in rows(note):
        label = row.label
        for line in row.lines:
            when = place(line.source)
            said = _one_line(line.text) + (f"  [{when}]" if when else "")
            parts += textwrap.wrap(
                said,
                WIDTH,
                initial_indent=label.ljust(_LABEL),
                subsequent_indent=" " * _LABEL,
                break_on_hyphens=False,
            )
            label = ""
    return "\n".join([*parts, "", _footer(note), ""])


def markdown(note: Note) -> str:
    """Return Markdown in which every text of the note is only text: no link, no tag, no heading."""
    parts = [f"# {_escaped(note.subject)}", "", _escaped(about(note)), ""]
    for row in rows(note):
        parts += [f"**{row.label}**", ""]
        for line in row.lines:
            when = place(line.source)
            parts.append(f"- {_escaped(line.text)}" + (f" `{when}`" if when else ""))
        parts.append("")
    return "\n".join([*parts, f"*{_escaped(_footer(note))}*", ""])


def html(note: Note) -> str:
    """Return simple HTML for a helpdesk's comment: paragraphs, lists, bold; all text escaped."""
    parts = [
        f"<p><b>{_safe(_one_line(note.subject))}</b><br>",
        f'<span style="{_QUIET}">{_safe(about(note))}</span></p>',
    ]
    for row in rows(note):
        parts.append(f"<p><b>{_safe(row.label)}</b></p>")
        parts.append("<ul>")
        for line in row.lines:
            when = place(line.source)
            shown = f' <span style="{_QUIET}">{_safe(when)}</span>' if when else ""
            parts.append(f"<li>{_safe(_one_line(line.text))}{shown}</li>")
        parts.append("</ul>")
    parts.append(f'<p><span style="{_QUIET}">{_safe(_footer(note))}</span></p>')
    return "\n".join(parts) + "\n"


def json(note: Note) -> str:
    """Return the whole document, readable, with a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(note), indent=2).decode() + "\n"


def read(document: bytes | str) -> Note:
    """Return the note that `json` wrote. Raises BadInputError for anything else."""
    try:
        note = msgspec.json.decode(document, type=Note)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInputError("note: not a note document", "This is not a Hearback note.") from error
    if note.version != VERSION:
        log = f"note: version {note.version[:40]!r}"
        raise BadInputError(log, "This note was written by another version of Hearback.")
    return note


def _footer(note: Note) -> str:
    return f"Written by Hearback from the call, sent by the agent · {note.id}"


def _one_line(said: str) -> str:
    """Return the text without line breaks and without invisible signs that reorder or end it."""
    return " ".join(_INVISIBLE.sub("", said).split())


def _escaped(said: str) -> str:
    plain = _MARKDOWN.sub(r"\\\1", _one_line(said))
    plain = _LINKS.sub(lambda match: "\\" + match[0], plain)
    return _LINE_START.sub(r"\1\\\2", plain)


def _safe(said: str) -> str:
    return markup.escape(said, quote=True)
