"""All rows of a comparison, summed up."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from .rows import Apart

if TYPE_CHECKING:
    from nexttoken.arrays import Floats


@dataclass(frozen=True)
class Summary:
    """Means over the rows, in nats a token, of model A, the base, and model B.

    `kl_mean` is of KL(A‖B), `kl_error` its standard error over chunks, which are independent as their rows
    are not: NaN of fewer than two. `kl_low` and `kl_high` are means, too; see `rows.bounds`. Shares are of
    `kl_mean`: shape and order add up to 1, and so do head, body and tail; NaN where KL is 0 or infinite.
    `same_top`, `tv_mean` and `acceptance`, 1 - `tv_mean`, lie between 0 and 1. `ppl_a` and `ppl_b` are
    perplexities on the text, NaN where it is not known. `mass_error` is the worst row's.
    """

    rows: int
    vocabulary: int
    kl_mean: float
    kl_error: float
    kl_median: float
    kl_q99: float
    kl_max: float
    kl_reverse_mean: float
    shape_share: float
    order_share: float
    head_share: float
    body_share: float
    tail_share: float
    same_top: float
    tv_mean: float
    acceptance: float
    ppl_a: float
    ppl_b: float
    kl_low: float
    kl_high: float
    mass_error: float

    def plain(self) -> dict[str, float | None]:
        """Return it as JSON has it: None for NaN, and for what is infinite."""
        return {name: value if math.isfinite(value) else None for name, value in asdict(self).items()}


def summary(rows: Sequence[Apart], vocabulary: int, rows_per_chunk: int) -> Summary:
    """Sum up at least one row; so many of them follow from one text."""
    columns = dict(zip(Apart._fields, np.array(rows).T, strict=True))
    means = {name: float(column.mean()) for name, column in columns.items()}
    kl, kl_mean = columns["kl"], means["kl"]

    def share(name: str) -> float:
        return means[name] / kl_mean if 0 < kl_mean < math.inf else math.nan

    with np.errstate(over="ignore"):
        perplexities = np.exp([means["surprise_a"], means["surprise_b"]]).tolist()
    return Summary(
        rows=len(rows),
        vocabulary=vocabulary,
        kl_mean=kl_mean,
        kl_error=_error_over_chunks(kl, rows_per_chunk),
        kl_median=float(np.median(kl)),
        kl_q99=_quantile(kl, 0.99),
        kl_max=float(kl.max()),
        kl_reverse_mean=means["reverse"],
        shape_share=share("shape"),
        order_share=1 - share("shape"),
        head_share=share("head"),
        body_share=share("body"),
        tail_share=share("tail"),
        same_top=means["same_top"],
        tv_mean=means["total_variation"],
        acceptance=1 - means["total_variation"],
        ppl_a=perplexities[0],
        ppl_b=perplexities[1],
        kl_low=means["kl_low"],
        kl_high=means["kl_high"],
        mass_error=float(columns["mass_error"].max()),
    )


def _error_over_chunks(values: "Floats", rows_per_chunk: int) -> float:
    """The standard error of the mean, from the means of whole chunks."""
    count = len(values) // rows_per_chunk
    if count < 2 or not np.isfinite(values).all():
        return math.nan
    means = values[: count * rows_per_chunk].reshape(count, -1).mean(axis=1)
    return float(means.std(ddof=1)) / math.sqrt(count)


def _quantile(values: "Floats", part: float) -> float:
    """Between the two sorted values next to it, by where it lies; infinite values are no obstacle."""
    ordered = np.sort(values)
    below, rest = divmod(part * (len(ordered) - 1), 1)
    low, high = (float(ordered[min(int(below) + more, len(ordered) - 1)]) for more in (0, 1))
    return low if rest == 0 or low == high else low + rest * (high - low)
