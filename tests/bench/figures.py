"""A measured figure beside its goal and what it is compared with, as a table and as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`ok` when `value` does not exceed `goal`, or with `at_least` does not fall short of it.

    `beside`: what the same run gave without us; `rivals`: what others reached at the same task.
    """

    name: str
    value: float
    unit: str
    goal: float
    what: str
    beside: str = ""
    """ "bare PySide6 window: 410 ms"; empty where the figure is itself a ratio."""
    at_least: bool = False
    rivals: Mapping[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def rule(self) -> str:
        """The goal as it is read: "≤ 300"."""
        return f"{'≥' if self.at_least else '≤'} {self.goal:g}"

    def as_json(self) -> dict[str, object]:
        return {
            "value": round(self.value, 3),
            "unit": self.unit,
            "goal": self.goal,
            "at_least": self.at_least,
            "ok": self.ok,
            "what": self.what,
            "beside": self.beside,
            "rivals": {name: round(value, 3) for name, value in self.rivals.items()},
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not be measured here, and why, in one sentence."""

    why: str


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` (0…1) of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no values")
    return ranked[max(0, -(-len(ranked) * round(share * 100) // 100) - 1)]


def show(figures: Iterable[Figure], console: Console) -> None:
    table = Table("figure", "value", "goal", "", "compared with", title="hearback bench")
    for figure in figures:
        table.add_row(
            f"{figure.name}\n[dim]{figure.what}[/dim]",
            f"{figure.value:.3g} {figure.unit}",
            figure.rule,
            "[green]met[/green]" if figure.ok else "[red]missed[/red]",
            "\n".join(part for part in (_ranked(figure.rivals), figure.beside) if part),
        )
    console.print(table)


def _ranked(rivals: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3g}" for name, value in rivals.items())
