"""Values as the bytes of a file."""

import io
import json

import numpy as np


def as_json(value: object) -> bytes:
    """Return JSON without blanks, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def as_npy(*arrays: np.ndarray) -> bytes:
    """Return arrays one after the other, as `np.load` takes them from an open file."""
    file = io.BytesIO()
    for array in arrays:
        np.save(file, array)
    return file.getvalue()
