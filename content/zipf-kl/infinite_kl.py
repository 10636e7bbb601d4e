"""One forbidden token makes KL(P‖Q) infinite, and what smoothing makes of that.

P is a Zipf distribution. Q has the same shape, is cut to its k likeliest tokens, as a sampler does, and may
then spread a share ε of its probability evenly over all tokens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from explorable import Choice, Drawing, Figure, Note, Option, Output, Readout, Seed, Slider, State, Width
from explorable.format import INFINITE, number, power_of_ten
from explorable.plot import (
    Array,
    Layout,
    Log,
    Panel,
    Ranks,
    bars,
    caps,
    dots,
    log_labels,
    path,
    picture,
    polyline,
    rank_axis,
    rounded_out,
    staircase,
    text,
    value_axis,
    x_axis,
)
from explorable.table import data_table
from nexttoken import jensen_shannon, kl_divergence, kl_terms, total_variation, zipf_pair
from numpy.typing import NDArray

from .shared.rounding import but_rounding

N = 40
ENTROPY = 0.6  # of ln N, for both
EPSILONS = np.logspace(-9, -1, 81)
SMOOTHING = {"0": "0", "1e-8": "10⁻⁸", "1e-6": "10⁻⁶", "1e-4": "10⁻⁴", "1e-2": "10⁻²"}


@dataclass(frozen=True)
class Result:
    """P and the cut, smoothed Q in P's rank order, how far apart they are (nats), and KL over EPSILONS."""

    k: int
    epsilon: float
    log_p: Array
    log_q: Array
    kept: NDArray[np.bool]  # whether the token is among Q's k likeliest
    kept_by_q: float  # what these held of Q before it was cut
    cut: float  # what P gives to all the others
    kl_pq: float
    kl_qp: float
    curve: Array  # KL(P‖Q) at each of EPSILONS


def compute(state: State) -> Result:
    """Cut, scale up to a sum of 1, smooth, compare."""
    pair, epsilon = zipf_pair(N, ENTROPY, ENTROPY, state.rho, state.seed), float(state.epsilon)
    kept = pair.ranks <= state.k
    held = float(pair.q[kept].sum())
    cut_q = np.where(kept, pair.q / held, 0.0)
    with np.errstate(divide="ignore"):
        log_q = np.log((1 - epsilon) * cut_q + epsilon / N)
    mixtures = (1 - EPSILONS[:, None]) * cut_q + EPSILONS[:, None] / N
    curve = (pair.p * (pair.log_p - np.log(mixtures))).sum(axis=1)
    out = float(pair.p[~kept].sum())
    kl_pq, kl_qp = _kl(pair.log_p, log_q), _kl(log_q, pair.log_p)
    return Result(state.k, epsilon, pair.log_p, log_q, kept, held, out, kl_pq, kl_qp, curve)


def _kl(log_p: Array, log_q: Array) -> float:
    """The divergence in nats; what is only rounding is 0."""
    return but_rounding(kl_divergence(log_p, log_q))


LAYOUTS = {
    "wide": Layout(720, 352, {"lists": Panel(58, 706, 25, 150), "curve": Panel(58, 706, 222, 312)}),
    "narrow": Layout(360, 344, {"lists": Panel(50, 350, 25, 142), "curve": Panel(50, 350, 214, 304)}),
}


def draw(result: Result, width: Width) -> Drawing:
    """Both lists; below them KL(P‖Q) over ε; and the same in words."""
    layout, sentence = LAYOUTS[width], _sentence(result)
    content = _lists(result, layout) + _curve(result, layout)
    return Drawing(
        svg=picture(f"infinite-kl-{width}", layout.width, layout.height, _title(result), sentence, content),
        readouts=_readouts(result),
        sentence=sentence,
        table=_table(result),
        notes=(_note(result),),
        controls={"k": f"holding {number(result.kept_by_q)} of Q"},
    )


def _lists(result: Result, layout: Layout) -> str:
    """P as a line, Q as caps, and a cross at the foot for every token that Q rules out."""
    panel = layout["lists"]
    ranks = rank_axis(panel, N, "linear", "rank in P", N, 9 if layout.roomy else 5)
    scale, axis = value_axis(panel, 1e-10, 1.0, "log", 6 if layout.roomy else 5)
    p, q = scale.of(np.exp(result.log_p)), scale.of(np.exp(result.log_q))
    some = result.log_q > -np.inf
    left, right = ranks.left[some], ranks.right[some]
    words = '<tspan class="q name">Q</tspan> caps; <tspan class="p">P line</tspan>; × ruled out; log scale'
    return "".join(
        (
            axis,
            ranks.axis,
            path("q stem", bars(left, right, panel.bottom, q[some])),
            path("q cap", caps(left, right, q[some])),
            path("p line", staircase(ranks.edges, p)),
            _crosses(ranks, ~some, panel.bottom - 4),
            text(panel.left, panel.top - 10, words),
        )
    )


def _crosses(ranks: Ranks, out: NDArray[np.bool], y: float) -> str:
    middles = ((ranks.left + ranks.right) / 2)[out].tolist()
    return "".join(text(round(x, 1), y, "×", "q name", "middle") for x in middles)


def _curve(result: Result, layout: Layout) -> str:
    """KL(P‖Q) for every ε, and where the reader stands on it."""
    panel = layout["curve"]
    across = Log(float(EPSILONS[0]), float(EPSILONS[-1]), panel.left, panel.right)
    low, high = rounded_out(0.0, max(float(result.curve.max()), 0.05), 5)
    up, axis = value_axis(panel, low, high, "linear", 4)
    ticks = (1e-8, 1e-6, 1e-4, 1e-2)
    words = '<tspan class="name">KL(P‖Q)</tspan> nats, for every share ε spread'
    return "".join(
        (
            axis,
            x_axis(panel, across, ticks, tuple(log_labels(ticks)), "ε, log scale"),
            path("ink line", polyline(across.of(EPSILONS), up.of(result.curve))),
            _here(result, panel, across, up.at(min(result.kl_pq, high))),
            text(panel.left, panel.top - 10, words),
        )
    )


def _here(result: Result, panel: Panel, across: Log, y: float) -> str:
    """A dot at the chosen ε. A log axis does not reach 0: there, an arrow for what has no end."""
    if result.epsilon:
        return path("ink dot", dots(np.array([across.at(result.epsilon)]), np.array([y]), 4))
    x = panel.left
    if math.isfinite(result.kl_pq):
        return text(x + 8, panel.top + 12, f"at ε = 0: {number(result.kl_pq)}", "note")
    arrow = path("ink line", f"M{x:g} {panel.bottom:g}V{panel.top:g}m-4 7l4 -7l4 7")
    return arrow + text(x + 8, panel.bottom - 6, f"at ε = 0: {INFINITE}", "note")


# ------------------------------------------------------------------------------------------------ words


def _readouts(result: Result) -> dict[str, Readout]:
    tv, js = total_variation(result.log_p, result.log_q), jensen_shannon(result.log_p, result.log_q)
    tv, js = map(but_rounding, (tv, js))
    return {
        "kl_pq": Readout(result.kl_pq, number(result.kl_pq), "" if math.isinf(result.kl_pq) else "nats"),
        "cut": Readout(result.cut, number(result.cut)),
        "kl_qp": Readout(result.kl_qp, number(result.kl_qp), "nats"),
        "tv": Readout(tv, number(tv)),
        "js": Readout(js, number(js), "nats"),
    }


def _title(result: Result) -> str:
    if math.isinf(result.kl_pq):
        return f"KL(P‖Q) is infinite: Q rules out {_tokens(N - result.k)}."
    return f"KL(P‖Q) is {number(result.kl_pq)} nats."


def _tokens(many: int) -> str:
    return "1 token" if many == 1 else f"{many} tokens"


def _sentence(result: Result) -> str:
    kept = f"Q keeps all {N} tokens"
    if result.k < N:
        likeliest = "likeliest token" if result.k == 1 else f"{result.k} likeliest tokens"
        kept = f"Q keeps its {likeliest} of {N}; P gives the rest {number(result.cut)}"
    spread = f" With a share of {_power(result)} of Q spread over all," if result.epsilon else ""
    kl_pq = "infinite" if math.isinf(result.kl_pq) else f"{number(result.kl_pq)} nats"
    return f"{kept}.{spread} KL(P‖Q) is {kl_pq} and KL(Q‖P) {number(result.kl_qp)} nats."


def _power(result: Result) -> str:
    return power_of_ten(round(math.log10(result.epsilon)))


def _note(result: Result) -> Note:
    if result.k == N:
        return Note("Nothing is cut: every token stays possible.", "Forbid one", {"k": N - 1})
    if not result.epsilon:
        words = "No finite surplus pays for a token that P produces and Q rules out."
        return Note(words, "Spread a millionth of Q over all tokens", {"epsilon": "1e-6"})
    more = number(result.cut * math.log(100))
    return Note(f"ε sets this number: every hundred times less adds about {more} nats, without end.")


def _table(result: Result) -> str:
    rows = zip(
        map(str, range(1, N + 1)),
        ("yes" if kept else "no" for kept in result.kept.tolist()),
        map(number, np.exp(result.log_p).tolist()),
        map(number, np.exp(result.log_q).tolist()),
        map(number, kl_terms(result.log_p, result.log_q).tolist()),
        strict=True,
    )
    columns = ("rank in P", "kept by Q", "p", "q", "adds to KL(P‖Q), nats")
    total = ("all", str(result.k), "1.000", "1.000", number(result.kl_pq))
    return data_table("Every token, in P’s order", columns, rows, total)


# fmt: off
figure = Figure(
    id="infinite-kl",
    title="One forbidden token makes KL(P‖Q) infinite",
    caption=(
        "Q is cut to its k likeliest tokens, as a sampler does, and may spread a share ε of its probability "
        "over all tokens again. The lower panel shows what that share decides."
    ),
    controls=(
        Slider("k", "Tokens kept", 1, N, 1, N - 1, symbol="k", unit=f"of {N}", tone="q",
               help="Top-k sampling keeps the k likeliest tokens and scales them up to a sum of 1."),
        Choice("epsilon", "Share spread, ε", tuple(Option(*each) for each in SMOOTHING.items()), "0",
               help="Smoothing: Q becomes (1 − ε) Q + ε times the uniform distribution."),
        Slider("rho", "Rank correlation", -1, 1, 0.01, 1, symbol="ρ", fine=0.001,
               help="At 1, Q is P itself, cut. Below, Q’s likeliest tokens need not be P’s."),
        Seed("seed", "Shuffle seed", help="Another seed moves other tokens."),
    ),
    outputs=(
        Output("kl_pq", "KL(P‖Q)", "KL(P‖Q)", help="Infinite where Q rules out a token that P allows."),
        Output("cut", "ruled out, under P", "KL(P‖Q)", "p", help="What P gives to the tokens that Q cuts."),
        Output("kl_qp", "KL(Q‖P)", "KL(Q‖P)", help="Finite: P allows all that Q can produce."),
        Output("tv", "total variation", "Other distances", help="Half the sum of |p − q|: from 0 to 1."),
        Output("js", "Jensen–Shannon", "Other distances", help="Symmetric, and at most ln 2 nats."),
    ),
    compute=compute,
    draw=draw,
)
