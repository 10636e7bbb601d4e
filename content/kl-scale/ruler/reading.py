"""What a reader says of a divergence: fields, or a line as a tool prints it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, cast

type Unit = Literal["nats-token", "bits-token", "nats-byte", "bits-byte"]

UNITS: dict[Unit, str] = {
    "nats-token": "nats per token",
    "bits-token": "bits per token",
    "nats-byte": "nats per byte",
    "bits-byte": "bits per byte",
}

_NUMBER = r"(?<![\w.,−-])(?P<number>\d+(?:[.,]\d+)?(?:e[-+]?\d+)?)"
_BYTES = re.compile(_NUMBER + r"\s*b(?:ytes?)?\s*(?:/|per|a)\s*tok(?:en)?s?\b", re.IGNORECASE)
_NAMED = re.compile(r"\bkl\w*[^\d\n]*?" + _NUMBER + r"(?!\s*%)", re.IGNORECASE)
_FIRST = re.compile(_NUMBER + r"(?!\s*%)", re.IGNORECASE)
_NATS, _BITS = re.compile(r"\bnats?\b", re.IGNORECASE), re.compile(r"\bbits?\b|\bbpb\b", re.IGNORECASE)
_A_BYTE = re.compile(r"(?:/|per|a)\s*b(?:yte)?\b|\bbpb\b", re.IGNORECASE)
_A_TOKEN = re.compile(r"(?:/|per|a)\s*tok(?:en)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A divergence in a unit, above 0, and how many bytes a token has."""

    amount: float
    unit: Unit
    bytes_per_token: float

    @property
    def nats_per_token(self) -> float:
        """The same in nats per token."""
        nats = self.amount * (math.log(2) if self.unit.startswith("bits") else 1.0)
        return nats * (self.bytes_per_token if self.unit.endswith("byte") else 1.0)

    @property
    def bits_per_byte(self) -> float:
        """The same in bits per byte."""
        return self.nats_per_token / (self.bytes_per_token * math.log(2))


def read(line: str, fields: Asked) -> Asked | None:
    """What a line says; what it leaves open is as in the fields. None where it names no divergence above 0.

    Of several numbers it is the first after “KL”, else the first: llama.cpp writes “Mean KLD: 0.031 ± 0.001”.
    """
    sized = _BYTES.search(line)
    rest = line[: sized.start()] + line[sized.end() :] if sized else line
    found = _NAMED.search(rest) or _FIRST.search(rest)
    amount, size = _value(found), _value(sized) if sized else fields.bytes_per_token
    if not (0 < amount < math.inf and 0 < size < math.inf):
        return None
    return Asked(amount, _unit(rest, fields.unit), size)


def _value(found: re.Match[str] | None) -> float:
    return float(found["number"].replace(",", ".")) if found else 0.0


def _unit(words: str, default: Unit) -> Unit:
    measure, _, of = default.partition("-")
    if _BITS.search(words) or _NATS.search(words):
        measure = "bits" if _BITS.search(words) else "nats"
    if _A_BYTE.search(words) or _A_TOKEN.search(words):
        of = "byte" if _A_BYTE.search(words) else "token"
    return cast("Unit", f"{measure}-{of}")
