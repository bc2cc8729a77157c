"""`hearback feedback`: what you called "not so", to be read, labeled, exported or deleted."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app import settings as user_settings
from app.feedback import export
from app.feedback.example import MOODS, Kept, labeled
from app.feedback.store import LONGEST, MOST, Examples, begun, open_examples
from app.folders import Folders
from models.errors import BadInputError

DESCRIPTION = f"""\
When you say “not so” to something that Hearback has read, it keeps that utterance on this computer,
encrypted and with numbers and names masked, so that the reading can be put right some day. At most
{MOST} are kept, and none longer than {LONGEST.days} days. They go nowhere by themselves: `export`
writes a file, if you agree, and what happens with that file is up to you.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.description = DESCRIPTION
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def add(name: str, words: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", help="print JSON")
        return made

    add("list", "show what is kept, word for word")
    label = add("label", "say what it really was, so that it can be learned from")
    label.add_argument("id", metavar="ID", help="as `list` prints it")
    label.add_argument("mood", metavar="MOOD", help=", ".join(MOODS))
    label.add_argument(
        "--intensity", type=int, metavar="N", help="1 (to be noticed) … 3 (fills the line); else 2"
    )
    drop = add("drop", "delete one of them")
    drop.add_argument("id", metavar="ID", help="as `list` prints it")
    out = add("export", "write all of them into a file for retraining, if you agree")
    out.add_argument("file", metavar="FILE", type=Path, help="a new file, JSON lines")
    out.add_argument(
        "--i-agree",
        action="store_true",
        help="you have read what is in it; without this it is said, and nothing is written",
    )
    out.formatter_class = argparse.RawDescriptionHelpFormatter
    out.epilog = export.WHAT_IS_IN_IT
    add("clear", "delete all of them")


def run(args: argparse.Namespace, folders: Folders) -> int:
    """Do it; return the exit status. Raises HearbackError."""
    keeping = user_settings.load(folders.settings_file).feedback.keep
    if args.action == "export" and not args.i_agree:
        print(export.WHAT_IS_IN_IT)
        raise BadInputError(
            "export: no consent", "Nothing was written. If you agree, say so with --i-agree."
        )
    if not begun(folders):
        return _nothing(args, keeping=keeping)
    with open_examples(folders) as examples:
        if examples.notice and not args.json:
            print(examples.notice)
        examples.forget_old(datetime.now(UTC).date())
        match args.action:
            case "list":
                _list(examples, keeping=keeping, as_json=args.json)
            case "label":
                _label(examples, args)
            case "drop":
                _drop(examples, args)
            case "export":
                number = export.write(examples.all(), args.file)
                _say(args, f"{_lines(number)} in {args.file}.", exported=number)
            case _:
                number = examples.clear()
                _say(args, f"{_kept(number)} deleted.", deleted=number)
    return 0


def _nothing(args: argparse.Namespace, *, keeping: bool) -> int:
    match args.action:
        case "list" if args.json:
            _print({"keeping": keeping, "count": 0, "examples": []})
        case "list":
            print(f"Nothing is kept. {_rule(keeping=keeping)}")
        case "clear":
            _say(args, f"{_kept(0)} deleted.", deleted=0)
        case "export":
            raise BadInputError("nothing to export", "There is nothing to export.")
        case _:
            raise _unknown(args.id)
    return 0


def _list(examples: Examples, *, keeping: bool, as_json: bool) -> None:
    found = examples.all()
    if as_json:
        _print({"keeping": keeping, "count": len(found), "examples": found})
        return
    for example in found:
        print(f"{example.id[:8]}  {example.day}  {example.reading}: not so{_label_of(example)}")
        for text in (*example.before, example.text):
            if text:
                print(f"          “{text}”")
    print(f"{_kept(len(found))} kept. {_rule(keeping=keeping)}")


def _label_of(example: Kept) -> str:
    return f", but {example.label}" if example.label else ""


def _label(examples: Examples, args: argparse.Namespace) -> None:
    example = labeled(_found(examples, args.id), args.mood, args.intensity)
    examples.change(example)
    words = f"{example.id[:8]}: {example.label}."
    _say(args, words, id=example.id, label=example.label, intensity=example.label_intensity)


def _drop(examples: Examples, args: argparse.Namespace) -> None:
    example = _found(examples, args.id)
    examples.drop(example.id)
    _say(args, f"{example.id[:8]} is gone.", id=example.id)


def _found(examples: Examples, wanted: str) -> Kept:
    found = [one for one in examples.all() if wanted and one.id.startswith(wanted)]
    if len(found) != 1:
        raise _unknown(wanted)
    return found[0]


def _unknown(wanted: str) -> BadInputError:
    return BadInputError(
        "unknown id", f"There is no {wanted!r}; `hearback feedback list` shows what is kept."
    )


def _kept(number: int) -> str:
    return f"{number} “not so”"


def _lines(number: int) -> str:
    return "1 line is" if number == 1 else f"{number} lines are"


def _rule(*, keeping: bool) -> str:
    if not keeping:
        return "Keeping is switched off in the settings."
    return f"At most {MOST} are kept, none longer than {LONGEST.days} days."


def _say(args: argparse.Namespace, words: str, **values: object) -> None:
    if args.json:
        _print(values)
    else:
        print(words)


def _print(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
