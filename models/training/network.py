"""The network: MiniLM-L6 with heads for labels, mood, intensity, valence and meaning.

A BERT encoder (Devlin et al., 2019) with the names of the published weights, so that they load as
they are, and five linear heads. Its lower layers read every utterance alone; that is what it means,
and what later utterances remember of it. Its upper ones read an utterance with what is remembered
of those before: their tokens, as the lower ones left them, are attended to and not worked on any
more. So nothing is ever read twice, however long the call. Every head sees a mean over the
utterance's own tokens. Shapes: `b` lines, `t` tokens, `c` earlier lines, `m` remembered tokens, 384
features.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from models.emotion_text import BEFORE_MOST

WIDTH = 384
HEADS = 12
LAYERS = 6
ALONE = 4
"""Layers that read an utterance by itself."""
INNER = 1536
POSITIONS = 64
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of a batch, before any calibration."""

    labels: torch.Tensor
    """[b, 28] logits, each label on its own."""
    moods: torch.Tensor
    """[b, 8] logits of one choice."""
    intensity: torch.Tensor
    """[b, 1], 0…3."""
    valence: torch.Tensor
    """[b, 1], −1…1."""
    embedding: torch.Tensor
    """[b, 384], unit length: the meaning, whatever the feeling and whatever was said before."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the customer said before each line of a batch."""

    ids: torch.Tensor
    """[c, t'], the earlier lines of all lines."""
    mask: torch.Tensor
    """[c, t'], 1 at tokens."""
    places: torch.Tensor
    """[b, m]: which of the c·t' tokens are remembered."""
    turns: torch.Tensor
    """[b, m]: 0 where it is of the utterance just before, 1 where of the one before that."""
    kept: torch.Tensor
    """[b, m]: 1 at remembered tokens, 0 at padding."""


class Layer(nn.Module):
    """One encoder layer, attention and feed-forward, normalized after each."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = dropout

    def forward(
        self, x: torch.Tensor, mask: torch.Tensor | None, before: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return [b, t, 384] of x [b, t, 384] and what is only looked at: before [b, m, 384].

        `mask` [b, 1, 1, m + t] is 0 at tokens and −10⁴ at padding.

        Written out: for lines this short, torch's own attention is the slower one.
        """
        rate = self.dropout if self.training else 0.0
        b, t, _ = x.shape
        seen = x if before is None else torch.cat([before.to(x.dtype), x], 1)
        q, k, v = (
            linear(of).view(b, -1, HEADS, WIDTH // HEADS).transpose(1, 2)
            for linear, of in ((self.query, x), (self.key, seen), (self.value, seen))
        )
        match = q @ k.transpose(2, 3) * (WIDTH / HEADS) ** -0.5
        if mask is not None:
            match = match + mask
        found = match.softmax(3).to(v.dtype) @ v
        found = self.out(found.transpose(1, 2).reshape(b, t, WIDTH))
        x = self.norm1(x + functional.dropout(found, rate, self.training))
        fed = self.outer(functional.gelu(self.inner(x)))
        return self.norm2(x + functional.dropout(fed, rate, self.training))


class Network(nn.Module):
    """Encoder and heads; see the module's own words for what each head reads."""

    def __init__(self, tokens: int, labels: int, moods: int, *, alone: int = ALONE) -> None:
        super().__init__()
        self.dropout = 0.1
        self.alone = alone
        self.words = nn.Embedding(tokens, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(1, WIDTH)
        self.earlier = nn.Embedding(BEFORE_MOST, WIDTH)
        nn.init.normal_(self.earlier.weight, std=0.02)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS))
        self.labels = nn.Linear(WIDTH, labels)
        self.moods = nn.Linear(WIDTH, moods)
        self.intensity = nn.Linear(WIDTH, 1)
        self.valence = nn.Linear(WIDTH, 1)
        self.meaning = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.meaning.weight)
        nn.init.zeros_(self.meaning.bias)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, before: Before | None = None
    ) -> Reading:
        """Read token ids [b, t] whose `mask` [b, t] is 1 at tokens and 0 at padding."""
        x = self._by_itself(ids, mask)
        meant = _mean(x, mask)
        known, hidden = self._remembered(before, x.dtype), _hidden(mask, x.dtype)
        if before is not None:
            both = torch.cat([before.kept, mask], 1)
            hidden = _hidden(both, x.dtype)
        for layer in self.layers[self.alone :]:
            x = layer(x, hidden, known)
        pooled = functional.dropout(_mean(x, mask), self.dropout, self.training)
        return Reading(
            labels=self.labels(pooled),
            moods=self.moods(pooled),
            intensity=3 * torch.sigmoid(self.intensity(pooled)),
            valence=torch.tanh(self.valence(pooled)),
            embedding=functional.normalize(self.meaning(meant), dim=1),
        )

    def _by_itself(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return what the lower layers make of lines, [b, t, 384]."""
        x = self.words(ids) + self.segments.weight[0]
        x = self.norm(x + self.places.weight[: ids.shape[1]])
        x = functional.dropout(x, self.dropout, self.training)
        for layer in self.layers[: self.alone]:
            x = layer(x, _hidden(mask, x.dtype))
        return x

    def _remembered(self, before: Before | None, kind: torch.dtype) -> torch.Tensor | None:
        """Return the remembered tokens, [b, m, 384]."""
        if before is None:
            return None
        states = self._by_itself(before.ids, before.mask).flatten(0, 1)
        return states[before.places].to(kind) + self.earlier(before.turns).to(kind)


def _mean(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    share = mask.to(x.dtype)[:, :, None]
    return ((x * share).sum(1) / share.sum(1)).float()


def _hidden(mask: torch.Tensor, kind: torch.dtype) -> torch.Tensor | None:
    """Return what hides padding, [b, 1, 1, t], or None where there is none."""
    return None if bool(mask.all()) else (mask[:, None, None, :] - 1).to(kind) * 1e4


def from_base(
    weights: Path, kept: list[int], labels: int, moods: int, *, alone: int = ALONE
) -> Network:
    """Return a network with published MiniLM weights and new heads.

    `kept` are the ids, in the published vocabulary, of the tokens that stay, in their new order;
    `alone` is `LAYERS` for the published encoder itself.
    """
    net = Network(len(kept), labels, moods, alone=alone)
    theirs = load_file(weights)
    ours = net.state_dict()
    ours["words.weight"] = theirs["embeddings.word_embeddings.weight"][kept]
    ours["places.weight"] = theirs["embeddings.position_embeddings.weight"][:POSITIONS]
    ours["segments.weight"] = theirs["embeddings.token_type_embeddings.weight"][:1]
    for part in ("weight", "bias"):
        ours[f"norm.{part}"] = theirs[f"embeddings.LayerNorm.{part}"]
        for number in range(LAYERS):
            for mine, name in PARTS.items():
                ours[f"layers.{number}.{mine}.{part}"] = theirs[
                    f"encoder.layer.{number}.{name}.{part}"
                ]
    net.load_state_dict(ours)
    return net


PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm2": "output.LayerNorm",
}
"""Our names of a layer's parts and those of the published weights."""
