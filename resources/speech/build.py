"""Make the built-in recognizer's language model and dictionary: see README.md.

``python -m resources.speech.build --data DIR``, where DIR holds banking77/train.csv. Takes a few
minutes and half a gigabyte; the same input gives the same files.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pocketsphinx

from resources.speech import mix, text, trie
from resources.speech.trie import Trigrams

HERE = Path(__file__).parent
CALLS = HERE.parents[1] / "models" / "training" / "calls"
MODEL, DICTIONARY = "support.lm.bin", "support.dict"
WORDS = 25_000
"""The support text's words and the stock model's most frequent."""
SHARE = 0.6
"""Of the support text in the mixture; chosen by docs/recognizers.md."""
UNHEARD = re.compile(r"bitch|cunt|fag(s$|got)|nigger|slut|whore|porn")
"""Words that are in no pronunciation, so that they are never heard. The stock model learned from
films and hears them in harmless ones ("it is okay"), and they would stand in a caption or a note.
What people do say in anger (damn, hell, shit) stays."""
PAIRS, TRIPLES = 150_000, 400_000
"""What fits into four and a half megabytes; a million triples more hear no better."""


def sentences(data: Path) -> list[list[str]]:
    """Return everything that support people and customers say here."""
    own = text.own_lines((HERE / "lines.txt").read_text(encoding="utf-8"))
    questions = text.banking_questions(data / "banking77" / "train.csv")
    return [*own, *text.call_lines(CALLS), *questions]


def pronunciations() -> dict[str, list[str]]:
    """Return the stock dictionary, and `words.dict`, each word with its lines."""
    lines: dict[str, list[str]] = {}
    stock = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    for file in (stock, HERE / "words.dict"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                lines.setdefault(line.split()[0].split("(")[0], []).append(line)
    return lines


def vocabulary(said: Iterable[list[str]], stock: Trigrams, known: dict[str, list[str]]) -> set[str]:
    """Return the words to know: new ones, those of the text, then the most frequent."""
    added = (HERE / "words.dict").read_text(encoding="utf-8").splitlines()
    words = {line.split()[0].split("(")[0] for line in added if line and line[0] != "#"}
    words |= {word for line in said for word in line if word in known}
    for index in np.argsort(-stock.single, kind="stable"):
        if len(words) >= WORDS:
            break
        if stock.words[index] in known:
            words.add(stock.words[index])
    return words


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    said = sentences(parser.parse_args().data)
    known = pronunciations()
    stock = trie.read(Path(pocketsphinx.get_model_path("en-us/en-us.lm.bin")))
    words = vocabulary(said, stock, known)
    kept = sorted(words | {"<s>", "</s>"})
    mixed = mix.mix(mix.count(said, kept), mix.restrict(stock, kept), SHARE)
    trie.write(mix.prune(mixed, PAIRS, TRIPLES), HERE / MODEL)
    lines = (line for word in sorted(words) if not UNHEARD.match(word) for line in known[word])
    (HERE / DICTIONARY).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
