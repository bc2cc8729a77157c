"""Training: passes over examples in length-bucketed batches, AdamW with a linear fall.

Arithmetic runs in bfloat16 where the processor has it (twice as fast), weights stay in 32 bits.
One seed fixes order, views and dropout; the same machine lands on the same weights.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.training.encode import Encoder, Said, batches, earlier, pad
from models.training.examples import Examples
from models.training.network import Before, Network, Reading
from models.training.views import Mishear, Mix, shown

Floats = NDArray[np.float32]
TELL_EVERY = 50
Tell = Callable[[str], None]
"""Is given a line of progress now and then."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage of training."""

    name: str
    passes: int
    rate: float
    """Highest learning rate; reached after a twentieth of the steps, then falling to 0."""
    mix: Mix
    batch: int = 64
    decay: float = 0.01
    seed: int = 20261120
    labels: float = 10.0
    """Weight of the mean loss over the 28 labels; the other weights are beside it."""
    moods: float = 1.0
    intensity: float = 0.3
    valence: float = 0.5
    meaning: float = 1.0
    smooth: float = 0.05
    """Share of a mood's certainty given to the other moods."""


@dataclass(frozen=True, slots=True)
class Part:
    """The examples of a stage; `meaning` [n, 384] is what each embedding should be near to."""

    examples: Examples
    meaning: Floats


@dataclass(frozen=True, slots=True)
class Learner:
    """A network with what it needs in order to learn."""

    net: Network
    encoder: Encoder
    mishear: Mishear | None
    tell: Tell

    def learn(self, part: Part, plan: Plan) -> None:
        """Train the network in place."""
        torch.manual_seed(plan.seed)
        rng = np.random.default_rng(plan.seed)
        optimizer = _optimizer(self.net, plan)
        steps = plan.passes * -(-len(part.examples) // plan.batch)
        targets = [torch.from_numpy(a) for a in (*part.examples.arrays(), part.meaning)]
        self.net.train()
        losses: list[float] = []
        for lap in range(plan.passes):
            views = shown(part.examples, plan.mix, self.mishear, rng)
            lines = self.encoder.encode(*views, plan.mix.before_tokens)
            for rows in batches([len(line) for line in lines], plan.batch, rng):
                _set_rate(optimizer, (len(losses) + 1) / steps)
                reading = forward(self.net, [lines[row] for row in rows])
                index = torch.tensor(rows)
                loss = _loss(reading, [target[index] for target in targets], plan)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
                optimizer.step()
                losses.append(float(loss.detach()))
                if len(losses) % TELL_EVERY == 0:
                    where = f"pass {lap + 1}/{plan.passes}, step {len(losses)}/{steps}"
                    self.tell(f"{plan.name}: {where}, loss {np.mean(losses[-TELL_EVERY:]):.3f}")
        self.net.eval()


def _set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    """Set the learning rate for a step that ends at `share` 0…1 of the stage."""
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * min(share * 20, (1 - share) / 0.95 + 1e-6)


def forward(net: Network, lines: list[Said], *, fast: bool = True) -> Reading:
    """Return what the network says of lines of tokens; `fast`: in bfloat16 where it may."""
    ids, mask = (torch.from_numpy(array) for array in pad([line.ids for line in lines]))
    then = earlier(lines)
    before = then and Before(*(torch.from_numpy(getattr(then, f)) for f in Before.__slots__))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST and fast):
        reading = net(ids, mask, before)
    return Reading(*(getattr(reading, name).float() for name in Reading.__slots__))


def read(
    net: Network, lines: list[Said], batch: int = 128, *, fast: bool = True
) -> dict[str, Floats]:
    """Return every head's output for all lines, in their order."""
    order = sorted(range(len(lines)), key=lambda row: len(lines[row]))
    found: dict[str, list[Floats]] = {name: [] for name in Reading.__slots__}
    net.eval()
    with torch.inference_mode():
        for begin in range(0, len(order), batch):
            said = forward(net, [lines[row] for row in order[begin : begin + batch]], fast=fast)
            for name, column in found.items():
                column.append(getattr(said, name).numpy())
    back = np.argsort(order)
    return {name: np.concatenate(column)[back] for name, column in found.items()}


FAST = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
"""Whether this processor multiplies bfloat16 at speed."""


def _optimizer(net: Network, plan: Plan) -> torch.optim.Optimizer:
    """Return AdamW: no decay on biases and norms, five times the rate on the new heads."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, weight in net.named_parameters():
        decay = plan.decay if weight.ndim > 1 else 0.0
        fresh = name.split(".")[0] in {"labels", "moods", "intensity", "valence"}
        groups.setdefault((plan.rate * (5 if fresh else 1), decay), []).append(weight)
    return torch.optim.AdamW(
        [{"params": ps, "lr": r, "peak": r, "weight_decay": d} for (r, d), ps in groups.items()],
        betas=(0.9, 0.98),
        fused=True,
    )


def _loss(reading: Reading, targets: list[torch.Tensor], plan: Plan) -> torch.Tensor:
    labels, labels_w, moods, moods_w, intensity, intensity_w, valence, valence_w, meaning = targets
    n = len(labels)
    each = functional.binary_cross_entropy_with_logits(reading.labels, labels, reduction="none")
    soft = moods * (1 - plan.smooth) + plan.smooth / moods.shape[1]
    choice = -(soft * functional.log_softmax(reading.moods, dim=1)).sum(1)
    strength = (reading.intensity[:, 0] - intensity).square()
    pleasant = (reading.valence[:, 0] - valence).square()
    near = 1 - (reading.embedding * meaning).sum(1)
    total: torch.Tensor = (
        plan.labels * (each.mean(1) * labels_w).sum()
        + plan.moods * (choice * moods_w).sum()
        + plan.intensity * (strength * intensity_w).sum()
        + plan.valence * (pleasant * valence_w).sum()
        + plan.meaning * near.sum()
    ) / n
    return total
