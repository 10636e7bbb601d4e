"""Writes GGUF files: metadata, and tensors stored as F32, F16, Q8_0 or Q4_1."""

import math
import struct
from collections.abc import Mapping, Sequence

import numpy as np
from nexttoken.lm.blocks import KINDS

type Value = bool | int | float | str | Sequence[str] | Sequence[int]

_ALIGNMENT = 32
_NUMBER = {kind.name: number for number, kind in KINDS.items()}
_WHOLE, _FLOAT, _BOOL, _STRING, _ARRAY = 4, 6, 7, 8, 9  # types of metadata by their number in the file


def pack(metadata: Mapping[str, Value], tensors: Mapping[str, tuple[str, np.ndarray]]) -> bytes:
    """Return a GGUF file of the metadata and the tensors, each with the name of how it is stored."""
    stored = {name: quantise(kind, numbers) for name, (kind, numbers) in tensors.items()}
    head = [struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))]
    head += [_string(key) + _typed(value) for key, value in metadata.items()]
    offset = 0
    for name, (kind, numbers) in tensors.items():
        shape = struct.pack(f"<I{numbers.ndim}Q", numbers.ndim, *numbers.shape[::-1])
        head.append(_string(name) + shape + struct.pack("<IQ", _NUMBER[kind], offset))
        offset += len(_padded(stored[name]))
    return _padded(b"".join(head)) + b"".join(map(_padded, stored.values()))


def quantise(kind: str, numbers: np.ndarray) -> bytes:
    """Return the bytes that store `numbers`, each block's rounded to the nearest that it can hold."""
    if kind in ("F32", "F16"):
        return numbers.astype({"F32": "<f4", "F16": "<f2"}[kind]).tobytes()
    blocks = np.asarray(numbers, np.float32).reshape(-1, 32)
    return _q8_0(blocks) if kind == "Q8_0" else _q4_1(blocks)


def _q8_0(blocks: np.ndarray) -> bytes:
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 127).astype("<f2")
    steps = np.rint(blocks / _divisor(scale)).clip(-127, 127).astype(np.int8)
    return np.concatenate([scale.view(np.uint8), steps.view(np.uint8)], axis=1).tobytes()


def _q4_1(blocks: np.ndarray) -> bytes:
    lowest = blocks.min(axis=1, keepdims=True).astype("<f2")
    scale = ((blocks.max(axis=1, keepdims=True) - lowest) / 15).astype("<f2")
    steps = np.rint((blocks - lowest) / _divisor(scale)).clip(0, 15).astype(np.uint8)
    nibbles = steps[:, :16] | steps[:, 16:] << 4
    return np.concatenate([scale.view(np.uint8), lowest.view(np.uint8), nibbles], axis=1).tobytes()


def _divisor(scale: np.ndarray) -> np.ndarray:
    """The scale that is stored, and 1 where all numbers of a block are the same."""
    return np.where(scale == 0, 1, scale).astype(np.float32)


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _typed(value: Value) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _WHOLE, value)
    if isinstance(value, float):
        return struct.pack("<If", _FLOAT, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _string(value)
    return struct.pack("<I", _ARRAY) + _list(value)


def _list(values: Sequence[str] | Sequence[int]) -> bytes:
    kind = _STRING if values and isinstance(values[0], str) else _WHOLE
    items = (_string(value) if isinstance(value, str) else struct.pack("<I", value) for value in values)
    return struct.pack("<IQ", kind, len(values)) + b"".join(items)


def _padded(raw: bytes) -> bytes:
    return raw.ljust(math.ceil(len(raw) / _ALIGNMENT) * _ALIGNMENT, b"\0")
