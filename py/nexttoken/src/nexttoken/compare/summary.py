"""All rows of a comparison, summed up."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nexttoken.arrays import Floats, Order


@dataclass(frozen=True)
class Summary:
    """Means over the rows, in nats a token, of model A, the base, and model B.

    `chunks` is of how many chunks of text the rows are. `vocabulary` is None where it is not known. `kl_mean`
    is of KL(A‖B), `kl_error` its standard error over chunks, which are more nearly independent than their
    rows: NaN of fewer than two. `kl_low` and `kl_high` are means, too; see `rows.bounds`, and `lists.highest`
    where files list only some tokens: of these all else is of the tokens that both list, and of all others as
    one. Shares are of `kl_mean`: shape and order add up to 1, and so do head, body and tail; NaN where KL is
    0 or infinite. `same_top`, `tv_mean` and `acceptance`, 1 - `tv_mean`, lie between 0 and 1. `ppl_a` and
    `ppl_b` are perplexities on the text, NaN where it is not known. `mass_error` is the worst row's.
    """

    rows: int
    chunks: int
    vocabulary: int | None
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
        """Return it as JSON has it: None for NaN, and for what is infinite or not known."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def summary(columns: "Mapping[str, Floats]", vocabulary: int | None, chunks: Sequence[int]) -> Summary:
    """Sum up at least one row: what `Apart` says of each, and of which chunk it is."""
    means = {name: float(column.mean()) for name, column in columns.items()}
    kl, kl_mean = columns["kl"], means["kl"]

    def share(name: str) -> float:
        return means[name] / kl_mean if 0 < kl_mean < math.inf else math.nan

    perplexities = _perplexities(columns["surprise_a"], columns["surprise_b"])
    return Summary(
        rows=len(kl),
        chunks=len(set(chunks)),
        vocabulary=vocabulary,
        kl_mean=kl_mean,
        kl_error=_error_over_chunks(kl, np.array(chunks)),
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


def _plain(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _perplexities(surprise_a: "Floats", surprise_b: "Floats") -> list[float]:
    """Of both models, on the tokens of which both say how likely they were."""
    known = ~(np.isnan(surprise_a) | np.isnan(surprise_b))
    if not known.any():
        return [math.nan, math.nan]
    with np.errstate(over="ignore"):
        found: list[float] = np.exp([surprise_a[known].mean(), surprise_b[known].mean()]).tolist()
    return found


def _error_over_chunks(values: "Floats", chunks: "Order") -> float:
    """The standard error of the mean, a ratio of sums over chunks, which may be of different lengths.

    Where all are alike it is the deviation of their means by the root of their number.
    """
    _, chunk_of = np.unique(chunks, return_inverse=True)
    count = int(chunk_of[-1]) + 1
    if count < 2 or not np.isfinite(values).all():
        return math.nan
    residuals = np.bincount(chunk_of, values - values.mean())
    return math.sqrt(count / (count - 1) * float((residuals**2).sum())) / len(values)


def _quantile(values: "Floats", part: float) -> float:
    """Between the two sorted values next to it, by where it lies; infinite values are no obstacle."""
    ordered = np.sort(values)
    below, rest = divmod(part * (len(ordered) - 1), 1)
    low, high = (float(ordered[min(int(below) + more, len(ordered) - 1)]) for more in (0, 1))
    return low if rest == 0 or low == high else low + rest * (high - low)
