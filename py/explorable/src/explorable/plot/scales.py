"""From values to places: `at` for one value, `of` for many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]
type Kind = Literal["linear", "log"]


@dataclass(frozen=True)
class Linear:
    """`low` lies at `start`, `high` at `end`; equal differences take equal room."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of one value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def of(self, values: Array) -> Array:
        """The places of many values."""
        return self.start + (values - self.low) * ((self.end - self.start) / (self.high - self.low))

    def back(self, place: float) -> float:
        """The value at a place: what `at` puts there."""
        return self.low + (place - self.start) / (self.end - self.start) * (self.high - self.low)


@dataclass(frozen=True)
class Log:
    """As `Linear`, for 0 < `low` < `high`: equal factors take equal room.

    What lies below `low`, zero included, is placed at `low`.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of one value."""
        part = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)

    def of(self, values: Array) -> Array:
        """The places of many values."""
        per_log = (self.end - self.start) / math.log(self.high / self.low)
        return self.start + np.log(np.maximum(values, self.low) / self.low) * per_log

    def back(self, place: float) -> float:
        """The value at a place: what `at` puts there."""
        part = (place - self.start) / (self.end - self.start)
        return self.low * math.exp(part * math.log(self.high / self.low))


type Scale = Linear | Log
