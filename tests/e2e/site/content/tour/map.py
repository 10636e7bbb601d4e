"""A figure with everything that a figure may have: all kinds of controls, presets, notes, a pin, a probe."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from explorable import (
    Choice,
    Drawing,
    Figure,
    Look,
    Note,
    Option,
    Output,
    Preset,
    Probe,
    Readout,
    Seed,
    Slider,
    State,
    Width,
)
from explorable.format import count, number
from explorable.plot import (
    Panel,
    Ranks,
    bars,
    distribution,
    dots,
    outline,
    overlay,
    path,
    picture,
    probability_range,
    rank_axis,
    text,
    value_axis,
)
from explorable.table import data_table

from .lists import Pair, pair_of

SIZES: dict[Width, tuple[int, int]] = {"wide": (720, 330), "narrow": (360, 330)}
TOP, BOTTOM = (Panel(58, 0, 28, 130), Panel(58, 0, 176, 286))
CROWDED = 1000  # places: from here on most bars are too low to be seen


@dataclass(frozen=True, eq=False)
class Result:
    """Two lists, as they are to be shown, and those that are pinned behind them."""

    state: State
    pair: Pair
    pinned: Result | None = None

    def said(self, nats: float) -> str:
        """An amount in the unit that is shown."""
        return number(nats / math.log(2) if self.state.unit == "bits" else nats)


def compute(state: State) -> Result:
    """Both lists, whatever they are shown as."""
    return Result(state, pair_of(state.n, state.a, state.b, state.t, state.rho, state.seed))


# ------------------------------------------------------------------------------------------------- draw


def draw(result: Result, width: Width) -> Drawing:
    """A bar for each place of either list, and all of it in words."""
    pair, sentence = result.pair, _sentence(result)
    size, ranks = SIZES[width], _ranks(result, width)
    lists = (("p", TOP, pair.p), ("q", BOTTOM, pair.q))
    content = "".join(_list(result, width, tone, panel, values) for tone, panel, values in lists)
    span = ranks.scale.start, ranks.scale.end
    return Drawing(
        svg=picture(f"map-{width}", *size, "Two lists", sentence, ranks.axis + content, span),
        readouts=_readouts(result),
        sentence=sentence,
        table=_table(result),
        notes=tuple(_notes(result)),
        controls={"n": f"ln N = {math.log(pair.n):.2f} nats"},
    )


def _ranks(result: Result, width: Width) -> Ranks:
    return rank_axis(_across(BOTTOM, width), result.pair.n, result.state.ranks, "place", 128, 6)


def _across(panel: Panel, width: Width) -> Panel:
    return replace(panel, right=SIZES[width][0] - 12)


def _list(result: Result, width: Width, tone: str, panel: Panel, values: np.ndarray) -> str:
    ranks, pair, kind = _ranks(result, width), result.pair, result.state.axis
    scale, axis = value_axis(_across(panel, width), *probability_range(kind, pair.p, pair.q), kind, 4)
    ghost = ""
    if result.pinned and result.pinned.pair.n == pair.n:
        behind = result.pinned.pair.p if tone == "p" else result.pinned.pair.q
        ghost = path(f"ghost {tone}", outline(ranks.bins.heights(behind), ranks, scale))
    words = f'<tspan class="{tone} name">{tone.upper()}</tspan>  probability of each place'
    marks = distribution(ranks.bins.heights(values), tone, ranks, scale)
    form = ", non-negative" if result.state.form == "nonnegative" and tone == "q" else ""
    return axis + marks + ghost + text(panel.left, panel.top - 10, words + form)


def _readouts(result: Result) -> dict[str, Readout]:
    pair, unit, was = result.pair, result.state.unit, result.pinned
    amounts = {"gap": pair.gap, "shape": pair.shape, "order": pair.order}
    before = was and {"gap": was.pair.gap, "shape": was.pair.shape, "order": was.pair.order}
    shown = {
        name: Readout(nats, result.said(nats), unit, result.said(before[name]) if before else "")
        for name, nats in amounts.items()
    }
    even = None if result.state.b == 0 else result.state.a / result.state.b
    return {
        **shown,
        "reached": Readout(pair.reached, f"{pair.reached:.4f}".replace("-", "−")),
        "ratio": Readout(0.0, "–") if even is None else Readout(even, number(even)),
    }


def _sentence(result: Result) -> str:
    pair, state = result.pair, result.state
    scale = "logarithmic" if state.axis == "log" else "linear"
    places = " Places grow by factors." if state.ranks == "log" else ""
    form = " Counted without negative parts." if state.form == "nonnegative" else ""
    return (
        f"Over {count(pair.n)} places the second list is {result.said(pair.gap)} {state.unit} from the "
        f"first, of which {result.said(pair.order)} are order; the scale is {scale}.{places}{form}"
    )


def _notes(result: Result) -> list[Note]:
    pair, found = result.pair, []
    if result.pinned:
        found.append(Note("Thin outlines: the pinned lists."))
    if math.isinf(pair.gap):
        found.append(Note("The gap is infinite: the second list rules out what the first allows."))
    if pair.n > CROWDED and result.state.axis == "linear":
        found.append(Note("Most bars are too low to be seen.", "Use a log axis", {"axis": "log"}))
    return found


def _row(result: Result, place: int) -> list[str]:
    pair, i = result.pair, place - 1
    share = pair.terms[i] / pair.gap if 0 < pair.gap < math.inf else 0.0
    amounts = (number(float(pair.p[i])), number(float(pair.q[i])), result.said(_term(result, place)))
    return [count(place), count(int(pair.ranks[i])), *amounts, f"{100 * share:.1f}\u202f%".replace("-", "−")]


def _term(result: Result, place: int) -> float:
    """What one place adds, in the form that is shown."""
    pair, i = result.pair, place - 1
    surplus = pair.q[i] - pair.p[i] if result.state.form == "nonnegative" else 0.0
    return float(pair.terms[i] + surplus)


def _table(result: Result) -> str:
    """The first places, one a row."""
    columns = ("place", "place in Q", "p", "q", f"adds to the gap, {result.state.unit}", "of the gap")
    rows = (_row(result, place) for place in range(1, min(result.pair.n, 64) + 1))
    return data_table("The first places", columns, rows)


# ------------------------------------------------------------------------------------------------ probe


def look(result: Result, width: Width, place: int) -> Look:
    """What both lists have at one place."""
    pair, ranks, i = result.pair, _ranks(result, width), place - 1
    texts, values = _row(result, place), (pair.ranks[i], pair.p[i], pair.q[i], _term(result, place))
    behind = _row(result.pinned, place) if result.pinned and place <= result.pinned.pair.n else [""] * 6
    x = round(ranks.scale.at(place), 1)
    mark = path("crosshair", f"M{x:g} {TOP.top:g}V{BOTTOM.bottom:g}")
    dot = path("dot p", dots(np.array([x]), np.array([TOP.bottom]), 3.0))
    return Look(
        x=x,
        overlay=overlay(*SIZES[width], mark + dot + path("here p", _outline(ranks, place))),
        readouts={
            name: Readout(float(value), shown, "", was)
            for name, value, shown, was in zip(
                ("rank_q", "p", "q", "adds"), values, texts[1:5], behind[1:5], strict=True
            )
        },
        sentence=f"Place {count(place)}: p = {texts[2]}, q = {texts[3]}.",
        row=i if place <= 64 else None,
    )


def _outline(ranks: Ranks, place: int) -> str:
    at = ranks.bins.holding(place)
    return bars(ranks.left[at : at + 1], ranks.right[at : at + 1], TOP.bottom, np.array([TOP.top]))


PROBE = Probe[Result](
    label="Place",
    outputs=(
        Output("rank_q", "place in Q", tone="q", help="Where Q has it."),
        Output("p", "p", tone="p", help="Under P."),
        Output("q", "q", tone="q", help="Under Q."),
        Output("adds", "adds", help="To the gap."),
    ),
    last=lambda result: result.pair.n,
    at=lambda result, width, x: _ranks(result, width).at(x),
    beside=lambda result, width, place, marks: _ranks(result, width).beside(place, marks),
    look=look,
)

# ------------------------------------------------------------------------------------------ declaration

SCALES = (Option("linear", "linear"), Option("log", "log"))
UNITS = (Option("nats", "nats"), Option("bits", "bits"))
FORMS = (Option("signed", "signed"), Option("nonnegative", "non-negative"))
EVEN = "1 is level, 0 has everything in one place."

# fmt: off
figure = Figure(
    id="map",
    title="Two lists over the same places",
    caption="How much either list has at each place, and how far the second is from the first.",
    controls=(
        Slider("n", "Number of places", 2, 200_000, 1, 40, symbol="N", unit="places", scale="log",
               help="Of both lists."),
        Slider("a", "Evenness of P", 0, 1, 0.002, 0.6, symbol="A", unit="of 1", tone="p", help=EVEN),
        Slider("b", "Evenness of Q", 0, 1, 0.002, 0.6, symbol="B", unit="of 1", tone="q", help=EVEN,
               same_as="a"),
        Slider("t", "Temperature of Q", 0.25, 4, 0.01, 1, symbol="T", scale="log", tone="q",
               help="Evens out."),
        Slider("rho", "Likeness of order", -1, 1, 0.01, 0.9, symbol="ρ", fine=0.001, help="1 is the same."),
        Seed("seed", "Shuffle seed", help="Another seed moves other places just as far."),
        Choice("unit", "Unit", UNITS, "nats", help="A nat is 1.443 bits.", view=True),
        Choice("axis", "Probability axis", SCALES, "linear", help="Log shows what is small.", view=True),
        Choice("ranks", "Place axis", SCALES, "linear", help="Log gives the first room.", view=True),
        Choice("form", "Parts", FORMS, "signed", help="The sum is the same.", view=True),
    ),
    outputs=(
        Output("gap", "gap", "Gap", help="How far Q is from P."),
        Output("shape", "from shape", "Gap", help="Once both are sorted."),
        Output("order", "from order", "Gap", help="What is left."),
        Output("reached", "likeness reached", "Order", help="Before anything is sorted."),
        Output("ratio", "A over B", "Shape", help="Nothing where B is 0."),
    ),
    presets=(
        Preset("Alike", "The same list twice.", {"n": 40, "a": 0.6, "b": 0.6, "t": 1, "rho": 1}),
        Preset("Flatter", "All of the gap is shape.", {"n": 40, "a": 0.45, "b": 0.75, "t": 1, "rho": 1}),
        Preset("Shuffled", "All of the gap is order.", {"n": 40, "a": 0.6, "b": 0.6, "t": 1, "rho": 0.7}),
        Preset("Scrambled", "Nothing alike.", {"n": 40, "a": 0.6, "b": 0.6, "t": 1, "rho": 0}),
    ),
    compute=compute,
    draw=draw,
    compare=lambda result, pinned: replace(result, pinned=pinned),
    probe=PROBE,
)
