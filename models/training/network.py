"""The network: MiniLM-L6 with heads for labels, mood, intensity, valence and meaning.

A plain BERT encoder (Devlin et al., 2019) with the names of the published weights, so that they
load as they are, and five linear heads. What comes before the utterance is read as BERT's first
segment and only attended to: every head sees the mean over the utterance's own tokens, so a line
means the same with and without its context. Shapes: `b` lines, `t` tokens, 384 features.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

WIDTH = 384
HEADS = 12
LAYERS = 6
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
    """[b, 384], unit length: the meaning, whatever the feeling."""


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

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return [b, t, 384]; `mask` [b, 1, 1, t] is 0 at tokens and −10⁴ at padding.

        Written out: for lines this short, torch's own attention is the slower one.
        """
        rate = self.dropout if self.training else 0.0
        b, t, _ = x.shape
        q, k, v = (
            linear(x).view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2)
            for linear in (self.query, self.key, self.value)
        )
        match = q @ k.transpose(2, 3) * (WIDTH / HEADS) ** -0.5
        if mask is not None:
            match = match + mask
        seen = match.softmax(3).to(v.dtype) @ v
        seen = self.out(seen.transpose(1, 2).reshape(b, t, WIDTH))
        x = self.norm1(x + functional.dropout(seen, rate, self.training))
        fed = self.outer(functional.gelu(self.inner(x)))
        return self.norm2(x + functional.dropout(fed, rate, self.training))


class Network(nn.Module):
    """Encoder and heads; see the module's own words for what each head reads."""

    def __init__(self, tokens: int, separator: int, labels: int, moods: int) -> None:
        super().__init__()
        self.separator = separator
        self.dropout = 0.1
        self.words = nn.Embedding(tokens, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS))
        self.labels = nn.Linear(WIDTH, labels)
        self.moods = nn.Linear(WIDTH, moods)
        self.intensity = nn.Linear(WIDTH, 1)
        self.valence = nn.Linear(WIDTH, 1)
        self.meaning = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.meaning.weight)
        nn.init.zeros_(self.meaning.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> Reading:
        """Read token ids [b, t] whose `mask` [b, t] is 1 at tokens and 0 at padding."""
        before = torch.cumsum(ids.eq(self.separator), 1) - ids.eq(self.separator).long()
        last = before.max(1, keepdim=True).values.sub(mask.eq(0).any(1, keepdim=True).long())
        own = before.eq(last) & mask.bool()
        x = self.words(ids) + self.segments((before > 0).long() * mask)
        x = self.norm(x + self.places.weight[: ids.shape[1]])
        x = functional.dropout(x, self.dropout, self.training)
        wide = None if bool(mask.all()) else (mask[:, None, None, :] - 1).to(x.dtype) * 1e4
        for layer in self.layers:
            x = layer(x, wide)
        share = own.to(x.dtype)[:, :, None]
        pooled = ((x * share).sum(1) / share.sum(1)).float()
        read = functional.dropout(pooled, self.dropout, self.training)
        return Reading(
            labels=self.labels(read),
            moods=self.moods(read),
            intensity=3 * torch.sigmoid(self.intensity(read)),
            valence=torch.tanh(self.valence(read)),
            embedding=functional.normalize(self.meaning(pooled), dim=1),
        )


def from_base(weights: Path, kept: list[int], separator: int, labels: int, moods: int) -> Network:
    """Return a network with published MiniLM weights and new heads.

    `kept` are the ids, in the published vocabulary, of the tokens that stay, in their new order.
    """
    net = Network(len(kept), separator, labels, moods)
    theirs = load_file(weights)
    ours = net.state_dict()
    ours["words.weight"] = theirs["embeddings.word_embeddings.weight"][kept]
    ours["places.weight"] = theirs["embeddings.position_embeddings.weight"][:POSITIONS]
    ours["segments.weight"] = theirs["embeddings.token_type_embeddings.weight"]
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
