"""Writes the measured figures into docs/what-is-heard.md, in words that an agent would use.

    hearback bench models calls --json > figures.json
    python -m tests.bench.plain_words figures.json

What was not measured keeps its row as it was, so that no figure is ever invented.
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "what-is-heard.md"
BEGIN, END = "<!-- figures: tests/bench/plain_words.py -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One question that an agent may ask, and the figure that answers it."""

    figure: str
    question: str
    answer: str = "{hundred:.0f} of 100"


ROWS = (
    Row("mood_right_when_sure", "When it names a mood, how often is it the right one, or its close "
        "neighbor (angry and frustrated, satisfied and thankful)?"),
    Row("mood_said", "How often does it name a mood at all? Else there is a dash."),
    Row("frustration_auc", "Given one thing said in frustration and one that is not, how often "
        "does it tell which is which? (A coin: 50 of 100.)"),
    Row("emotion_ece", "How far is it off when it says how sure it is?", "{hundred:.0f} in 100"),
    Row("escalations_flagged", "Calls that escalate: how many show *High* at the turn, or one "
        "thing said later at the latest?"),
    Row("escalations_watched", "And *Watch* or *High*?"),
    Row("calm_high", "Calm calls: how many ever show *High*, for nothing?"),
    Row("calm_watch", "Calm calls: how many ever show *Watch*, for nothing?"),
    Row("grumbles_high", "Calls of mild grumbling: how many ever show *High*?"),
    Row("care_high", "Sad, worried or confused calls: how many ever show *High*?"),
    Row("cue_precision", "Cues: how many fit the moment in which they come?"),
    Row("recovery", "Customers who are helped: how many come down within three things said?"),
    Row("fairness_moved", "The same complaint in another dialect, in a second language's phrasing, "
        "with other names or pronouns: how far does the reading move, for the group where it moves "
        "most?", "{hundred:.0f} in 100"),
)  # fmt: skip


def table(found: Mapping[str, float]) -> str:
    """Return the rows that were measured, as Markdown. `found`: shares 0…1 by figure."""
    lines = ["| question | answer | figure |", "|---|---|---|"]
    for row in ROWS:
        if row.figure in found:
            answer = row.answer.format(hundred=100 * found[row.figure])
            lines.append(f"| {row.question} | {answer} | `{row.figure}` |")
    return "\n".join(lines)


def known(page: str) -> dict[str, float]:
    """Return the figures that stand in the page, as shares."""
    rows = re.findall(r"^\| .+ \| (\d+) (?:of|in) 100 \| `(\w+)` \|$", page, re.MULTILINE)
    return {figure: int(hundred) / 100 for hundred, figure in rows}


def written(page: str, found: Mapping[str, float]) -> str:
    """Return the page with these figures in its table, and those it had where there are none."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table({**known(page), **found})}\n\n{END}{tail}"


def values(figures: Mapping[str, Mapping[str, object]]) -> dict[str, float]:
    """Return the shares 0…1 of what `hearback bench --json` printed."""
    found = {name: float(str(figure["value"])) for name, figure in figures.items()}
    beside = str(figures.get("mood_right_when_sure", {}).get("beside", ""))
    if said := re.search(r"said on (\d+)%", beside):
        found["mood_said"] = int(said[1]) / 100
    return found


if __name__ == "__main__":
    printed = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    PAGE.write_text(written(PAGE.read_text("utf-8"), values(printed)), "utf-8")
