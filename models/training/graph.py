"""The network as an ONNX graph, in 32-bit floats or with 8-bit weights.

Written out node by node instead of traced, so that it holds only what is needed: query, key and
value in one product, the attention scale folded into the weights, context found from the separators
in the ids themselves. Tokens are the first axis, so that heads are found by strides and not by
copies, and the last layer is asked only for the utterance's own tokens, the only ones that a head
looks at: with context, a tenth of the time. With `bits` the weights of every large product are
rounded per column and the inputs as they come (dynamic quantizing, as onnxruntime fuses it); word
vectors per token.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.training.quantize import per_column, per_row

Array = NDArray[np.generic]
Weights = Mapping[str, NDArray[np.float32]]
"""By the names of `network.Network`; linear weights as torch keeps them, [out, in]."""

WIDTH, HEADS, LAYERS, POSITIONS = 384, 12, 6, 64
OPSET, IR = 20, 9
CONTRIB = "com.microsoft"
"""Where onnxruntime keeps the operators that ONNX does not have."""
OUTPUTS = {"labels": 28, "moods": 8, "intensity": 1, "valence": 1, "embedding": WIDTH}


@dataclass(slots=True)
class Builder:
    """Collects nodes and constants; every method returns the name of what it adds."""

    bits: int | None
    """Of the weights: 8, or 7 where sums of 8-bit products must not overflow; None: floats."""
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    _count: int = 0

    def constant(self, value: object, kind: type[np.generic] = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def add(self, op: str, *inputs: str, outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"n{self._count + i}" for i in range(outputs)]
        self._count += outputs
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names

    def one(self, op: str, *inputs: str, **attributes: Any) -> str:
        return self.add(op, *inputs, **attributes)[0]

    def linear(self, x: str, weight: Array, bias: Array, *, rounded: bool = True) -> str:
        """Return x·Wᵀ + b."""
        columns = np.ascontiguousarray(np.asarray(weight, np.float32).T)
        if self.bits is None or not rounded:
            product = self.one("MatMul", x, self.constant(columns))
            return self.one("Add", product, self.constant(bias))
        whole, scale = per_column(columns, self.bits)
        low, size, zero = self.add("DynamicQuantizeLinear", x, outputs=3)
        centre = self.constant(0, np.int8)
        product = self.one("MatMulInteger", low, self.constant(whole, np.int8), zero, centre)
        both = self.one("Mul", size, self.constant(scale))
        real = self.one("Mul", self.one("Cast", product, to=TensorProto.FLOAT), both)
        return self.one("Add", real, self.constant(bias))

    def product(self, a: str, b: str, **turned: int) -> str:
        """Return a·b of [tokens, batch, heads, features], turned on the way instead of before."""
        return self.one("FusedMatMul", a, b, domain=CONTRIB, **turned)

    def norm(self, x: str, weight: Array, bias: Array) -> str:
        scale, shift = self.constant(weight), self.constant(bias)
        return self.one("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)


@dataclass(frozen=True, slots=True)
class Places:
    """What the ids say of every token, by the names of what holds it."""

    ids: str
    """[tokens, batch]."""
    second: str
    """[tokens, batch, 1]: 1 in the second segment, 0 in the first."""
    hidden: str
    """[batch, 1, 1, tokens]: what hides padding; [batch, 1, 1, 1] of zeros where there is none,
    for adding one number to all is cheaper than adding a row."""
    begins: str
    """[1]: the first token that is any line's own."""
    share: str
    """[tokens from there, batch, 1]: the share of each in the mean of its line."""


def build(weights: Weights, separator: int, bits: int | None) -> onnx.ModelProto:
    """Return the checked model; inputs `input_ids` and `attention_mask`, int64 [batch, tokens].

    Every line ends with the separator, and what pads it is another token.
    """
    b = Builder(bits)
    places = _places(b, separator)
    x = _vectors(b, weights, places)
    for number in range(LAYERS):
        prefix = f"layers.{number}."
        mine = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        x = _layer(b, mine, x, places, last=number == LAYERS - 1)
    _heads(b, weights, x, places.share)
    return _model(b)


def _places(b: Builder, separator: int) -> Places:
    one, first, last = b.constant(1.0), b.constant([0], np.int64), b.constant([2], np.int64)
    ids = b.one("Transpose", "input_ids", perm=[1, 0])
    ends = b.one("Equal", ids, b.constant(separator, np.int64))
    ends = b.one("Cast", ends, to=TensorProto.FLOAT)
    before = b.one("CumSum", ends, b.constant(0, np.int64), exclusive=1)
    own = b.one("Sub", b.one("ReduceSum", ends, first, keepdims=1), one)
    here = b.one("Cast", b.one("Equal", before, own), to=TensorProto.FLOAT)
    share = b.one("Div", here, b.one("ReduceSum", here, first, keepdims=1))
    begins = b.one("ArgMax", here, axis=0, keepdims=0)
    begins = b.one("ReduceMin", begins, first, keepdims=1)
    return Places(
        ids=ids,
        second=b.one("Unsqueeze", b.one("Min", before, one), last),
        hidden=_hidden(b),
        begins=begins,
        share=b.one("Unsqueeze", _from(b, share, begins), last),
    )


def _hidden(b: Builder) -> str:
    first, second = b.constant([0], np.int64), b.constant([1], np.int64)
    mask = b.one("Cast", "attention_mask", to=TensorProto.FLOAT)
    hidden = b.one("Mul", b.one("Sub", mask, b.constant(1.0)), b.constant(10000.0))
    full = b.one("ReduceMin", "attention_mask", second, keepdims=0)
    full = b.one("ReduceMin", full, first, keepdims=1)
    most = b.one("Mul", full, b.constant([POSITIONS], np.int64))
    width = b.one("Sub", b.constant([1 + POSITIONS], np.int64), most)
    hidden = b.one("Slice", hidden, first, width, second)
    return b.one("Unsqueeze", hidden, b.constant([1, 2], np.int64))


def _from(b: Builder, x: str, begins: str) -> str:
    """Return the tokens of x from `begins` on."""
    return b.one("Slice", x, begins, b.constant([POSITIONS], np.int64), b.constant([0], np.int64))


def _vectors(b: Builder, weights: Weights, places: Places) -> str:
    words = weights["words.weight"]
    if b.bits is None:
        x = b.one("Gather", b.constant(words), places.ids)
    else:
        whole, scale = per_row(words)
        x = b.one("Gather", b.constant(whole, np.int8), places.ids)
        size = b.one("Gather", b.constant(scale[:, None]), places.ids)
        x = b.one("Mul", b.one("Cast", x, to=TensorProto.FLOAT), size)
    first, second = weights["segments.weight"]
    start, length = b.constant([0], np.int64), b.one("Shape", places.ids, start=0, end=1)
    along = b.constant((weights["places.weight"] + first)[:, None])
    x = b.one("Add", x, b.one("Slice", along, start, length, start))
    x = b.one("Add", x, b.one("Mul", places.second, b.constant(second - first)))
    return b.norm(x, weights["norm.weight"], weights["norm.bias"])


def _layer(b: Builder, w: Weights, x: str, places: Places, *, last: bool) -> str:
    scale = np.float32((WIDTH / HEADS) ** -0.5)
    query = w["query.weight"] * scale, w["query.bias"] * scale
    others = (w["key.weight"], w["key.bias"]), (w["value.weight"], w["value.bias"])
    if last:
        k, v = _by_head(b, x, *others)
        x = _from(b, x, places.begins)
        (q,) = _by_head(b, x, query)
    else:
        q, k, v = _by_head(b, x, query, *others)
    match = b.product(q, k, transBatchA=1, transBatchB=1, transB=1)
    seen = b.one("Softmax", b.one("Add", match, places.hidden), axis=-1)
    seen = b.one("Transpose", b.product(seen, v, transBatchB=1), perm=[2, 0, 1, 3])
    seen = b.one("Reshape", seen, b.constant([0, 0, WIDTH], np.int64))
    x = b.one("Add", x, b.linear(seen, w["out.weight"], w["out.bias"]))
    x = b.norm(x, w["norm1.weight"], w["norm1.bias"])
    inner = b.one("Gelu", b.linear(x, w["inner.weight"], w["inner.bias"]))
    x = b.one("Add", x, b.linear(inner, w["outer.weight"], w["outer.bias"]))
    return b.norm(x, w["norm2.weight"], w["norm2.bias"])


def _by_head(b: Builder, x: str, *parts: tuple[Array, Array]) -> list[str]:
    """Return each linear part of x, [tokens, batch, heads, features of one], in one product."""
    weight, bias = (np.concatenate(each) for each in zip(*parts, strict=True))
    shape = b.constant([0, 0, len(parts) * HEADS, WIDTH // HEADS], np.int64)
    joined = b.one("Reshape", b.linear(x, weight, bias), shape)
    return b.add("Split", joined, outputs=len(parts), axis=2, num_outputs=len(parts))


def _heads(b: Builder, w: Weights, x: str, share: str) -> None:
    pooled = b.one("ReduceSum", b.one("Mul", x, share), b.constant([0], np.int64), keepdims=0)
    names = [name for name in OUTPUTS if name != "embedding"]
    weight, bias = (
        np.concatenate([w[f"{name}.{part}"] for name in names]) for part in ("weight", "bias")
    )
    joined = b.linear(pooled, weight, bias, rounded=False)
    sizes = b.constant([OUTPUTS[name] for name in names], np.int64)
    split = b.add("Split", joined, sizes, outputs=len(names), axis=1)
    out = dict(zip(names, split, strict=True))
    out["intensity"] = b.one("Mul", b.one("Sigmoid", out["intensity"]), b.constant(3.0))
    out["valence"] = b.one("Tanh", out["valence"])
    meaning = b.linear(pooled, w["meaning.weight"], w["meaning.bias"])
    long = b.one("ReduceL2", meaning, b.constant([1], np.int64), keepdims=1)
    out["embedding"] = b.one("Div", meaning, b.one("Max", long, b.constant(1e-12)))
    for name, value in out.items():
        b.nodes.append(helper.make_node("Identity", [value], [name]))


def _model(b: Builder) -> onnx.ModelProto:
    shape: Sequence[str | int] = ("batch", "tokens")
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ("batch", size))
        for name, size in OUTPUTS.items()
    ]
    graph = helper.make_graph(b.nodes, "emotion-en", inputs, outputs, b.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="hearback")
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model
