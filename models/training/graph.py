"""The network as an ONNX graph, in 32-bit floats or with 8-bit weights.

Written out node by node instead of traced, so that it holds only what is needed: query, key and
value in one product where they are of the same tokens, the attention scale folded into the weights,
one line at a time and so neither batch nor mask. Tokens are the first axis, so that heads are found
by strides and not by copies. What is remembered of earlier lines comes in as it went out with them.
With `bits` the weights of every large product are rounded per column and the inputs as they come
(dynamic quantizing, as onnxruntime fuses it); word vectors per token.
"""

from collections.abc import Mapping
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

WIDTH, HEADS, LAYERS, ALONE = 384, 12, 6, 4
OPSET, IR = 20, 9
CONTRIB = "com.microsoft"
"""Where onnxruntime keeps the operators that ONNX does not have."""
INPUTS: dict[str, list[str | int]] = {
    "input_ids": ["tokens"],
    "before": ["earlier", WIDTH],
    "turns": ["earlier"],
}
"""Token ids of the line; its memory of those before, and how long ago each was: 0 or 1."""
OUTPUTS = {"labels": 28, "moods": 8, "intensity": 1, "valence": 1, "embedding": WIDTH}
MEMORY = "memory"
"""The output that later lines are given: [tokens, 384]."""


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
        """Return a·b of [tokens, heads, features], turned on the way instead of before."""
        return self.one("FusedMatMul", a, b, domain=CONTRIB, **turned)

    def norm(self, x: str, weight: Array, bias: Array) -> str:
        scale, shift = self.constant(weight), self.constant(bias)
        return self.one("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)


def build(weights: Weights, bits: int | None) -> onnx.ModelProto:
    """Return the checked model; see `INPUTS`, `OUTPUTS` and `MEMORY`."""
    b = Builder(bits)
    x = _vectors(b, weights)
    for number in range(ALONE):
        x = _layer(b, _of_layer(weights, number), x, "")
    memory = x
    when = b.one("Gather", b.constant(weights["earlier.weight"]), "turns")
    known = b.one("Add", "before", when)
    for number in range(ALONE, LAYERS):
        x = _layer(b, _of_layer(weights, number), x, known)
    out = _heads(b, weights, x, memory)
    for name, value in out.items():
        b.nodes.append(helper.make_node("Identity", [value], [name]))
    return _model(b)


def _of_layer(weights: Weights, number: int) -> Weights:
    prefix = f"layers.{number}."
    return {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}


def _vectors(b: Builder, weights: Weights) -> str:
    words = weights["words.weight"]
    if b.bits is None:
        x = b.one("Gather", b.constant(words), "input_ids")
    else:
        whole, scale = per_row(words)
        x = b.one("Gather", b.constant(whole, np.int8), "input_ids")
        size = b.one("Gather", b.constant(scale[:, None]), "input_ids")
        x = b.one("Mul", b.one("Cast", x, to=TensorProto.FLOAT), size)
    start, length = b.constant([0], np.int64), b.one("Shape", "input_ids")
    along = b.constant(weights["places.weight"] + weights["segments.weight"][0])
    x = b.one("Add", x, b.one("Slice", along, start, length, start))
    return b.norm(x, weights["norm.weight"], weights["norm.bias"])


def _layer(b: Builder, w: Weights, x: str, known: str) -> str:
    """Return what a layer makes of x, which looks at itself and at what is `known` besides."""
    scale = np.float32((WIDTH / HEADS) ** -0.5)
    query = w["query.weight"] * scale, w["query.bias"] * scale
    others = (w["key.weight"], w["key.bias"]), (w["value.weight"], w["value.bias"])
    if known:
        (q,) = _by_head(b, x, query)
        k, v = _by_head(b, b.one("Concat", known, x, axis=0), *others)
    else:
        q, k, v = _by_head(b, x, query, *others)
    match = b.product(q, k, transBatchA=1, transBatchB=1, transB=1)
    seen = b.product(b.one("Softmax", match, axis=-1), v, transBatchB=1)
    seen = b.one("Transpose", seen, perm=[1, 0, 2])
    seen = b.one("Reshape", seen, b.constant([0, WIDTH], np.int64))
    x = b.one("Add", x, b.linear(seen, w["out.weight"], w["out.bias"]))
    x = b.norm(x, w["norm1.weight"], w["norm1.bias"])
    inner = b.one("Gelu", b.linear(x, w["inner.weight"], w["inner.bias"]))
    x = b.one("Add", x, b.linear(inner, w["outer.weight"], w["outer.bias"]))
    return b.norm(x, w["norm2.weight"], w["norm2.bias"])


def _by_head(b: Builder, x: str, *parts: tuple[Array, Array]) -> list[str]:
    """Return each linear part of x, [tokens, heads, features of one], in one product."""
    weight, bias = (np.concatenate(each) for each in zip(*parts, strict=True))
    shape = b.constant([0, len(parts) * HEADS, WIDTH // HEADS], np.int64)
    joined = b.one("Reshape", b.linear(x, weight, bias), shape)
    if len(parts) == 1:
        return [joined]
    return b.add("Split", joined, outputs=len(parts), axis=1, num_outputs=len(parts))


def _heads(b: Builder, w: Weights, x: str, memory: str) -> dict[str, str]:
    """Return what holds each output."""
    first = b.constant([0], np.int64)
    pooled = b.one("ReduceMean", x, first, keepdims=1)
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
    meant = b.one("ReduceMean", memory, first, keepdims=1)
    meaning = b.linear(meant, w["meaning.weight"], w["meaning.bias"])
    long = b.one("ReduceL2", meaning, b.constant([1], np.int64), keepdims=1)
    out["embedding"] = b.one("Div", meaning, b.one("Max", long, b.constant(1e-12)))
    return {**out, MEMORY: memory}


def _model(b: Builder) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(
            name, TensorProto.FLOAT if name == "before" else TensorProto.INT64, shape
        )
        for name, shape in INPUTS.items()
    ]
    shapes: dict[str, list[str | int]] = {name: [1, size] for name, size in OUTPUTS.items()}
    shapes[MEMORY] = ["tokens", WIDTH]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    ]
    graph = helper.make_graph(b.nodes, "emotion-en", inputs, outputs, b.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="hearback")
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model
