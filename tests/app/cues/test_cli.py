"""`hearback packs check`, through the door that everyone uses."""

import json

import pytest

from app.__main__ import main


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path / "home"))


BAD = """format = "hearback-pack/1"
[pack]
id = "acme"
title = "Acme"
version = "1"
[[rule]]
id = "slow"
moment = "validate"
said = ["so slow"]
phrasings = ["Calm down!", "We are sorry, so sorry, and I promise it will definitely end."]
"""


def test_the_built_in_pack_is_sound(capsys):
    assert main(["packs", "check"]) == 0
    said = capsys.readouterr().out
    assert "Nothing to mend." in said
    assert "validate" in said


def test_counts_as_json(capsys):
    assert main(["packs", "check", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert report["rules"] == sum(report["moments"].values()) >= 40
    assert report["pack"]["id"] == "default"
    assert report["warnings"] == []


def test_doubtful_wording_is_a_warning(tmp_path, capsys):
    (tmp_path / "acme.toml").write_text(BAD, "utf-8")
    assert main(["packs", "check", str(tmp_path), "--json"]) == 0
    whys = [found["why"] for found in json.loads(capsys.readouterr().out)["warnings"]]
    assert any("tells them how to feel" in why for why in whys)
    assert any("promises" in why for why in whys)
    assert "says sorry twice" in whys
    assert "shouts" in whys


def test_a_mistake_ends_it_with_one(tmp_path, capsys):
    (tmp_path / "acme.toml").write_text(BAD.replace("said", "sayd"), "utf-8")
    assert main(["packs", "check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "acme.toml, line 9: unknown key 'sayd'. Did you mean 'said'?" in said.out
    assert main(["packs", "check", str(tmp_path), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["problems"]
    assert found["line"] == 9


def test_wrong_usage_is_two(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["packs"])
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_no_pack_is_one_sentence(tmp_path, capsys):
    assert main(["packs", "check", str(tmp_path / "none")]) == 1
    said = capsys.readouterr()
    assert said.err == (
        f"hearback: {tmp_path / 'none'}: there is no phrase pack here. "
        "Name a folder with *.toml files.\n"
    )
    assert main(["packs", "check", str(tmp_path / "none"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
