"""What a model predicts at each position of a text, as columns of plain numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import entropy_of, kl_divergence, lm
from nexttoken.words import boundary_masses, word_ends

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Json = dict[str, Any]

TOP = 10  # tokens that are kept by name at each position
LENS_TOP = 5  # and at each layer
_DIGITS = 4  # behind the point: below what rounding of the weights leaves certain


def predictions(log_probs: "Floats", ids: Sequence[int]) -> Json:
    """Return what rows (len(ids), vocabulary) say of the token that each is followed by; the last by none.

    `log_probs` are those of the tokens that follow, `ranks` count from 1, `entropies` are in nats, `top`
    holds the likeliest ids of each row and `top_log_probs` theirs.
    """
    following = np.array(ids[1:], np.intp)
    said = log_probs[np.arange(len(following)), following]
    top = likeliest(log_probs, TOP)
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


def tempered(log_probs: "Floats", temperature: float) -> "Floats":
    """Return ln p of softmax(logits / temperature)."""
    scaled = log_probs / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    result: Floats = scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))
    return result


def lens(model: lm.Model, ids: Sequence[int]) -> Json:
    """Return what each layer, from the embedding on, would predict at each position if it were the last.

    `leaders` has for each position the tokens that are the likeliest of any layer, in the order in which they
    come up, and their log-probabilities in each layer.
    """
    rows = [model.lens(states) for states in model.hidden(ids)]
    return {
        "layers": [_layer(log_probs, rows[-1]) for log_probs in rows],
        "leaders": [_leaders(np.array([log_probs[at] for log_probs in rows])) for at in range(len(ids))],
    }


def _layer(log_probs: "Floats", final: "Floats") -> Json:
    top = likeliest(log_probs, LENS_TOP)
    return {
        "top": top.tolist(),
        "top_log_probs": rounded(np.take_along_axis(log_probs, top, axis=1)),
        "entropies": rounded(entropies(log_probs)),
        "kl": rounded(divergences(final, log_probs)),
    }


def _leaders(by_layer: "Floats") -> Json:
    """What is kept of one position, from its rows (layers, vocabulary)."""
    ids = list(dict.fromkeys(by_layer.argmax(axis=1).tolist()))
    return {"ids": ids, "log_probs": rounded(by_layer[:, ids])}


def likeliest(log_probs: "Floats", count: int) -> np.ndarray:
    """Return the ids of the likeliest tokens of each row, in order; of equals, the smaller id first."""
    return np.argsort(-log_probs, axis=1, kind="stable")[:, :count]


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
