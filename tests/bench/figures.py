"""A measured figure beside its goal and what it is compared with, as a table and as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`ok` when `value` does not exceed `goal`. `beside`: what the same run gave without us."""

    name: str
    value: float
    unit: str
    goal: float
    what: str
    beside: str = ""
    """ "bare PySide6 window: 410 ms"; empty where the figure is itself a ratio."""

    @property
    def ok(self) -> bool:
        return self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        return {
            "value": round(self.value, 3),
            "unit": self.unit,
            "goal": self.goal,
            "ok": self.ok,
            "what": self.what,
            "beside": self.beside,
        }


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
            f"≤ {figure.goal:g}",
            "[green]met[/green]" if figure.ok else "[red]missed[/red]",
            figure.beside,
        )
    console.print(table)
