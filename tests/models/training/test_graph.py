"""The graph: what each head is given, what rounding costs. Two layers, few tokens."""

import numpy as np
import onnxruntime
import pytest

from models.training import graph, quantize
from models.training.graph import MEMORY, OUTPUTS, WIDTH

TOKENS = 40


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(0)

    def some(*shape: int, scale: float = 0.05):
        return rng.normal(0, scale, shape).astype(np.float32)

    found = {"words.weight": some(TOKENS, WIDTH), "places.weight": some(64, WIDTH)}
    found["segments.weight"], found["earlier.weight"] = some(1, WIDTH), some(2, WIDTH, scale=0.5)
    sizes = {"query": (WIDTH, WIDTH), "key": (WIDTH, WIDTH), "value": (WIDTH, WIDTH),
             "out": (WIDTH, WIDTH), "inner": (1536, WIDTH), "outer": (WIDTH, 1536)}  # fmt: skip
    for layer in ("layers.0", "layers.1"):
        for name, (out, into) in sizes.items():
            found[f"{layer}.{name}.weight"] = some(out, into)
            found[f"{layer}.{name}.bias"] = some(out)
        for name in ("norm1", "norm2"):
            found[f"{layer}.{name}.weight"] = 1 + some(WIDTH)
            found[f"{layer}.{name}.bias"] = some(WIDTH)
    found["norm.weight"], found["norm.bias"] = 1 + some(WIDTH), some(WIDTH)
    for name, width in OUTPUTS.items():
        head = "meaning" if name == "embedding" else name
        found[f"{head}.weight"], found[f"{head}.bias"] = some(width, WIDTH), some(width)
    return found


def session(weights, bits):
    patch = pytest.MonkeyPatch()
    patch.setattr(graph, "LAYERS", 2)
    patch.setattr(graph, "ALONE", 1)
    model = graph.build(weights, bits).SerializeToString()
    patch.undo()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    made = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def run(ids: list[int], before=None, turns=()):
        known = np.zeros((0, WIDTH), np.float32) if before is None else before
        given = {
            "input_ids": np.array(ids, np.int64),
            "before": known,
            "turns": np.array(turns, np.int64),
        }
        names = [*OUTPUTS, MEMORY]
        return dict(zip(names, made.run(names, given), strict=True))

    return run, len(model)


@pytest.fixture(scope="module")
def exact(weights):
    return session(weights, None)[0]


def test_shapes_and_ranges(exact):
    out = exact([2, 12, 13, 14, 3])
    assert {name: out[name].shape for name in OUTPUTS} == {
        name: (1, width) for name, width in OUTPUTS.items()
    }
    assert out[MEMORY].shape == (5, WIDTH)
    assert np.linalg.norm(out["embedding"]) == pytest.approx(1, abs=1e-5)
    assert 0 < out["intensity"] < 3
    assert abs(out["valence"]) < 1


def test_what_came_before_is_heard_and_changes_neither_meaning_nor_memory(exact):
    before = exact([2, 20, 21, 22, 3])[MEMORY][1:-1]
    alone, after = exact([2, 10, 11, 3]), exact([2, 10, 11, 3], before, [0, 0, 0])
    for name in ("labels", "moods", "intensity", "valence"):
        assert not np.allclose(alone[name], after[name], atol=1e-4), name
    for name in ("embedding", MEMORY):
        assert np.array_equal(alone[name], after[name]), name


def test_how_long_ago_it_was_makes_a_difference_and_its_order_does_not(exact):
    before = exact([2, 20, 21, 22, 3])[MEMORY][1:-1]
    one, other = exact([2, 10, 3], before, [1, 0, 0]), exact([2, 10, 3], before, [0, 0, 0])
    assert not np.allclose(one["moods"], other["moods"], atol=1e-4)
    turned = exact([2, 10, 3], before[::-1].copy(), [0, 0, 1])
    assert turned["moods"] == pytest.approx(one["moods"], abs=1e-5)


@pytest.mark.parametrize("bits", [8, 7])
def test_rounded_weights_say_nearly_the_same_in_a_quarter_of_the_room(weights, exact, bits):
    small, size = session(weights, bits)
    _, full = session(weights, None)
    assert size < 0.3 * full
    line, before = [2, *range(5, 25), 3], exact([2, *range(20, 30), 3])[MEMORY]
    turns = [1] * 5 + [0] * 7
    rough = small(line, before, turns)
    for name, value in exact(line, before, turns).items():
        assert rough[name] == pytest.approx(value, abs=0.3 if name == MEMORY else 0.08), name


def test_rounding_is_exact_for_what_fits_and_closest_otherwise():
    rows = np.array([[127.0, -64, 0, 1], [12.7, 0, 0, -12.7]], np.float32)
    whole, scale = quantize.per_row(rows)
    assert whole * scale[:, None] == pytest.approx(rows, abs=1e-5)
    long = np.random.default_rng(0).normal(size=(4, 300)).astype(np.float32)
    whole, scale = quantize.per_row(long)
    plain = np.abs(long).max(1, keepdims=True) / 127
    mine = np.square(whole * scale[:, None] - long).sum(1)
    assert (mine <= np.square(np.rint(long / plain) * plain - long).sum(1) + 1e-6).all()


def test_seven_bits_leave_room_for_a_sum_of_two_products():
    whole, _ = quantize.per_column(np.random.default_rng(0).normal(size=(9, 5)).astype("f4"), 7)
    assert np.abs(whole.astype(int)).max() <= 63
    assert whole.shape == (9, 5)
    assert 2 * 255 * 63 < 2**15
