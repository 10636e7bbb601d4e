"""What language models predict, in numpy: Zipf distributions, entropy, rankings, divergence. In nats."""

from .divergence import (
    acceptance,
    cross_entropy,
    distances,
    entropy_of,
    hellinger,
    jensen_shannon,
    kl_divergence,
    kl_terms,
    pinsker_bound,
    renyi,
    total_variation,
)
from .noise import rank_noise
from .ordering import spearman
from .pair import ZipfPair, zipf_pair
from .ranking import Ranking, ReachableOrders, rank_ahead, ranking, reachable_orders
from .zipf import (
    entropy,
    exponent_for_entropy,
    exponent_for_mean_log_rank,
    log_normalizer,
    log_probs,
    log_ranks,
    masses,
    mean_log_rank,
    shape_divergence,
    sorted_probs,
    var_log_rank,
)

__later__ = (
    "compare",
    "doctor",
    "followed",
    "logfiles",
    "loglik",
    "names",
    "normals",
    "odds",
    "products",
    "settling",
    "skew_normal",
    "spectrum",
)  # what readers' Python does not have imported when it starts

__all__ = [
    "Ranking",
    "ReachableOrders",
    "ZipfPair",
    "acceptance",
    "cross_entropy",
    "distances",
    "entropy",
    "entropy_of",
    "exponent_for_entropy",
    "exponent_for_mean_log_rank",
    "hellinger",
    "jensen_shannon",
    "kl_divergence",
    "kl_terms",
    "log_normalizer",
    "log_probs",
    "log_ranks",
    "masses",
    "mean_log_rank",
    "pinsker_bound",
    "rank_ahead",
    "rank_noise",
    "ranking",
    "reachable_orders",
    "renyi",
    "shape_divergence",
    "sorted_probs",
    "spearman",
    "total_variation",
    "var_log_rank",
    "zipf_pair",
]
