"""Two Zipf distributions over the same N tokens, and where the KL divergence between them comes from.

The declaration: what a reader can set, what is shown of it, and states worth a look.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from explorable import Choice, Figure, Option, Output, Preset, Seed, Slider, State
from nexttoken import ZipfPair, rank_ahead, zipf_pair

from ..shared.words import ENTROPY_HELP
from .clauses import CLAUSES
from .draw import draw
from .probe import PROBE
from .result import Result

T_HELP = "Divides Q’s logits: its exponent s becomes s / T. Above 1 Q is flatter, below 1 sharper."
RHO_HELP = (
    "Spearman’s ρ between the two orders: 1 is the same order, 0 no correlation, −1 the reverse. "
    "It goes in thousandths near 1 and −1, and where you type it."
)
BELOW_HELP = "The nearest below the ρ asked for, or that ρ. Beyond 400 tokens to within 0.00005."
ABOVE_HELP = "The nearest above the ρ asked for, or that ρ. Beyond 400 tokens to within 0.00005."
FORMS_HELP = (
    "What a token adds: p ln(p/q), or p ln(p/q) − p + q, which is never negative. The sum is the same."
)
TEMPERATURE_HELP = "The temperature at which P would have Q’s shape: P’s exponent over Q’s."
ACCEPTANCE_HELP = (
    "How often speculative decoding keeps a token that Q drafts for P: 1 less the total variation."
)
SHARES = "Where it is"
SCALES = (Option("linear", "linear"), Option("log", "log"))
UNITS = (Option("nats", "nats"), Option("bits", "bits"))
FORMS = (Option("signed", "signed"), Option("nonnegative", "non-negative"))

# fmt: off
CONTROLS = (
    Slider("n", "Vocabulary size", 2, 200_000, 1, 40, symbol="N", unit="tokens", scale="log",
           help="How many tokens both distributions share. GPT-2 has 50 257."),
    Slider("h_p", "Entropy of P", 0, 1, 0.002, 0.6, symbol="H(P)", unit="of ln N", tone="p",
           help=ENTROPY_HELP),
    Slider("h_q", "Entropy of Q", 0, 1, 0.002, 0.6, symbol="H(Q)", unit="of ln N", tone="q",
           help=ENTROPY_HELP, same_as="h_p"),
    Slider("t", "Temperature of Q", 0.25, 4, 0.01, 1, symbol="T", scale="log", tone="q", help=T_HELP),
    Slider("rho", "Rank correlation", -1, 1, 0.01, 0.9, symbol="ρ", fine=0.001, help=RHO_HELP),
    Seed("seed", "Shuffle seed", help="Another seed moves other tokens just as far."),
    Choice("unit", "Unit", UNITS, "nats", help="A nat is 1.443 bits.", view=True),
    Choice("p_axis", "Probability axis", SCALES, "linear", help="A log axis shows the tail.", view=True),
    Choice("rank_axis", "Rank axis", SCALES, "linear", help="A log axis gives the head room.", view=True),
    Choice("contrib", "Contributions", FORMS, "signed", help=FORMS_HELP, view=True),
)

OUTPUTS = (
    Output("kl_pq", "KL(P‖Q)", "KL(P‖Q)", help="What Q costs where tokens are drawn from P."),
    Output("kl_pq_shape", "from shape", "KL(P‖Q)", help="What is left when Q is put in P’s order."),
    Output("kl_pq_order", "from order", "KL(P‖Q)", help="What Q’s own order adds; never negative."),
    Output("kl_qp", "KL(Q‖P)", "KL(Q‖P)", help="What P costs where tokens are drawn from Q."),
    Output("kl_qp_shape", "from shape", "KL(Q‖P)", help="What is left when P is put in Q’s order."),
    Output("kl_qp_order", "from order", "KL(Q‖P)", help="What P’s own order adds; never negative."),
    Output("rho_reached", "ρ reached", "Order", help="The rank correlation of the two orders drawn."),
    Output("rho_below", "reachable ≤ ρ", "Order", help=BELOW_HELP),
    Output("rho_above", "reachable ≥ ρ", "Order", help=ABOVE_HELP),
    Output("s_p", "exponent of P", "Shape", "p", help="The s in p ∝ 1 / rankˢ."),
    Output("s_q", "exponent of Q", "Shape", "q", help="The s in q ∝ 1 / rankˢ, after the temperature."),
    Output("temperature", "T from P to Q", "Shape", help=TEMPERATURE_HELP),
    Output("entropy_p", "H(P)", "Shape", "p", help="The entropy of P."),
    Output("entropy_q", "H(Q)", "Shape", "q", help="The entropy of Q, after the temperature."),
    Output("head", "head, ranks 1–10", SHARES, help="What P’s ten likeliest tokens add to KL(P‖Q)."),
    Output("body", "body, 11–100", SHARES, help="What P’s next ninety tokens add."),
    Output("tail", "tail, beyond 100", SHARES, help="All the others. Shares are of the non-negative form."),
    Output("tv", "total variation", "Other distances", help="Half the sum of |p − q|: from 0 to 1."),
    Output("acceptance", "acceptance", "Other distances", help=ACCEPTANCE_HELP),
    Output("js", "Jensen–Shannon", "Other distances", help="Symmetric, and at most ln 2 nats."),
)


def _preset(label: str, h_p: float, h_q: float, rho: float, sentence: str) -> Preset:
    """A preset keeps unit, axes, form and seed: it does not name them."""
    return Preset(label, sentence, {"n": 40, "h_p": h_p, "h_q": h_q, "t": 1, "rho": rho})


PRESETS = (
    _preset("Identical", 0.6, 0.6, 1, "The same shape in the same order: every divergence is zero."),
    _preset("Temperature", 0.45, 0.75, 1, "One order at two temperatures: all of the divergence is shape."),
    _preset("Reordered only", 0.6, 0.6, 0.7, "One shape, shuffled: all of the divergence is order."),
    _preset("Sharp against flat", 0.3, 0.85, 1, "A sure P against an unsure Q: the directions part company."),
    _preset("Two models", 0.55, 0.62, 0.95, "A little of both: the shapes differ somewhat, the orders too."),
    _preset("Scrambled", 0.6, 0.6, 0, "Orders that do not correlate: ρ = 0."),
)
# fmt: on


def compute(state: State) -> Result:
    """Both distributions in P's rank order."""
    return Result(state, _pair(state.n, state.h_p, state.h_q, state.t, state.rho, state.seed))


@lru_cache(maxsize=4)
def _pair(n: int, h_p: float, h_q: float, t: float, rho: float, seed: int) -> ZipfPair:
    """The pair, kept: another unit or axis, or a pinned state, needs nothing new."""
    return zipf_pair(n, h_p, h_q, rho, seed, temperature_q=t)


figure = Figure(
    id="zipf-kl",
    title="Every divergence is shape plus order",
    caption=(
        "Two Zipf distributions over the same tokens: their entropies set the shapes, a rank correlation the "
        "order. Each divergence is the sum of what the tokens add, and splits exactly into shape and order."
    ),
    controls=CONTROLS,
    outputs=OUTPUTS,
    presets=PRESETS,
    clauses=CLAUSES,
    compute=compute,
    draw=draw,
    ahead=lambda state: rank_ahead(state.n, state.rho, state.seed),
    compare=lambda result, pinned: replace(result, pinned=pinned),
    probe=PROBE,
)
