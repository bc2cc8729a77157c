"""Finding a key in the text of a TOML file: the parser forgets lines, and a person needs them."""

import re
from itertools import pairwise
from typing import NamedTuple

_RULE = re.compile(r"^\s*\[\[\s*rule\s*\]\]")
_TABLE = re.compile(r"^\s*\[")


class Block(NamedTuple):
    """Lines of a table, first (its header) to last, counted from 1."""

    first: int
    last: int


def rule_blocks(text: str) -> list[Block]:
    """Return the block of every `[[rule]]`, in order."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines, 1) if _RULE.match(line)]
    return [Block(start, following - 1) for start, following in pairwise([*starts, len(lines) + 1])]


def key_line(text: str, key: str, block: Block | None = None) -> int:
    """Return the line of a dotted key in a block (else at the top), its header if not found.

    `level.min` is looked for as `level.min =`, then as `min` within the line of `level =`.
    """
    lines = text.split("\n")
    if block is None:
        first_table = next((n for n, line in enumerate(lines, 1) if _TABLE.match(line)), None)
        block = Block(1, (first_table or len(lines) + 1) - 1)
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in parts[:length])
        pattern = re.compile(rf"^\s*(\[[\w.\s]*?)?{dotted}\s*[=.\]]")
        for number in range(block.first, block.last + 1):
            if pattern.match(lines[number - 1]):
                return number
    return block.first


def text_line(text: str, words: str, block: Block, key: str) -> int:
    """Return the line of a block on which a string stands, else that of its key."""
    start = key_line(text, key, block)
    lines = text.split("\n")
    for number in range(start, block.last + 1):
        if words in lines[number - 1]:
            return number
    return start
