"""The logit lens: what each layer of a model would predict if it were the last (nostalgebraist 2020).

The states that a layer leaves are read as the last one's are: by the final norm and the embedding, which were
trained for that one alone.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.divergence import entropy_of, kl_divergence
from nexttoken.ordering import likeliest

from .model import Model

if TYPE_CHECKING:
    from nexttoken.arrays import Floats, Order

TOP = 5  # tokens that are kept of each layer


class Lens(NamedTuple):
    """What is predicted at one position, in nats: a row for the embedding, and one for each layer after it.

    top: the likeliest ids, shape (layers + 1, 5), of equals the smaller first; top_log_probs: theirs.
    entropies, and kl, KL(last layer || layer): shape (layers + 1,). leaders: the tokens that are the
    likeliest of any layer, in the order in which they come up, shape (k,); leader_log_probs: shape
    (layers + 1, k).
    """

    top: "Order"
    top_log_probs: "Floats"
    entropies: "Floats"
    kl: "Floats"
    leaders: "Order"
    leader_log_probs: "Floats"


def lenses(model: Model, ids: Sequence[int]) -> Iterator[Lens]:
    """Yield the lens on each position of a text."""
    for states in model.hidden(ids).swapaxes(0, 1):
        yield _lens(model.lens(states))


def _lens(rows: "Floats") -> Lens:
    top = np.array([likeliest(row, TOP) for row in rows])
    leaders = np.array(list(dict.fromkeys(top[:, 0].tolist())), np.intp)
    return Lens(
        top=top,
        top_log_probs=np.take_along_axis(rows, top, axis=1),
        entropies=np.array([entropy_of(row) for row in rows]),
        kl=np.array([kl_divergence(rows[-1], row) for row in rows]),
        leaders=leaders,
        leader_log_probs=rows[:, leaders],
    )
