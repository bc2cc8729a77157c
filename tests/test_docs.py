"""What README and docs name is there: pages, pictures, commands, settings, events."""

import re
from pathlib import Path

import msgspec
import pytest

from app.__main__ import VERBS, build_parser
from app.settings import Settings
from speech import events

ROOT = Path(__file__).parent.parent
README, DOCS = ROOT / "README.md", sorted((ROOT / "docs").glob("*.md"))
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
VERB = {verb.name: verb for verb in VERBS}
ACTIONS = {"outbox", "models", "packs", "feedback"}
"""Verbs whose next word is a verb too."""
PAGES = pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)


def links(page: Path) -> list[Path]:
    found = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    return [(page.parent / link).resolve() for link in found if "://" not in link]


@PAGES
def test_every_link_leads_somewhere(page: Path):
    assert [link for link in links(page) if not link.exists()] == []


def test_every_page_can_be_reached_from_the_readme():
    reached, ahead = {README}, [README]
    while ahead:
        new = {link for link in links(ahead.pop()) if link.suffix == ".md"} - reached
        reached |= new
        ahead += new
    assert reached >= set(DOCS)


@PAGES
def test_every_command_exists(page: Path):
    commands = re.findall(r"\bhearback ([a-z][a-z-]+)(?: ([a-z-]+))?", page.read_text())
    for verb, action in commands:
        assert verb in VERB, f"hearback {verb}"
        words = [verb, action] if action and verb in ACTIONS else [verb]
        with pytest.raises(SystemExit) as left:
            build_parser(VERB[verb]).parse_args([*words, "--help"])
        assert left.value.code == 0, f"hearback {' '.join(words)}"


def test_every_setting_is_told_with_its_default():
    default = msgspec.to_builtins(Settings())
    told = {
        (section, key): msgspec.json.decode(value)
        for section, key, value in re.findall(
            r"^\| `(\w+)\.(\w+)` \| `([^`]+)` \|", ARCHITECTURE, re.MULTILINE
        )
    }
    assert told == {
        (section, key): value for section, keys in default.items() for key, value in keys.items()
    }


def test_every_event_is_told_with_its_fields():
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", ARCHITECTURE, re.MULTILINE))
    for kind in events.Event.__subclasses__():
        tag = kind.__struct_config__.tag
        own = set(kind.__struct_fields__) - {"t", "mono"}
        assert own <= set(re.findall(r"`(\w+)`", rows[tag])), tag
