"""Values on their way between workers: JSON text, and the bytes of the arrays in it beside that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

_ARRAY = "$array"


def packed(value: object) -> tuple[str, list[memoryview]]:
    """The value as text and buffers. Raises TypeError for what is neither JSON nor a numeric array."""
    buffers: list[memoryview] = []

    def told(item: object) -> object:
        if isinstance(item, np.ndarray) and item.dtype.kind in "biufc":
            buffers.append(memoryview(np.ascontiguousarray(item).reshape(-1).view("u1")))
            return {_ARRAY: len(buffers) - 1, "dtype": item.dtype.str, "shape": item.shape}
        if isinstance(item, np.generic):
            return item.item()
        raise TypeError(f"{type(item).__name__} cannot be sent: give numbers, text, lists, dicts and arrays.")

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=told), buffers


def unpacked(text: str, buffers: Sequence[bytes]) -> Any:
    """The value that was packed; its arrays cannot be written to."""

    def made(item: dict[str, Any]) -> object:
        if _ARRAY not in item:
            return item
        return np.frombuffer(buffers[item[_ARRAY]], item["dtype"]).reshape(item["shape"])

    return json.loads(text, object_hook=made)
