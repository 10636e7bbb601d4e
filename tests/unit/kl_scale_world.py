"""A small family as `lab scale` writes it, whose models differ in known ways: for the post's figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from explorable.answer import answer

from tests.unit.figure_checks import Answer, check, mounted, read

POST = "kl-scale"
TEXTS = 120
STEPS = (0, 1, 10, 100, 1000, 3000)
MADE = {
    "commands": ["python -m lab family", "python -m lab scale"],
    "sha256": {"vectors.npy": "0123456789abcdef", "walks.json": "fedcba9876543210"},
}


@dataclass(frozen=True)
class World:
    """Where its files are, and what is in them."""

    folder: Path
    models: list[dict[str, Any]]
    vectors: np.ndarray[Any, np.dtype[np.float64]]
    texts: list[str]

    @property
    def brought(self) -> tuple[Path, Path, Path]:
        """What figures are brought: models, vectors, texts."""
        return self.folder / "models.json", self.folder / "vectors.npy", self.folder / "texts.json"

    def at(self, name: str) -> int:
        """A model's row."""
        return next(row for row, model in enumerate(self.models) if model["name"] == name)

    @property
    def mean_bytes(self) -> float:
        """Of a text."""
        return float(np.mean([len(text.encode()) for text in self.texts]))


def world(folder: Path) -> World:
    """Two sizes of two seeds, and all that is made of them."""
    rng = np.random.default_rng(3)
    texts = [f"{'été ' * int(rng.integers(20, 60))}." for _ in range(TEXTS)]
    own = -150 + 40 * rng.normal(size=TEXTS)
    models: list[dict[str, Any]] = []
    vectors = []

    def add(name: str, near: Any, away: float, **others: Any) -> Any:
        vectors.append(near + away * rng.normal(size=TEXTS))
        whole = {
            "step": 3000,
            "bits": 32,
            "layer": None,
            "temperature": 1.0,
            "parent": "",
            "corpus": "austen",
        }
        models.append({"name": name} | whole | others)
        return vectors[-1]

    for seed in (1, 2):
        for size, apart in (("s", 6.0), ("m", 4.0)):
            member: dict[str, Any] = {"member": f"{size}-{seed}", "seed": seed}
            for step in STEPS:
                end = add(f"{size}-{seed}@{step}", own, apart * (4 - np.log10(step + 1)), step=step, **member)
            for layer in (0, 1):
                add(f"{size}-{seed}@3000 layer {layer}", end, 30.0 - 20 * layer, layer=layer, **member)
            add(f"{size}-{seed}@3000 T = 2", end, 10.0, temperature=2.0, **member)
            for bits in (8, 2):
                add(f"{size}-{seed}@3000 {bits} bits", end, 8.0 / bits, bits=bits, **member)
            child = {
                "member": f"{size}-{seed}-kjv",
                "seed": seed,
                "parent": f"{size}-{seed}",
                "corpus": "kjv",
            }
            add(f"{size}-{seed}-kjv@200", end, 9.0, step=200, **child)
    rows = np.array(vectors, np.float32)
    (folder / "models.json").write_text(json.dumps(models))
    (folder / "texts.json").write_text(json.dumps(texts))
    np.save(folder / "vectors.npy", rows)
    return World(folder, models, rows.astype(np.float64), texts)


def part(name: str) -> Any:
    """A module of the post, as it is loaded already: what is put in its place stays there."""
    mounted()
    return import_module(f"posts.{POST}.{name}")


def answered(figure: str, brought: tuple[Path, ...], **state: object) -> Answer:
    """A figure's answer to a state of what was brought, checked as any is."""
    declared = part(figure).figure
    whole = declared.state(state)
    result = declared.compute(whole, *brought)
    found = read(json.dumps(answer(declared, whole, result, ("wide", "narrow"))))
    check(found)
    return found
