"""Two Zipf distributions over the same N tokens, and where the KL divergence between them comes from.

Three panels share one rank axis: P; Q with its tokens at P's places; and what each token adds to KL(P‖Q).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from explorable import Choice, Drawing, Figure, Option, Output, Preset, Readout, Seed, Slider, State, Width
from explorable.format import INFINITE, MINUS, count, fixed, number
from explorable.plot import (
    Array,
    Bins,
    Panel,
    Ranks,
    bars,
    distribution,
    hatch,
    log_bins,
    log_labels,
    path,
    picture,
    probability_range,
    rank_axis,
    reference,
    rounded_out,
    staircase,
    text,
    value_axis,
)
from explorable.table import data_table
from nexttoken import ZipfPair, rank_ahead, zipf_pair

# ------------------------------------------------------------------------------------------ declaration

ENTROPY_HELP = "0 puts everything on one token, 1 makes all tokens equally likely."
RHO_HELP = "Spearman’s ρ between the two orders: 1 is the same order, 0 unrelated, −1 reversed."
FORMS_HELP = (
    "What a token adds: p ln(p/q), or p ln(p/q) − p + q, which is never negative. The sum is the same."
)
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
           help=ENTROPY_HELP),
    Slider("rho", "Rank correlation", -1, 1, 0.01, 0.9, symbol="ρ", help=RHO_HELP),
    Seed("seed", "Shuffle seed", help="Another seed moves other tokens just as far."),
    Choice("unit", "Unit", UNITS, "nats", help="A nat is 1.443 bits."),
    Choice("p_axis", "Probability axis", SCALES, "linear", help="A log axis shows the tail."),
    Choice("rank_axis", "Rank axis", SCALES, "linear", help="A log axis gives the head room."),
    Choice("contrib", "Contributions", FORMS, "signed", help=FORMS_HELP),
)

OUTPUTS = (
    Output("kl_pq", "KL(P‖Q)", "KL(P‖Q)", help="What Q costs where tokens are drawn from P."),
    Output("kl_pq_shape", "from shape", "KL(P‖Q)", help="What is left when Q is put in P’s order."),
    Output("kl_pq_order", "from order", "KL(P‖Q)", help="What Q’s own order adds; never negative."),
    Output("kl_qp", "KL(Q‖P)", "KL(Q‖P)", help="What P costs where tokens are drawn from Q."),
    Output("kl_qp_shape", "from shape", "KL(Q‖P)", help="What is left when P is put in Q’s order."),
    Output("kl_qp_order", "from order", "KL(Q‖P)", help="What P’s own order adds; never negative."),
    Output("rho_reached", "ρ reached", "Order", help="The rank correlation of the two orders drawn."),
    Output("rho_below", "reachable ≤ ρ", "Order", help="The nearest below the ρ asked for, or that ρ."),
    Output("rho_above", "reachable ≥ ρ", "Order", help="The nearest above the ρ asked for, or that ρ."),
    Output("s_p", "exponent of P", "Shape", "p", help="The s in p ∝ 1 / rankˢ."),
    Output("s_q", "exponent of Q", "Shape", "q", help="The s in q ∝ 1 / rankˢ."),
    Output("entropy_p", "H(P)", "Shape", "p", help="The entropy of P."),
    Output("entropy_q", "H(Q)", "Shape", "q", help="The entropy of Q."),
    Output("tv", "total variation", "Other distances", help="Half the sum of |p − q|: from 0 to 1."),
    Output("js", "Jensen–Shannon", "Other distances", help="Symmetric, and at most ln 2 nats."),
)


def _preset(label: str, h_p: float, h_q: float, rho: float, sentence: str) -> Preset:
    """A preset keeps unit, axes, form and seed: it does not name them."""
    return Preset(label, sentence, {"n": 40, "h_p": h_p, "h_q": h_q, "rho": rho})


PRESETS = (
    _preset("Identical", 0.6, 0.6, 1, "The same shape in the same order: every divergence is zero."),
    _preset("Temperature", 0.45, 0.75, 1, "One order at two temperatures: all of the divergence is shape."),
    _preset("Reordered only", 0.6, 0.6, 0.7, "One shape, shuffled: all of the divergence is order."),
    _preset("Sharp against flat", 0.3, 0.85, 1, "A sure P against an unsure Q: the directions part company."),
    _preset("Two models", 0.55, 0.62, 0.95, "A little of both, as between two models of one family."),
    _preset("Scrambled", 0.6, 0.6, 0, "Orders that have nothing to do with each other."),
)
# fmt: on

NEGLIGIBLE = 1e-12  # a divergence smaller than this (nats) is rounding

# ---------------------------------------------------------------------------------------------- compute


@dataclass(frozen=True)
class Result:
    """The pair that a state describes, and how the reader wants to see it."""

    state: State
    pair: ZipfPair

    @cached_property
    def nats_per_unit(self) -> float:
        """Divide nats by this for the displayed unit."""
        return math.log(2) if self.state.unit == "bits" else 1.0

    @cached_property
    def terms(self) -> Array:
        """What each token adds to KL(P‖Q), nats, in P's rank order; ∞ where q = 0 < p."""
        return self.pair.contributions("pq", self.state.contrib)

    @cached_property
    def words(self) -> Words:
        """What is said about the state, the same at every width."""
        return Words(_title(self), _sentence(self), _notes(self), _readouts(self), _hints(self), _table(self))

    def shown(self, nats: float) -> str:
        """An amount of information in the displayed unit; what is only rounding is 0."""
        return "0" if abs(nats) < NEGLIGIBLE else number(nats / self.nats_per_unit)

    def unit(self, nats: float) -> str:
        """The displayed unit of an amount of information; infinity has none."""
        return "" if math.isinf(nats) else self.state.unit

    def amount(self, nats: float) -> str:
        """The amount with its unit."""
        return f"{self.shown(nats)} {self.unit(nats)}".rstrip()


@dataclass(frozen=True)
class Words:
    """The parts of a drawing that are text."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    readouts: dict[str, Readout]
    hints: dict[str, str]
    table: str


def compute(state: State) -> Result:
    """Both distributions in P's rank order."""
    return Result(state, zipf_pair(state.n, state.h_p, state.h_q, state.rho, state.seed))


# ------------------------------------------------------------------------------------------------- draw

WORDS_ROOM = 18  # kept free above and below the contributions for what they are


@dataclass(frozen=True)
class Layout:
    """The measures of one drawing. They never depend on the state, so nothing on the page moves."""

    width: int
    height: int
    p: Panel
    q: Panel
    kl: Panel
    marks: int  # the most marks side by side
    rank_ticks: int
    value_ticks: int

    @property
    def roomy(self) -> bool:
        """Whether words fit beside words."""
        return self.width >= 720


LAYOUTS: dict[Width, Layout] = {
    "wide": Layout(
        720, 480, Panel(58, 706, 25, 127), Panel(58, 706, 160, 262), Panel(58, 706, 296, 436), 162, 9, 5
    ),
    "narrow": Layout(
        360, 440, Panel(50, 350, 23, 103), Panel(50, 350, 132, 212), Panel(50, 350, 243, 380), 100, 5, 4
    ),
}


def draw(result: Result, width: Width) -> Drawing:
    """The three panels at one width, and the words."""
    words = result.words
    return Drawing(
        svg=_picture(result, width),
        readouts=words.readouts,
        sentence=words.sentence,
        table=words.table,
        notes=words.notes,
        controls=words.hints,
    )


def _picture(result: Result, width: Width) -> str:
    state, layout, name = result.state, LAYOUTS[width], f"zipf-kl-{width}"
    ranks = rank_axis(layout.kl, state.n, state.rank_axis, "rank in P", layout.marks, layout.rank_ticks)
    reach = probability_range(state.p_axis, result.pair.p, result.pair.q)
    content = (
        hatch(f"{name}-hatch", "loss"),
        _panel_p(result, layout, ranks, reach),
        _panel_q(result, layout, ranks, reach),
        _panel_kl(result, layout, ranks, f"{name}-hatch"),
        ranks.axis,
        _key(ranks, layout),
    )
    words = result.words
    return picture(name, layout.width, layout.height, words.title, words.sentence, "".join(content))


def _panel_p(result: Result, layout: Layout, ranks: Ranks, reach: tuple[float, float]) -> str:
    pair, kind = result.pair, result.state.p_axis
    scale, axis = value_axis(layout.p, *reach, kind, layout.value_ticks)
    log = ", log scale" if kind == "log" else ""
    heading = f'<tspan class="p name">P</tspan> probability of each token{log}'
    aside = f"entropy {result.amount(pair.entropy_p)}, s = {number(pair.s_p)}"
    return axis + distribution(pair.p, "p", ranks, scale) + _heading(layout, layout.p, heading, aside)


def _panel_q(result: Result, layout: Layout, ranks: Ranks, reach: tuple[float, float]) -> str:
    pair = result.pair
    scale, axis = value_axis(layout.q, *reach, result.state.p_axis, layout.value_ticks)
    line = path("p line", staircase(ranks.edges, scale.of(ranks.bins.mean(pair.p))))
    heading = (
        '<tspan class="q name">Q</tspan> the same tokens in the same places; <tspan class="p">line: P</tspan>'
    )
    aside = f"entropy {result.amount(pair.entropy_q)}, s = {number(pair.s_q)}"
    marks = distribution(pair.q, "q", ranks, scale)
    return axis + marks + line + _heading(layout, layout.q, heading, aside)


def _panel_kl(result: Result, layout: Layout, ranks: Ranks, pattern: str) -> str:
    """Where the divergence comes from: areas, those below zero taken away, add up to KL(P‖Q)."""
    signed = result.state.contrib == "signed"
    panel = layout.kl.inset(WORDS_ROOM, WORDS_ROOM) if signed else layout.kl.inset(2 * WORDS_ROOM, 0)
    gain, loss = contributions(result, ranks.bins)
    tall, deep = (each / ranks.spans / result.nats_per_unit for each in (gain, loss))
    reach = _contribution_range(tall, deep, signed)
    scale, axis = value_axis(panel, *reach, "linear", layout.value_ticks)
    finite = np.isfinite(tall)
    zero, tops = scale.at(0.0), scale.of(np.where(finite, tall, 0.0))
    feet = zero if signed else tops
    ends = scale.of(deep) if signed else scale.of(np.where(finite, tall + deep, 0.0))
    heading = f'<tspan class="name">KL(P‖Q)</tspan> {result.state.unit} per {ranks.measure}'
    return "".join(
        (
            axis,
            path("gain stem", bars(ranks.left[~finite], ranks.right[~finite], zero, panel.top)),
            path("gain bar", bars(ranks.left, ranks.right, zero, tops)),
            reference(pattern, "hatched", bars(ranks.left, ranks.right, feet, ends)),
            path("zero", f"M{panel.left:g} {zero:.1f}H{panel.right:g}"),
            _heading(layout, layout.kl, heading, _split(result)),
            _sides(layout.kl, result.shown(float(gain.sum())), result.shown(abs(float(loss.sum()))), signed),
        )
    )


def contributions(result: Result, bins: Bins) -> tuple[Array, Array]:
    """What the tokens of each mark with p > q, and the others, add to KL(P‖Q), nats.

    Kept apart, for within a mark they would hide each other. All together they sum to KL(P‖Q).
    """
    more = result.pair.p > result.pair.q
    gain = bins.total(np.where(more, result.terms, 0.0))
    loss = bins.total(np.where(more, 0.0, result.terms))
    return gain, loss


def _contribution_range(tall: Array, deep: Array, signed: bool) -> tuple[float, float]:
    """What the axis spans: zero, and all that is finite."""
    finite = np.isfinite(tall)
    high = float((tall if signed else tall + deep).max(where=finite, initial=0.0))
    low = float(deep.min(initial=0.0)) if signed else 0.0
    if max(high, -low) < NEGLIGIBLE:
        return (-0.1, 0.1) if signed else (0.0, 0.1)
    return rounded_out(low, high or -low / 4, 8)


def _sides(panel: Panel, gain: str, loss: str, signed: bool) -> str:
    """What the two kinds of bar are, said beside them with their sums."""
    verb, y = ("takes away", panel.bottom - 4) if signed else ("adds", panel.top + WORDS_ROOM + 11)
    return text(panel.right, panel.top + 11, f"p &gt; q adds {gain}", "gain", "end") + text(
        panel.right, y, f"p &lt; q {verb} {loss}", "loss", "end"
    )


def _split(result: Result) -> str:
    if math.isinf(result.pair.kl_pq):
        return f"{INFINITE}: the pale bars have no end"
    kl, shape, order = (
        result.shown(x) for x in (result.pair.kl_pq, result.pair.shape_pq, result.pair.order_pq)
    )
    return f"{kl} = {shape} shape + {order} order"


def _heading(layout: Layout, panel: Panel, words: str, aside: str) -> str:
    """Words above a panel and, where there is room, more at their right."""
    y = panel.top - 10
    return text(panel.left, y, words) + (text(panel.right, y, aside, "label", "end") if layout.roomy else "")


def _key(ranks: Ranks, layout: Layout) -> str:
    """What a mark stands for, at the foot of the drawing."""
    lines = ("; ".join(ranks.key),) if layout.roomy else ranks.key
    x, y = layout.kl.left, layout.kl.bottom + 36
    return "".join(text(x, y + 16 * row, line, "note") for row, line in enumerate(lines))


# ------------------------------------------------------------------------------------------------ words


def _title(result: Result) -> str:
    pair = result.pair
    if math.isinf(pair.kl_pq):
        return "KL(P‖Q) is infinite."
    return (
        f"KL(P‖Q) is {result.amount(pair.kl_pq)}: "
        f"{result.shown(pair.shape_pq)} from shape and {result.shown(pair.order_pq)} from order."
    )


def _sentence(result: Result) -> str:
    pair = result.pair
    return f"Over {count(pair.n)} tokens {_shapes(result)}, {_orders(pair)}; {_costs(result)}."


def _shapes(result: Result) -> str:
    pair = result.pair
    h_p, h_q = result.shown(pair.entropy_p), result.amount(pair.entropy_q)
    if result.state.h_p == result.state.h_q:
        return f"P and Q have the same shape (entropy {h_q})"
    word = "flatter" if pair.entropy_q > pair.entropy_p else "sharper"
    return f"Q is {word} than P (entropy {h_q} against {h_p})"


def _orders(pair: ZipfPair) -> str:
    if pair.rho == 1:
        return "in the same order"
    if pair.rho == -1:
        return "in the reverse order"
    return f"in orders that correlate at ρ = {fixed(pair.rho, 3)}"


def _costs(result: Result) -> str:
    pair = result.pair
    if max(pair.kl_pq, pair.kl_qp) < NEGLIGIBLE:
        return "no token sets them apart, and KL is 0 in both directions"
    if math.isinf(pair.kl_pq):
        return "KL(P‖Q) is infinite, for Q rules out tokens that P allows"
    costs = f"KL(P‖Q) = {result.amount(pair.kl_pq)}, {_share(pair.shape_pq, pair.order_pq)}"
    top = int(np.argmax(result.terms))
    return (
        f"{costs}; the token that adds most, {result.shown(float(result.terms[top]))}, "
        f"is number {count(top + 1)} for P and number {count(int(pair.ranks[top]))} for Q"
    )


def _share(shape: float, order: float) -> str:
    if order < NEGLIGIBLE:
        return "all of it shape"
    if shape < NEGLIGIBLE:
        return "all of it order"
    percent = round(100 * shape / (shape + order))
    if percent in (0, 100):
        return f"nearly all of it {'shape' if percent else 'order'}"
    return f"{percent} % shape and {100 - percent} % order"


def _notes(result: Result) -> tuple[str, ...]:
    pair = result.pair
    found = (
        _note_on_infinity(pair),
        _note_on_edge("P", pair.s_p),
        _note_on_edge("Q", pair.s_q),
        _note_on_rho(pair),
        _note_on_floor(result),
        _note_on_crowding(result),
    )
    return tuple(note for note in found if note)


def _note_on_infinity(pair: ZipfPair) -> str:
    if math.isinf(pair.kl_pq) and math.isinf(pair.kl_qp):
        return "Both divergences are infinite: P and Q put everything on one token each, and not on the same."
    if math.isinf(pair.kl_pq):
        return "KL(P‖Q) is infinite: Q gives probability 0 to tokens that P can produce."
    if math.isinf(pair.kl_qp):
        return "KL(Q‖P) is infinite: P gives probability 0 to tokens that Q can produce."
    return ""


def _note_on_edge(name: str, s: float) -> str:
    if math.isinf(s):
        return f"H({name}) = 0: {name} puts everything on its first token (s = {INFINITE})."
    if s == 0:
        return f"H({name}) = ln N: to {name} all tokens are equally likely (s = 0), its ranks only names."
    return ""


def _note_on_rho(pair: ZipfPair) -> str:
    if abs(pair.rho - pair.rho_target) < 0.005:
        return ""
    if pair.n == 2:
        return f"Two tokens have only two orders: ρ is 1 or {MINUS}1, and {fixed(pair.rho, 0)} is drawn."
    return (
        f"ρ = {fixed(pair.rho_target, 2)} is out of reach for these {count(pair.n)} tokens and this seed: "
        f"the nearest are {fixed(pair.rho_below, 3)} and {fixed(pair.rho_above, 3)}, "
        f"and {fixed(pair.rho, 3)} is drawn."
    )


def _note_on_floor(result: Result) -> str:
    if result.state.p_axis == "linear":
        return ""
    low, _ = probability_range("log", result.pair.p, result.pair.q)
    if min(float(result.pair.p[-1]), float(result.pair.q.min())) >= low:
        return ""
    return (
        f"The log axis ends at {log_labels([low])[0]}: what is less, zero included, has no mark, "
        "and lines run along the lower edge."
    )


def _note_on_crowding(result: Result) -> str:
    n = result.pair.n
    held = float(result.pair.p[: n // 100].sum())
    if result.state.rank_axis == "log" or held < 0.5:
        return ""
    return (
        f"The first {count(n // 100)} ranks hold {held * 100:.0f} % of P and crowd at the left edge: "
        "a log rank axis gives them room."
    )


def _readouts(result: Result) -> dict[str, Readout]:
    pair = result.pair
    information = {
        "kl_pq": pair.kl_pq,
        "kl_pq_shape": pair.shape_pq,
        "kl_pq_order": pair.order_pq,
        "kl_qp": pair.kl_qp,
        "kl_qp_shape": pair.shape_qp,
        "kl_qp_order": pair.order_qp,
        "entropy_p": pair.entropy_p,
        "entropy_q": pair.entropy_q,
        "js": pair.jensen_shannon,
    }
    plain = {"s_p": pair.s_p, "s_q": pair.s_q, "tv": pair.total_variation}
    correlations = {"rho_reached": pair.rho, "rho_below": pair.rho_below, "rho_above": pair.rho_above}
    return (
        {name: Readout(nats, result.shown(nats), result.unit(nats)) for name, nats in information.items()}
        | {name: Readout(value, number(value)) for name, value in plain.items()}
        | {name: Readout(value, fixed(value, 3)) for name, value in correlations.items()}
    )


def _hints(result: Result) -> dict[str, str]:
    pair, unit = result.pair, result.nats_per_unit
    full = f"{fixed(pair.entropy_max / unit, 2)} {result.state.unit}"
    return {
        "n": f"ln N = {full}" if unit == 1 else f"log₂ N = {full}",
        "h_p": f"{fixed(pair.entropy_p / unit, 2)} of {full}",
        "h_q": f"{fixed(pair.entropy_q / unit, 2)} of {full}",
        "rho": f"{fixed(pair.rho, 3)} reached",
    }


MOST_ROWS = 40


def _table(result: Result) -> str:
    """One row a token, or a row for each of about twenty runs of ranks."""
    pair, state = result.pair, result.state
    amount = f"adds to KL(P‖Q), {state.unit}"
    total = result.shown(pair.kl_pq)
    if pair.n <= MOST_ROWS:
        rows = zip(
            map(str, range(1, pair.n + 1)),
            map(str, pair.ranks.tolist()),
            map(number, pair.p.tolist()),
            map(number, pair.q.tolist()),
            map(result.shown, result.terms.tolist()),
            strict=True,
        )
        columns = ("rank in P", "rank in Q", "p", "q", amount)
        return data_table("Every token, in P’s order", columns, rows, ("all", "all", "1.000", "1.000", total))
    bins = log_bins(pair.n, 20)
    rows = zip(
        _runs(bins),
        map(count, bins.sizes.tolist()),
        map(number, bins.total(pair.p).tolist()),
        map(number, bins.total(pair.q).tolist()),
        map(result.shown, bins.total(result.terms).tolist()),
        strict=True,
    )
    columns = ("ranks in P", "tokens", "held by P", "held by Q", amount)
    return data_table(
        "Runs of tokens, in P’s order", columns, rows, ("all", count(pair.n), "1.000", "1.000", total)
    )


def _runs(bins: Bins) -> list[str]:
    first = (bins.starts + 1).tolist()
    last = (bins.starts + bins.sizes).tolist()
    return [count(a) if a == b else f"{count(a)}–{count(b)}" for a, b in zip(first, last, strict=True)]


figure = Figure(
    id="zipf-kl",
    title="Every divergence is shape plus order",
    caption=(
        "Two Zipf distributions over the same tokens: their entropies set the shapes, a rank correlation the "
        "order, and KL(P‖Q) is the sum of what the tokens in the third panel add."
    ),
    controls=CONTROLS,
    outputs=OUTPUTS,
    presets=PRESETS,
    compute=compute,
    draw=draw,
    ahead=lambda state: rank_ahead(state.n, state.seed),
)
