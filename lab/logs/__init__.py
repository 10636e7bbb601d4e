"""Writes an example for readers without files of their own: what a model says of a text, and its copies.

`family-s.kld` is of the smallest model, `family-s-4-bits.kld` and `family-s-2-bits.kld` of copies whose
weights are rounded: base files as llama.cpp writes them. `tokenizer.json` holds the names of their tokens,
`vocabulary.npy`, beside the service that compares files, those of SmolLM2, as `measure` has them for a post,
`made.json` where the files come from, and their hashes.
"""

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from nexttoken import lm
from nexttoken.lm.tokenizer import alphabet

from lab.logs.kld import pack, scored
from lab.measure.texts import PASSAGES
from lab.written import as_json

WEIGHTS = Path("services/model/family-s.gguf")
NAMES = Path("content/token-explorer/data/vocabulary.npy")
TARGET = Path("content/your-models/data")
SERVICE = Path("services/comparison")
CONTEXT, CHUNKS = 64, 4  # so that llama.cpp's statistics, of 100 tokens and more, are there, too
BITS = (4, 2)
BEFORE = "\n"  # what texts are read after, as in training


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="of the model (%(default)s)")
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder to write to (%(default)s)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Let the model and its copies read the text, and write all of it."""
    weights = arguments.weights.read_bytes()
    files = {arguments.to / name: content for name, content in example(weights)}
    names_to = SERVICE if arguments.to == TARGET else arguments.to
    files[names_to / NAMES.name] = NAMES.read_bytes()
    files[arguments.to / "made.json"] = as_json(
        {
            "command": "python -m lab logs",
            "weights": hashlib.sha256(weights).hexdigest(),
            "sha256": {path.name: hashlib.sha256(content).hexdigest() for path, content in files.items()},
        }
    )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def example(weights: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each file, by its name."""
    model = lm.load(weights)
    text = _text(model)
    yield "tokenizer.json", as_json({"decoder": {"type": "ByteLevel"}, "model": {"vocab": _names(model)}})
    yield "family-s.kld", pack(text, _rows(model, text))
    for bits in BITS:
        yield f"family-s-{bits}-bits.kld", pack(text, _rows(lm.load(weights, lm.rounded(bits)), text))


def _text(model: lm.Model) -> np.ndarray:
    """The first tokens of all passages, in windows."""
    ids = model.tokenize("".join(BEFORE + passage.text for passage in PASSAGES))
    return np.array(ids[: CHUNKS * CONTEXT], np.int32).reshape(CHUNKS, CONTEXT)


def _rows(model: lm.Model, text: np.ndarray) -> list[np.ndarray]:
    return [model.logits(window)[scored(CONTEXT)] for window in text.tolist()]


def _names(model: lm.Model) -> dict[str, int]:
    """The tokens, a character for each byte."""
    signs = alphabet()
    return {"".join(signs[byte] for byte in token): id for id, token in enumerate(model.tokenizer.tokens)}
