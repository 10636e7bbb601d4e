"""Gathers what the home page shows of SmolLM2: its distributions after a few beginnings, in about 300 marks.

The likeliest tokens stand alone, the others in runs of neighbouring ranks that grow with rank, each with the
mean of its probabilities. `shape.json` holds the runs' sizes and, for each beginning, ln of these means and
the names of a few tokens; `made.json` says which measurements of `measure` it is made of.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from nexttoken.stored import parted, restored

from lab.written import as_json

SOURCE = Path("content/token-explorer/data")
TARGET = Path("content/home/data")
BEGINNINGS = ("fact", "quotation", "story")
ALONE, MARKS = 64, 300  # ranks with a mark of their own; marks, about, in all
BOUNDS = (100, 1000, 10_000)  # ranks with which a run ends: up to them, sums are exact
NAMED = (*range(1, 9), 100, 1000, 10_000)  # ranks whose tokens are named


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--source", type=Path, default=SOURCE, help="what was measured (%(default)s)")
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder to write to (%(default)s)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Read, gather and write."""
    shape = as_json(gathered(arguments.source))
    used = ("prompts.json", "vocabulary.npy", *(f"{name}.npy" for name in BEGINNINGS))
    made = {
        "command": "python -m lab shape",
        "from": {name: _sha256((arguments.source / name).read_bytes()) for name in used},
        "sha256": {"shape.json": _sha256(shape)},
    }
    arguments.to.mkdir(parents=True, exist_ok=True)
    (arguments.to / "shape.json").write_bytes(shape)
    (arguments.to / "made.json").write_bytes(as_json(made))


def gathered(source: Path) -> dict[str, Any]:
    """Return what `shape.json` holds."""
    prompts = {each["name"]: each["text"] for each in json.loads((source / "prompts.json").read_bytes())}
    with (source / "vocabulary.npy").open("rb") as file:
        lengths = np.load(file)
        tokens = tuple(parted(lengths, np.load(file)))
    starts = run_starts(len(tokens))
    return {
        "sizes": np.diff(starts, append=len(tokens)).tolist(),
        "beginnings": [
            {
                "name": name,
                "text": prompts[name],
                **_after(restored(np.load(source / f"{name}.npy")), tokens, starts),
            }
            for name in BEGINNINGS
        ],
    }


def run_starts(n: int) -> np.ndarray:
    """Return the indices, from 0, at which the runs of `n` ranks begin."""
    grown = np.rint(np.geomspace(ALONE, n, MARKS - ALONE + 1)[:-1])
    return np.unique(np.concatenate([np.arange(ALONE), grown, BOUNDS])).astype(int)


def _after(log_probs: np.ndarray, tokens: tuple[bytes, ...], starts: np.ndarray) -> dict[str, Any]:
    order = np.argsort(-log_probs, kind="stable")
    sizes = np.diff(starts, append=len(order))
    means = np.log(np.add.reduceat(np.exp(log_probs[order]), starts) / sizes)
    named = {str(rank): tokens[order[rank - 1]].decode() for rank in NAMED}
    return {"log_probs": np.round(means, 5).tolist(), "named": named}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
