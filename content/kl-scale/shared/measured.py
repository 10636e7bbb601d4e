"""What `python -m lab scale` measured, in bits per byte.

Pairs go along with every figure; texts, models, their vectors and walks are brought to those that need them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Data, data_file
from nexttoken.loglik import bits_per_byte
from numpy.typing import NDArray

from .settings import BY_NAME, Setting

PAIRS = data_file("../data/pairs.json")
MADE = data_file("../data/made.json")
TEXTS = Data("../data/texts.json", travels=True)
MODELS = Data("../data/models.json", travels=True)
VECTORS = Data("../data/vectors.npy", travels=True)
WALKS = Data("../data/walks.json", travels=True)

_SHARES = "shape_share", "head_share", "body_share", "tail_share", "zipf_share", "nearest_zipf_share"
_PLAIN = (*_SHARES, "rho", "total_variation", "same_top")

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """What was measured, and the bounds of its 95 % interval over texts."""

    value: float
    low: float
    high: float

    def in_bits(self, mean_bytes: float) -> Measure:
        """Bits per byte, of nats per text of this mean length."""
        return Measure(*(bits_per_byte(each, mean_bytes) for each in (self.value, self.low, self.high)))


@dataclass(frozen=True)
class Pair:
    """Two models that differ in one thing, and how far apart they are.

    `kl` is KL(first‖second) after the same beginnings, over the whole vocabulary, `reverse` the other way
    round, `estimate` made of the texts' log-likelihoods alone: all in bits per byte, and the latter two
    infinite where the first rules tokens out. The shares are of `kl`: what is left of it where both are
    sorted; what the first's likeliest 10 tokens hold, those to rank 100, and all others; and, above 1 where
    it is more than `kl`, how far the first's sorted list is from Zipf lines, of its entropy and the nearest.
    `rho` (Spearman's), `total_variation` and `same_top` are means over tokens.
    """

    setting: Setting
    first: str
    second: str
    kl: Measure
    reverse: Measure
    estimate: Measure
    shape_share: Measure
    head_share: Measure
    body_share: Measure
    tail_share: Measure
    zipf_share: Measure
    nearest_zipf_share: Measure
    rho: Measure
    total_variation: Measure
    same_top: Measure

    @property
    def name(self) -> str:
        """Both models' names."""
        return f"{self.first} and {self.second}"


@dataclass(frozen=True)
class Model:
    """One row of the vectors: a member of the family after `step` steps, and what was made of it.

    `bits` is 32 where its weights are as they were trained, `layer` the one that it is read after, None for
    the last; `parent` is the member that a child began as, "" for one that began from nothing.
    """

    name: str
    member: str
    step: int
    bits: int
    layer: int | None
    temperature: float
    parent: str
    corpus: str
    seed: int

    @property
    def size(self) -> str:
        """The member's size: xs, s, m or b."""
        return self.member.partition("-")[0]


@dataclass(frozen=True, eq=False)
class Walk:
    """A member's training: its steps, and between each two, shape (steps, steps), how far apart it is.

    `weights` are squared distances; `kl` is in bits per byte, by the estimate.
    """

    member: str
    steps: tuple[int, ...]
    weights: Floats
    kl: Floats


@lru_cache(maxsize=1)
def made() -> Mapping[str, Any]:
    """Where the files come from: the commands, the texts, who made the members, the hash of each file."""
    told: Mapping[str, Any] = _read(MADE)
    return told


def mean_bytes() -> float:
    """How many bytes a text has, on average."""
    return mean_bytes_of(made())


def mean_bytes_of(told: Mapping[str, Any], which: str = "texts") -> float:
    """The same of what is told of the files; of those texts on which pairs were `compared`, too."""
    return float(told[which]["bytes"] / told[which]["count"])


def trace(file: str) -> str:
    """How a file of what was measured is made again, and the beginning of its hash."""
    commands = ", then ".join(made()["commands"])
    return f"data/{file}, sha256 {made()['sha256'][file][:12]}…: {commands}"


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """All pairs that were compared, in the order of the file."""
    return pairs_of(_read(PAIRS), mean_bytes_of(made(), "compared"), mean_bytes())


def pairs_of(
    told: Sequence[Mapping[str, Any]], bytes_each: float, bytes_estimated: float
) -> tuple[Pair, ...]:
    """The pairs that are told: of texts of so many bytes on average, and of so many for the estimate."""
    return tuple(_pair(each, bytes_each, bytes_estimated) for each in told)


def _pair(told: Mapping[str, Any], bytes_each: float, bytes_estimated: float) -> Pair:
    in_nats = {name: _measure(told[name]).in_bits(bytes_each) for name in ("kl", "reverse")}
    in_nats["estimate"] = _measure(told["estimate"]).in_bits(bytes_estimated)
    plain = {name: _measure(told[name]) for name in _PLAIN}
    return Pair(BY_NAME[told["setting"]], told["first"], told["second"], **in_nats, **plain)


def _measure(told: Sequence[float] | None) -> Measure:
    return Measure(*told) if told else Measure(math.inf, math.inf, math.inf)


@lru_cache(maxsize=4)
def texts(path: Path) -> tuple[str, ...]:
    """The texts of `TEXTS`."""
    return tuple(_read(path))


@lru_cache(maxsize=4)
def models(path: Path) -> tuple[Model, ...]:
    """The models of `MODELS`: one for each row of the vectors."""
    return tuple(Model(**each) for each in _read(path))


@lru_cache(maxsize=4)
def vectors(path: Path) -> Floats:
    """ln p of each text by each model, in nats, shape (models, texts), of `VECTORS`."""
    found: Floats = np.load(path).astype(np.float64)
    found.flags.writeable = False
    return found


@lru_cache(maxsize=4)
def walks(path: Path) -> tuple[Walk, ...]:
    """The training of each member that began from nothing, of `WALKS`."""
    return tuple(_walk(member, told, mean_bytes()) for member, told in _read(path).items())


def _walk(member: str, told: Mapping[str, Any], bytes_each: float) -> Walk:
    kl = np.array(told["kl"]) * bits_per_byte(1.0, bytes_each)
    return Walk(member, tuple(told["steps"]), np.array(told["squared_distances"], np.float64), kl)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
