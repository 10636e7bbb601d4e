"""Inner products of models' log-likelihood vectors: all that KL between them, and a map of them, takes.

Products over some texts and over others add up, and which models are chosen of them may change: so the
vectors, which are long, are multiplied once. What `loglik.double_centred` does to vectors can be done to
their products afterwards (Gower 1966).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .arrays import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Products:
    """Of K models over some `texts`: products of each two vectors, (K, K), and each vector's sum, (K,)."""

    products: Floats
    sums: Floats
    texts: int

    def __add__(self, other: "Products") -> "Products":
        """The same models over both sets of texts, which have none in common."""
        return Products(self.products + other.products, self.sums + other.sums, self.texts + other.texts)

    def centred(self, models: "NDArray[np.intp]") -> Floats:
        """Return what `products_of` gives for the double centred vectors of some of the models, per text."""
        means = self.sums[models] / self.texts
        found: Floats = self.products[models][:, models].T  # numpy lays it out by columns: turned, by rows
        found /= self.texts
        row = found.mean(axis=1) - means * means.mean()
        found -= np.outer(means, means)
        found -= row[:, None]  # one after the other, for each makes no new matrix
        found -= row - row.mean()
        return found


def products_of(vectors: Floats) -> Products:
    """Multiply K models' vectors over N texts, shape (K, N).

    Where they are `double_centred` over all texts and models that there are, the least is lost to rounding.
    """
    return Products(vectors @ vectors.T, vectors.sum(axis=1), vectors.shape[1])
