"""The network as an ONNX graph, in 32-bit floats or with 8-bit weights.

Written out node by node instead of traced, so that it holds only what is needed: query, key and
value in one product, the attention scale folded into the weights, context found from the separators
in the ids themselves. With `bits` the weights of every large product are rounded per column and the
inputs as they come (dynamic quantizing, as onnxruntime fuses it); word vectors per token.
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

WIDTH, HEADS, LAYERS = 384, 12, 6
OPSET, IR = 20, 9
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

    def norm(self, x: str, weight: Array, bias: Array) -> str:
        scale, shift = self.constant(weight), self.constant(bias)
        return self.one("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)


def build(weights: Weights, separator: int, bits: int | None) -> onnx.ModelProto:
    """Return the checked model; inputs `input_ids` and `attention_mask`, int64 [batch, tokens]."""
    b = Builder(bits)
    own, segment, bias = _masks(b, separator)
    x = _vectors(b, weights, segment)
    for number in range(LAYERS):
        prefix = f"layers.{number}."
        mine = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        x = _layer(b, mine, x, bias)
    _heads(b, weights, x, own)
    return _model(b)


def _masks(b: Builder, separator: int) -> tuple[str, str, str]:
    """Return the share of each own token [b, t, 1], the segment [b, t, 1], what hides padding."""
    zero, one, axis = b.constant(0.0), b.constant(1.0), b.constant([1], np.int64)
    mask = b.one("Cast", "attention_mask", to=TensorProto.FLOAT)
    last_axis = b.constant([2], np.int64)
    ends = b.one("Equal", "input_ids", b.constant(separator, np.int64))
    ends = b.one("Cast", ends, to=TensorProto.FLOAT)
    before = b.one("CumSum", ends, b.constant(1, np.int64), exclusive=1)
    empty = b.one("Sub", one, mask)
    padded = b.one("ReduceMax", empty, axis, keepdims=1)
    last = b.one("Sub", b.one("ReduceMax", before, axis, keepdims=1), padded)
    here = b.one("Cast", b.one("Equal", before, last), to=TensorProto.FLOAT)
    here = b.one("Mul", here, mask)
    share = b.one("Div", here, b.one("ReduceSum", here, axis, keepdims=1))
    later = b.one("Cast", b.one("Greater", before, zero), to=TensorProto.FLOAT)
    later = b.one("Mul", later, mask)
    hidden = b.one("Mul", empty, b.constant(-10000.0))
    hidden = b.one("Unsqueeze", hidden, b.constant([1, 2], np.int64))
    return (
        b.one("Unsqueeze", share, last_axis),
        b.one("Unsqueeze", later, last_axis),
        hidden,
    )


def _vectors(b: Builder, weights: Weights, segment: str) -> str:
    words = weights["words.weight"]
    if b.bits is None:
        x = b.one("Gather", b.constant(words), "input_ids")
    else:
        whole, scale = per_row(words)
        x = b.one("Gather", b.constant(whole, np.int8), "input_ids")
        size = b.one("Gather", b.constant(scale[:, None]), "input_ids")
        x = b.one("Mul", b.one("Cast", x, to=TensorProto.FLOAT), size)
    first, second = weights["segments.weight"]
    length = b.one("Shape", "input_ids", start=1, end=2)
    places = b.constant(weights["places.weight"] + first)
    places = b.one("Slice", places, b.constant([0], np.int64), length, b.constant([0], np.int64))
    x = b.one("Add", x, places)
    x = b.one("Add", x, b.one("Mul", segment, b.constant(second - first)))
    return b.norm(x, weights["norm.weight"], weights["norm.bias"])


def _layer(b: Builder, w: Weights, x: str, hidden: str) -> str:
    scale = np.float32((WIDTH / HEADS) ** -0.5)
    weight = np.concatenate([w["query.weight"] * scale, w["key.weight"], w["value.weight"]])
    bias = np.concatenate([w["query.bias"] * scale, w["key.bias"], w["value.bias"]])
    joined = b.linear(x, weight, bias)
    parts = b.add("Split", joined, outputs=3, axis=-1, num_outputs=3)
    shape = b.constant([0, 0, HEADS, WIDTH // HEADS], np.int64)
    q, k, v = (b.one("Reshape", part, shape) for part in parts)
    q, v = (b.one("Transpose", part, perm=[0, 2, 1, 3]) for part in (q, v))
    k = b.one("Transpose", k, perm=[0, 2, 3, 1])
    seen = b.one("Softmax", b.one("Add", b.one("MatMul", q, k), hidden), axis=-1)
    seen = b.one("Transpose", b.one("MatMul", seen, v), perm=[0, 2, 1, 3])
    seen = b.one("Reshape", seen, b.constant([0, 0, WIDTH], np.int64))
    x = b.one("Add", x, b.linear(seen, w["out.weight"], w["out.bias"]))
    x = b.norm(x, w["norm1.weight"], w["norm1.bias"])
    inner = b.one("Gelu", b.linear(x, w["inner.weight"], w["inner.bias"]))
    x = b.one("Add", x, b.linear(inner, w["outer.weight"], w["outer.bias"]))
    return b.norm(x, w["norm2.weight"], w["norm2.bias"])


def _heads(b: Builder, w: Weights, x: str, own: str) -> None:
    axis = b.constant([1], np.int64)
    pooled = b.one("ReduceSum", b.one("Mul", x, own), axis, keepdims=0)
    out = {
        name: b.linear(pooled, w[f"{name}.weight"], w[f"{name}.bias"], rounded=False)
        for name in ("labels", "moods", "intensity", "valence")
    }
    out["intensity"] = b.one("Mul", b.one("Sigmoid", out["intensity"]), b.constant(3.0))
    out["valence"] = b.one("Tanh", out["valence"])
    meaning = b.linear(pooled, w["meaning.weight"], w["meaning.bias"])
    long = b.one("ReduceL2", meaning, axis, keepdims=1)
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
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hearback"
    )
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model
