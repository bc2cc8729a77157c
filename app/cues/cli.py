"""`hearback packs check`: says whether a phrase pack is sound and sounds like a good agent."""

import argparse
from collections import Counter
from pathlib import Path

import msgspec

import resources
from app.cues.pack import PackError, Problem, load_pack
from app.cues.rules import Pack
from app.cues.wording import Doubt, doubts
from app.folders import Folders


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = parser.add_subparsers(dest="packs_verb", metavar="WHAT", required=True)
    check = verbs.add_parser(
        "check",
        help="read a pack and say what is wrong with it",
        description="Reads all *.toml of a folder as one phrase pack. Mistakes end it with status "
        "1, each with file, line and cure; doubtful wording is a warning.",
    )
    check.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="the pack; default: the built-in one"
    )
    check.add_argument("--json", action="store_true", help="one JSON object instead of text")


def run(args: argparse.Namespace, folders: Folders) -> int:  # noqa: ARG001  every verb takes both
    """Check one pack. Returns 0, or 1 if it cannot be used; raises where there is none."""
    folder: Path = args.folder or resources.path("packs/default")
    try:
        pack = load_pack(folder)
    except PackError as error:
        if args.json:
            _print_json({"ok": False, "problems": [_problem(p) for p in error.problems]})
        elif error.problems[0].line == 0:
            raise
        else:
            for problem in error.problems:
                print(problem)
            print(f"{_counted(len(error.problems), 'mistake')}: the pack cannot be used.")
        return 1
    found = list(doubts(pack))
    if args.json:
        _print_json(_report(pack, found))
    else:
        _print_text(pack, found)
    return 0


def _problem(problem: Problem) -> dict[str, object]:
    return {**problem._asdict(), "file": str(problem.file)}


def _report(pack: Pack, found: list[Doubt]) -> dict[str, object]:
    return {
        "ok": True,
        "pack": pack.about,
        "rules": len(pack.rules),
        "triggers": sum(len(rule.said) for rule in pack.rules),
        "phrasings": sum(len(rule.phrasings) for rule in pack.rules),
        "moments": Counter(rule.moment for rule in pack.rules),
        "warnings": [doubt._asdict() for doubt in found],
    }


def _print_json(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _print_text(pack: Pack, found: list[Doubt]) -> None:
    about = pack.about
    print(f"{about.title} ({about.id} {about.version}, {about.language})")
    phrasings = sum(len(rule.phrasings) for rule in pack.rules)
    triggers = sum(len(rule.said) for rule in pack.rules)
    print(
        f"{_counted(len(pack.rules), 'rule')}, {_counted(triggers, 'trigger')}, "
        f"{_counted(phrasings, 'phrasing')}"
    )
    for moment, count in Counter(rule.moment for rule in pack.rules).items():
        print(f"  {moment:<13}{count:>3}")
    for doubt in found:
        print(f"warning: {doubt.rule}: {doubt.why}; {doubt.cure}.")
        print(f"  {doubt.text}")
    print("Nothing to mend." if not found else f"{_counted(len(found), 'warning')}.")


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
