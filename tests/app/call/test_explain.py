"""`hearback explain` prints the very sum that was made."""

import json
import math
import re
from pathlib import Path

import pytest

from app.__main__ import main
from app.call import explain, stream
from app.call.actions import NotSo, encode_action
from app.call.session import CallSession
from app.call.weights import MOST
from speech.events import Emotion, encode
from tests.app.call.talk import QUIET_PACK, Talk

CALL = Path(__file__).parents[2] / "data" / "streams" / "charged-twice.vosk.jsonl"


@pytest.fixture
def moody(tmp_path: Path) -> Path:
    """Return a recorded call in which a mood was read and contradicted."""
    talk = Talk()
    for _ in range(3):
        talk.customer("it is the third time i am calling about this xylophone")
        read = {"utterance": talk.ids["customer"], "scores": {}, "valence": -0.5}
        talk.click(Emotion(t=talk.t + 0.6, moods={"angry": 0.9}, intensity=2.0, **read))
        talk.agent("one moment", gap=1.5)
    talk.click(NotSo(t=talk.t, kind="mood", utterance=2))
    file = tmp_path / "call.jsonl"
    lines = [
        encode_action(one) if isinstance(one, NotSo) else encode(one) for one in talk.recorded()
    ]
    file.write_bytes(b"".join(lines))
    return file


def test_the_printed_sum_is_the_risk(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(CALL)]) == 0
    told = capsys.readouterr().out
    session = CallSession(QUIET_PACK)
    track = [session.feed(event).state.risk.value for event in stream.load(CALL)]
    assert f"the risk is {max(track):.2f}, level high" in told
    assert "charged twice" in told
    assert re.search(r"Together: .* = " + f"{max(track):.2f}", told)


@pytest.mark.parametrize("at", [0.0, 12.0, 50.0, 95.0, 1_000.0])
def test_every_share_is_the_product_of_its_factors(
    at: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(CALL), "--at", str(at), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    families = dict.fromkeys(MOST, 1.0)
    for part in found["parts"]:
        factors = ("agrees", "not_so", "decay", "faded", "repeat")
        share = part["signal"]["weight"] * math.prod(part[name] for name in factors)
        assert part["share"] == pytest.approx(share, abs=1e-4)
        assert part["decay"] == pytest.approx(math.prod(ease["factor"] for ease in part["eased"]))
        families[part["family"]] *= 1 - part["share"]
    for family, left in families.items():
        assert found["families"][family] == pytest.approx(min(1 - left, MOST[family]), abs=1e-3)
    if not found["held"]:
        value = 1 - math.prod(1 - share for share in found["families"].values())
        assert found["value"] == pytest.approx(value, abs=1e-3)


def test_moods_and_contradictions_stand_in_it(
    moody: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(moody), "--at", "999"]) == 0
    told = capsys.readouterr().out
    assert "[mood-angry]" in told
    assert "Last read mood: still angry" in told
    assert "xylophone" not in told
    session = CallSession(QUIET_PACK)
    found = explain.moment(session, stream.load(moody), None)
    assert found.risk.value == max(point.value for point in session.state.risk.track)


def test_nothing_is_explained_as_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "call.jsonl"
    file.write_bytes(b"".join(encode(one) for one in Talk().recorded()))
    assert main(["explain", str(file)]) == 0
    assert "Nothing that was noticed counts" in capsys.readouterr().out


@pytest.mark.parametrize("at", ["-1", "soon"])
def test_a_moment_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(SystemExit):
        main(["explain", str(CALL), "--at", at])
