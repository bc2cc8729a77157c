"""From text to a finished model folder, in the order of the steps."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.training import card, corpus, examples, fit, graph, plans, publish, runner, vocabulary
from models.training.base import find
from models.training.corpus import Corpus
from models.training.encode import Encoder
from models.training.figures import mood_index
from models.training.fit import Calibration
from models.training.form import recognizer_form
from models.training.mishear import mishear
from models.training.network import Network
from models.training.runner import Runner
from models.training.train import Learner, Part, Tell, read

Floats = NDArray[np.float32]
PARITY = 1e-3
"""Most that a logit of the graph in floats may differ from the trained network's."""
BITS = 7
"""Of a weight. An eighth would gain nothing measurable, and processors without VNNI would cut off
sums of two products, so that a customer would be read otherwise on another machine."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command was asked for."""

    data: Path
    out: Path
    base: Path | None = None
    threads: int = 1


def run(options: Options, tell: Tell) -> None:
    """Train, quantize, calibrate, measure, and write the folder with its card."""
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    texts, base = corpus.load(options.data), find(options.base)
    comments = examples.of_comments(texts.comments)
    own = examples.of_lines(texts.own)
    spoken = [recognizer_form(c.text, c.id) for c in texts.comments]
    net, tokens = base.trimmed(spoken, vocabulary.WORDS.read_text("utf-8").split())
    tokenizer = publish.compact(tokens)
    learner = Learner(net, Encoder(tokenizer.decode()), mishear, tell)
    tell("meanings of the published encoder")
    first = Part(comments, base.meanings(spoken))
    learner.learn(first, plans.FIRST)
    ours = Part(own, base.meanings(own.texts))
    learn_calls(learner, first, ours)
    finish(net, tokenizer, texts, options.out, tell)


def learn_calls(learner: Learner, comments: Part, own: Part) -> None:
    """Run the second stage as often as it is planned and leave the mean of the weights."""
    begun = copy.deepcopy(learner.net.state_dict())
    ends = []
    for plan, times in plans.SECOND:
        learner.net.load_state_dict(begun)
        learner.learn(together(comments, own, times), plan)
        ends.append(copy.deepcopy(learner.net.state_dict()))
    learner.net.load_state_dict(averaged(ends))


def averaged(states: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each weight."""
    return {name: torch.stack([one[name] for one in states]).mean(0) for name in states[0]}


def together(comments: Part, own: Part, times: int) -> Part:
    """Return the second stage's examples: every comment once, our own lines several times."""
    rows = [row for row in range(len(own.examples)) for _ in range(times)]
    return Part(
        examples.joined(comments.examples, own.examples.take(rows)),
        np.concatenate([comments.meaning, own.meaning[rows]]),
    )


def finish(net: Network, tokenizer: bytes, texts: Corpus, out: Path, tell: Tell) -> None:
    """Export, check parity, quantize, calibrate on dev, measure on test, write."""
    weights = {name: value.numpy() for name, value in net.state_dict().items()}
    encoder = Encoder(tokenizer.decode())
    exact = graph.build(weights, None).SerializeToString()
    off = parity(net, encoder, Runner(exact, tokenizer), texts.dev.texts[:200])
    if off > PARITY:
        raise AssertionError(f"the exported graph is off by {off:.2g}")
    network = graph.build(weights, BITS).SerializeToString()
    tell(f"exported: off by {off:.1g} in floats; {len(network) / 1e6:.2f} MB with {BITS} bits")
    small = runner.Runner(network, tokenizer)
    fitted = calibrated(small, texts)
    described = publish.write(out, network, tokenizer, fitted)
    tell("measuring on the test parts")
    (out / "README.md").write_text(card.text(small, fitted, texts, described), "utf-8")
    tell(f"{out} is written")


def calibrated(small: Runner, texts: Corpus) -> Calibration:
    """Return calibration and thresholds from the dev parts."""
    labels = small.read(texts.dev.texts)["labels"]
    dev = texts.own_dev
    moods = small.read([line.text for line in dev], [line.heard_before for line in dev])["moods"]
    return fit.fit(labels, texts.dev.truth, moods, mood_index(dev))


def parity(net: Network, encoder: Encoder, exported: Runner, texts: list[str]) -> float:
    """Return the largest difference of any output between the network and its graph in floats."""
    net.eval()
    before = [(texts[i - 1],) if i % 3 == 0 else () for i in range(len(texts))]
    lines = encoder.encode(texts, before)
    theirs = exported.read(texts, before)
    ours = read(net, lines, batch=1, fast=False)
    return max(float(np.abs(ours[name] - theirs[name]).max()) for name in theirs)
