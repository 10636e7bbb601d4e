"""Writes llama.cpp's base files: what a model says of each position of the second half of each window."""

import struct
from collections.abc import Sequence

import numpy as np
from nexttoken.logfiles.kld import FLOOR, MAGIC, STEPS


def pack(text: np.ndarray, rows: Sequence[np.ndarray]) -> bytes:
    """Return a file of the ids of each chunk, (chunks, context), and of the logits of each scored position.

    Each of `rows` is of one chunk: (positions, vocabulary).
    """
    chunks, context = text.shape
    head = struct.pack("<8s3i", MAGIC, context, rows[0].shape[1], chunks)
    return head + text.astype("<i4").tobytes() + b"".join(_row(row) for chunk in rows for row in chunk)


def scored(context: int) -> slice:
    """Return the positions of a window whose predictions are kept."""
    return slice(context // 2, context - 1)


def _row(logits: np.ndarray) -> bytes:
    largest = float(logits.max())
    least = max(float(logits.min()), largest - FLOOR)
    scale = (largest - least) / STEPS
    codes = np.rint((logits - least) / (scale or 1.0)).clip(0, STEPS).astype("<u2")
    log_mass = float(np.log(np.exp(logits - largest).sum()))
    padding = np.zeros(len(logits) % 2, "<u2")
    return struct.pack("<2f", scale, least - largest - log_mass) + codes.tobytes() + padding.tobytes()
