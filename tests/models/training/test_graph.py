"""The graph: what each head is given, what rounding costs. One layer, few tokens."""

import numpy as np
import onnxruntime
import pytest

from models.training import graph, quantize
from models.training.graph import OUTPUTS, WIDTH

SEPARATOR, TOKENS = 3, 40


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(0)

    def some(*shape: int, scale: float = 0.05):
        return rng.normal(0, scale, shape).astype(np.float32)

    found = {"words.weight": some(TOKENS, WIDTH), "places.weight": some(64, WIDTH)}
    found["segments.weight"] = some(2, WIDTH)
    sizes = {"query": (WIDTH, WIDTH), "key": (WIDTH, WIDTH), "value": (WIDTH, WIDTH),
             "out": (WIDTH, WIDTH), "inner": (1536, WIDTH), "outer": (WIDTH, 1536)}  # fmt: skip
    for name, (out, into) in sizes.items():
        found[f"layers.0.{name}.weight"] = some(out, into)
        found[f"layers.0.{name}.bias"] = some(out)
    for name in ("norm", "layers.0.norm1", "layers.0.norm2"):
        found[f"{name}.weight"] = 1 + some(WIDTH)
        found[f"{name}.bias"] = some(WIDTH)
    for name, width in OUTPUTS.items():
        head = "meaning" if name == "embedding" else name
        found[f"{head}.weight"], found[f"{head}.bias"] = some(width, WIDTH), some(width)
    return found


def session(weights, bits):
    patch = pytest.MonkeyPatch()
    patch.setattr(graph, "LAYERS", 1)
    model = graph.build(weights, SEPARATOR, bits).SerializeToString()
    patch.undo()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    made = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def run(*lines: list[int]):
        longest = max(map(len, lines))
        ids = np.array([line + [0] * (longest - len(line)) for line in lines], np.int64)
        mask = np.array([[1] * len(line) + [0] * (longest - len(line)) for line in lines], np.int64)
        found = made.run(list(OUTPUTS), {"input_ids": ids, "attention_mask": mask})
        return dict(zip(OUTPUTS, found, strict=True))

    return run, len(model)


@pytest.fixture(scope="module")
def exact(weights):
    return session(weights, None)[0]


def test_shapes_and_ranges(exact):
    out = exact([2, 10, 11, 3], [2, 12, 13, 14, 3])
    assert {name: value.shape for name, value in out.items()} == {
        name: (2, width) for name, width in OUTPUTS.items()
    }
    assert np.linalg.norm(out["embedding"], axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert ((out["intensity"] > 0) & (out["intensity"] < 3)).all()
    assert (np.abs(out["valence"]) < 1).all()


def test_padding_changes_nothing(exact):
    alone = exact([2, 10, 11, 3])
    beside = exact([2, 10, 11, 3], [2, *range(5, 30), 3])
    for name, value in alone.items():
        assert beside[name][0] == pytest.approx(value[0], abs=1e-5)


def test_a_line_reads_the_same_beside_lines_with_more_and_less_before_them(exact):
    """The last layer begins at the first own token of any line in the batch."""
    lines = [2, 20, 21, 22, 3, 10, 11, 3], [2, 20, 3, 10, 11, 12, 3], [2, 20, 21, 3, 10, 3, 11, 3]
    together = exact(*lines)
    for row, line in enumerate(lines):
        for name, value in exact(line).items():
            assert together[name][row] == pytest.approx(value[0], abs=1e-5)


def test_what_came_before_is_heard_but_not_averaged_in(exact):
    """With no attention between tokens the line would read the same; it hardly differs."""
    alone = exact([2, 10, 11, 3])["embedding"][0]
    after = exact([2, 20, 21, 22, 3, 10, 11, 3])["embedding"][0]
    turned = exact([2, 10, 11, 3, 20, 21, 22, 3])["embedding"][0]
    assert not np.allclose(alone, after)
    assert alone @ after > alone @ turned


@pytest.mark.parametrize("bits", [8, 7])
def test_rounded_weights_say_nearly_the_same_in_a_quarter_of_the_room(weights, exact, bits):
    small, size = session(weights, bits)
    _, full = session(weights, None)
    assert size < 0.3 * full
    line = [2, *range(5, 25), 3]
    for name, value in exact(line).items():
        assert small(line)[name] == pytest.approx(value, abs=0.08), name


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
