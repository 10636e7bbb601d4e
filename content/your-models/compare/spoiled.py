"""An example with a mistake in it, such as people make: what the doctor says of each can be tried."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable

import numpy as np
from explorable import Choice, Option
from nexttoken.compare.rows import completed
from nexttoken.logfiles import ListFile, LogFile, Row, open_log
from nexttoken.names import Names
from numpy.typing import NDArray

from .files import Opened, Written

type Logs = NDArray[np.float32]
"""ln p of each token, a row for each position."""

WELL = "none"
SPOILED = Choice(
    "spoiled",
    "Spoil the example",
    (
        Option(WELL, "Not at all"),
        Option("listed", "20 tokens listed"),
        Option("sampled", "After top-k"),
        Option("shifted", "B one place late"),
        Option("bits", "B in bits"),
        Option("ids", "B of other ids"),
        Option("rounded", "B in 16 bits"),
        Option("equal", "B without logits"),
    ),
    WELL,
    help="Each is a mistake that people make; the doctor says how it shows.",
)
_LISTED = 20


def spoiled(a: Opened, b: Opened, names: Names | None, how: str) -> tuple[Opened, Opened]:
    """Both files with a mistake in them: of what lists only some tokens they are as they were."""
    if how == WELL or isinstance(a, ListFile) or isinstance(b, ListFile):
        return a, b
    if how == "listed":
        return _listed(a, names), _listed(b, names)
    return a, _array(b, _MISTAKES[how](_logs(b)))


def _logs(file: LogFile) -> Logs:
    return np.array([completed(file.row(at)) for at in range(file.rows)], np.float32)


def _array(file: LogFile, logs: Logs) -> Opened:
    """As an array, of which no file says which text it is of."""
    written = io.BytesIO()
    np.save(written, logs)
    return open_log(Written(f"{file.name}.npy", written.getvalue()))


def _sampled(logs: Logs) -> Logs:
    """What is left of the likeliest tokens: the others have no probability."""
    kept = np.where(logs >= np.sort(logs, axis=1)[:, [-_LISTED]], logs, -np.inf)
    left: Logs = kept - np.log(np.exp(kept).sum(axis=1, keepdims=True))
    return left


def _shifted(logs: Logs) -> Logs:
    """As if a token stood before the text."""
    return np.concatenate([logs[:1], logs[:-1]])


def _rounded(logs: Logs) -> Logs:
    """In bfloat16: the upper half of 32 bits."""
    return (logs.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


_MISTAKES: dict[str, Callable[[Logs], Logs]] = {
    "sampled": _sampled,
    "shifted": _shifted,
    "bits": lambda logs: logs / np.float32(math.log(2)),
    "ids": lambda logs: np.roll(logs, 1, axis=1),
    "rounded": _rounded,
    "equal": np.zeros_like,
}


def _listed(file: LogFile, names: Names | None) -> Opened:
    """As vLLM lists them: first the token of the text, then the likeliest."""
    rows = [None, *(_likeliest(file.row(at), names) for at in range(file.rows))]
    return open_log(Written(f"{file.name}.json", json.dumps({"prompt_logprobs": rows}).encode()))


def _likeliest(row: Row, names: Names | None) -> dict[str, dict[str, object]]:
    logs = completed(row)
    order = np.argsort(-logs, kind="stable").tolist()
    listed = order[:_LISTED] if row.target is None else [row.target, *order[:_LISTED]]
    read = names.tokens if names else {}
    return {
        str(id): {
            "logprob": float(logs[id]),
            "rank": order.index(id) + 1,
            "decoded_token": read.get(id, b"").decode("utf-8", "replace"),
        }
        for id in listed
    }
