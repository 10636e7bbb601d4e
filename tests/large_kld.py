"""Base files as llama.cpp writes them, as large as one likes: made at once, the same on every machine."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

CONTEXT = 64
ROWS_PER_CHUNK = CONTEXT - 1 - CONTEXT // 2
_DISTINCT = 16  # rows; they come again and again
_FLOOR = 16.0  # nats under the likeliest


def write_pair(folder: Path, vocabulary: int, chunks: int) -> tuple[Path, Path]:
    """Write two files of one text, of so many chunks with 31 rows each; B is A with some noise."""
    chance = np.random.default_rng(20)
    text = chance.integers(0, vocabulary, (chunks, CONTEXT), np.int32)
    logits = -1.3 * np.log1p(chance.permuted(np.tile(np.arange(vocabulary), (_DISTINCT, 1)), axis=1))
    noise = 0.2 * chance.standard_normal(logits.shape)
    paths = folder / "a.kld", folder / "b.kld"
    for path, each in zip(paths, (logits, logits + noise), strict=True):
        with path.open("wb") as file:
            file.write(b"_logits_" + struct.pack("<3i", CONTEXT, vocabulary, chunks))
            file.write(text.tobytes())
            rows = _rows(each)
            for at in range(chunks * ROWS_PER_CHUNK):
                file.write(rows[at % _DISTINCT])
    return paths


def _rows(logits: np.ndarray) -> list[bytes]:
    """Rows as they are written: a scale, the least ln p, and a code of 16 bits for each token."""
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    rows = []
    for each in log_p:
        least = max(each.min(), each.max() - _FLOOR)
        scale = (each.max() - least) / 65535
        codes = np.round((np.maximum(each, least) - least) / scale).astype("<u2")
        padding = b"\0\0" if len(codes) % 2 else b""
        rows.append(struct.pack("<2f", scale, least) + codes.tobytes() + padding)
    return rows
