"""A verb whose parts are not all installed says so in a sentence."""

import argparse

import pytest

from app import __main__ as program
from app.__main__ import Verb, load


@pytest.fixture
def verbs(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name: str, source: str) -> Verb:
        (tmp_path / f"{name}.py").write_text(source, "utf-8")
        return Verb("try-it", name, "try it")

    return make


def test_a_package_that_is_missing_is_named_and_where_to_get_it(verbs, monkeypatch, capsys):
    verb = verbs("verb_without_package", "import nowhere_to_be_found.deep\n")
    monkeypatch.setattr(program, "VERBS", (*program.VERBS, verb))
    monkeypatch.setenv("HOME", "/nonexistent")
    assert program.main(["try-it"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("hearback: `hearback try-it` needs the package nowhere_to_be_found,")
    assert "Install Hearback again" in told


def test_a_verb_that_does_not_ship_works_from_a_checkout_only():
    with pytest.raises(program.HearbackError, match="not installed") as refused:
        load(Verb("bench", "no_tests_here.bench.cli", "measure"))
    assert "from a source checkout only" in refused.value.person


def test_a_mistake_of_our_own_is_not_dressed_up(verbs):
    with pytest.raises(ModuleNotFoundError):
        load(verbs("verb_with_a_mistake", "import app.no_such_room\n"))


def test_a_verb_that_is_whole_is_loaded(verbs):
    source = "def configure(parser):\n    parser.add_argument('x')\n"
    parser = argparse.ArgumentParser()
    load(verbs("verb_that_is_whole", source)).configure(parser)
    assert parser.parse_args(["1"]).x == "1"
