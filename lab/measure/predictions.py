"""What a model predicts at each position of a text, as columns of plain numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import entropy_of, kl_divergence, lm
from nexttoken.ordering import likeliest
from nexttoken.words import boundary_masses, word_ends

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Json = dict[str, Any]

TOP = 10  # tokens that are kept by name at each position
_DIGITS = 4  # behind the point: below what rounding of the weights leaves certain


def predictions(log_probs: "Floats", ids: Sequence[int]) -> Json:
    """Return what rows (len(ids), vocabulary) say of the token that each is followed by; the last by none.

    `log_probs` are those of the tokens that follow, `ranks` count from 1, `entropies` are in nats, `top`
    holds the likeliest ids of each row and `top_log_probs` theirs.
    """
    following = np.array(ids[1:], np.intp)
    said = log_probs[np.arange(len(following)), following]
    top = np.array([likeliest(row, TOP) for row in log_probs])
    return {
        "log_probs": rounded(said),
        "ranks": (1 + (log_probs[:-1] > said[:, None]).sum(axis=1)).tolist(),
        "entropies": rounded(entropies(log_probs)),
        "top": top.tolist(),
        "top_log_probs": rounded(np.take_along_axis(log_probs, top, axis=1)),
    }


def boundaries(log_probs: "Floats", tokens: Sequence[bytes]) -> list[float]:
    """Return ln of the probability, at each position, that a word is over; `tokens` are the bytes of each."""
    return rounded(boundary_masses(log_probs, word_ends(tokens)))


def log_normalizer(logits: "Floats") -> float:
    """Return what is subtracted from logits to give log-probabilities."""
    largest = float(logits.max())
    return round(largest + float(np.log(np.exp(logits - largest).sum())), _DIGITS)


def compared(log_probs: "Floats", others: "Floats", ids: Sequence[int]) -> Json:
    """Return how other predictions of the same text differ: KL(first || other) in nats, and what they say."""
    return {
        "kl": rounded(divergences(log_probs, others)),
        "same_top": (log_probs.argmax(axis=1) == others.argmax(axis=1)).tolist(),
        "log_probs": rounded(others[np.arange(len(ids) - 1), np.array(ids[1:], np.intp)]),
        "entropies": rounded(entropies(others)),
    }


def lens(model: lm.Model, ids: Sequence[int]) -> list[Json]:
    """Return what each layer would predict at each position: the columns of `lm.Lens`, as lists."""
    return [
        {name: _plain(column) for name, column in each._asdict().items()} for each in lm.lenses(model, ids)
    ]


def _plain(column: np.ndarray) -> list[Any]:
    found: list[Any] = column.tolist() if column.dtype.kind == "i" else rounded(column)
    return found


def entropies(log_probs: "Floats") -> "Floats":
    """Return each row's entropy in nats."""
    return np.array([entropy_of(row) for row in log_probs])


def divergences(log_probs: "Floats", others: "Floats") -> "Floats":
    """Return KL(first || other) of each pair of rows, in nats."""
    return np.array([kl_divergence(*pair) for pair in zip(log_probs, others, strict=True)])


def rounded(numbers: "Floats") -> list[Any]:
    """Return numbers as JSON has them, without -0."""
    result: list[Any] = (np.round(numbers, _DIGITS) + 0).tolist()
    return result


def said_of(model: lm.Model, text: str) -> Json:
    """Return a text's ids, and how many bytes of UTF-8 each token has."""
    ids = model.tokenize(text)
    return {"ids": ids, "bytes": [len(model.token_bytes(id)) for id in ids]}
