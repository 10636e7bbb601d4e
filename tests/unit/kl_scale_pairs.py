"""Pairs as `lab scale` writes them, of every setting: for the figures that show them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorable import worker

from tests.unit.figure_checks import CONTENT, mounted

POST = "kl-scale"
MADE = {
    "commands": ["python -m lab family", "python -m lab scale"],
    "texts": {"count": 1200, "bytes": 210_000},
    "compared": {"count": 200, "bytes": 35_000},
    "sha256": {"pairs.json": "0123456789abcdef"},
}
TYPICAL = {
    "checkpoint": (25.0, 1.8),
    "seed": (40.0, 1.1),
    "size": (38.0, 1.3),
    "fine-tuned": (90.0, 9.0),
    "8 bits": (0.006, 1.1),
    "4 bits": (2.0, 1.2),
    "3 bits": (13.0, 0.9),
    "2 bits": (170.0, 5.0),
    "temperature": (20.0, 2.2),
    "top-k": (8.0, 1.0),
    "layer": (60.0, 3.0),
}
"""Of each setting, a middling KL in nats a text, and how many times it the estimate is."""


def _told() -> Iterator[dict[str, Any]]:
    """Five pairs of each setting, scattered."""
    rng = np.random.default_rng(7)
    for setting, (middling, times) in TYPICAL.items():
        for number in range(5):
            kl = middling * math.exp(rng.normal(0, 0.7))
            nats = {
                "kl": kl,
                "reverse": kl * math.exp(rng.normal(0, 0.3)),
                "estimate": kl * times * math.exp(rng.normal(0, 0.2)),
            }
            ranges = {name: [value, value * 0.9, value * 1.1] for name, value in nats.items()}
            if setting == "top-k":
                ranges |= {"reverse": None, "estimate": None}
            shares = (
                "shape_share",
                "head_share",
                "body_share",
                "tail_share",
                "zipf_share",
                "nearest_zipf_share",
            )
            rest = dict.fromkeys((*shares, "rho", "total_variation", "same_top"), (0.3, 0.2, 0.4))
            yield {
                "setting": setting,
                "first": f"s-{number}@3000",
                "second": f"m-{number}@3000 {setting}",
                **ranges,
                **rest,
            }


PAIRS = list(_told())
LARGE = {
    "command": "python -m lab scale --smollm2 X",
    "weights": {"sha256": "b" * 64},
    "texts": 24,
    "bytes": 24 * 175,
    "pairs": [
        pair | {"first": "SmolLM2-135M", "second": "SmolLM2-135M 4 bits"}
        for pair in PAIRS
        if pair["setting"] == "4 bits"
    ],
}
SETTINGS = list(TYPICAL)


def in_bits(nats: float) -> float:
    """Bits per byte, of nats per text."""
    return nats / math.log(2) * MADE["texts"]["count"] / MADE["texts"]["bytes"]  # type: ignore[index]


@pytest.fixture(autouse=True, scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """These pairs, in the place of those that were measured; others' caches know nothing of them after."""
    folder = tmp_path_factory.mktemp("measured")
    worker.mount(str(CONTENT))
    with pytest.MonkeyPatch.context() as patch:
        told = {"PAIRS": PAIRS, "MADE": MADE, "SMOLLM2": LARGE}
        for name, content in told.items():
            file: Path = folder / f"{name}.json"
            file.write_text(json.dumps(content), "utf-8")
            patch.setattr(part("shared.whose" if name == "SMOLLM2" else "shared.measured"), name, file)
        yield
    worker.mount(str(CONTENT))


def part(name: str) -> Any:
    """A module of the post, as it is loaded already: what is put in its place stays there."""
    mounted()
    return import_module(f"posts.{POST}.{name}")
