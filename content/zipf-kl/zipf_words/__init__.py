"""The words of real texts beside the power law that is nearest to them, and how far each rank is from it."""

from __future__ import annotations

import math

import numpy as np
from explorable import Choice, Drawing, Figure, Option, Output, Preset, Slider, State, Width
from explorable.format import count, number
from explorable.plot import (
    Array,
    Layout,
    Log,
    Panel,
    Scale,
    dots,
    log_labels,
    path,
    picture,
    polyline,
    text,
    value_axis,
    x_axis,
)
from nexttoken.split import HEAD

from ..shared.lines import headline, upright
from .counts import Corpus, Fit, PowerLaw, corpus, nearest_power_law
from .said import notes, readouts, sentence, table, times, title

MOST = 500_000  # ranks on the axis: the same for all corpora
LEAST, TOP = 1e-8, 1.0  # of the frequency axis

CORPORA = (
    Option("english", "English subtitles"),
    Option("spanish", "Spanish subtitles"),
    Option("russian", "Russian subtitles"),
    Option("hungarian", "Hungarian subtitles"),
    Option("bible", "King James Bible"),
    Option("blend", "English, blended sources"),
)


def compute(state: State) -> Fit:
    """Fit the chosen corpus over the chosen ranks."""
    return Fit(corpus(state.corpus), nearest_power_law(state.corpus, state.first, state.last), state.last)


# ------------------------------------------------------------------------------------------------- draw


LAYOUTS = {
    "wide": Layout(720, 356, {"counts": Panel(58, 706, 25, 178), "ratio": Panel(58, 706, 212, 316)}),
    "narrow": Layout(360, 372, {"counts": Panel(50, 350, 38, 180), "ratio": Panel(50, 350, 228, 330)}),
}


def draw(fit: Fit, width: Width) -> Drawing:
    """Both panels, and the same in words."""
    layout, line, said = LAYOUTS[width], fit.line, sentence(fit)
    across = Log(1, MOST, layout["counts"].left, layout["counts"].right)
    content = _counts(fit, layout, across) + _ratio(fit, layout, across)
    return Drawing(
        svg=picture(f"zipf-words-{width}", layout.width, layout.height, title(fit), said, content),
        readouts=readouts(fit),
        sentence=said,
        table=table(fit),
        notes=notes(fit),
        controls={"first": f"from rank {count(line.first)}", "last": f"to rank {count(line.last)}"},
    )


def _counts(fit: Fit, layout: Layout, across: Scale) -> str:
    """Frequency by rank, the line over its own ranks, and dashed where it is drawn on."""
    panel, line = layout["counts"], fit.line
    up, axis = value_axis(panel, LEAST, TOP, "log", 5)
    crossings = [math.exp((line.level - math.log(level)) / line.exponent) for level in (TOP, LEAST)]
    ends = max(crossings[0], 1.0), min(crossings[1], float(MOST))
    x, y = across.of(fit.ranks), up.of(fit.frequency)
    share = "as a share of the text, log scale"
    return "".join(
        (
            axis,
            _range(line, panel, across),
            path("line dashed", _straight(line, across, up, ends[0], line.first)),
            path("line dashed", _straight(line, across, up, line.last, ends[1])),
            path("line law", _straight(line, across, up, line.first, line.last)),
            _measured(x, y),
            _slope(line, panel, across, up),
            _fitted(line, panel, across),
            headline(panel, layout.roomy, '<tspan class="name">Frequency</tspan> of each word,', share),
            text(panel.right, panel.top - 10, _top(fit.words), "label", "end") if layout.roomy else "",
        )
    )


def _range(line: PowerLaw, panel: Panel, across: Scale) -> str:
    """Uprights at the ranks between which the line is fitted."""
    return path("divide", upright(across.at(line.first), panel) + upright(across.at(line.last), panel))


def _measured(x: Array, y: Array) -> str:
    """The words as a line, the first of them as dots too."""
    return path("line ink", polyline(x, y)) + path("ink", dots(x[:HEAD], y[:HEAD], 1.8))


def _straight(line: PowerLaw, across: Scale, up: Scale, start: float, end: float) -> str:
    """The line between two ranks; nothing where the second is not the greater."""
    if end <= start:
        return ""
    ranks = np.array([start, end])
    return polyline(across.of(ranks), up.of(line.at(ranks)))


def _fitted(line: PowerLaw, panel: Panel, across: Scale) -> str:
    """Words between the uprights, or as near to that as the panel has room."""
    words = f"fitted: ranks {count(line.first)}–{count(line.last)}"
    middle, half = (across.at(line.first) + across.at(line.last)) / 2, 3.3 * len(words)
    x = min(max(middle, panel.left + half), panel.right - half)
    return text(x, panel.top + 14, words, "note halo", "middle")


def _slope(line: PowerLaw, panel: Panel, across: Scale, up: Scale) -> str:
    """The line's own words, to the right of its middle or as near to that as there is room."""
    x = min(across.at(math.sqrt(line.first * line.last)), panel.right - 125)
    part = (x - panel.left) / (panel.right - panel.left)
    y = up.at(float(line.at(np.array([MOST**part]))[0]))
    exponent = f'<tspan class="exponent" dy="-4">{number(line.exponent)}</tspan>'
    return text(x + 8, y - 6, f"Zipf: 1 / rank{exponent}", "label halo")


def _top(words: Corpus) -> str:
    return "most frequent: " + ", ".join(words.top[:5])


def _ratio(fit: Fit, layout: Layout, across: Log) -> str:
    """How many times as frequent as the line says: 1 is the line itself."""
    panel, line = layout["ratio"], fit.line
    up, axis = value_axis(panel.inset(0, 16), *_reach(fit.ratio), "log", 6)
    x, y = across.of(fit.ranks), up.of(fit.ratio)
    ticks = tuple(10.0**k for k in range(6))
    says = "as often as the line says, log scale"
    return "".join(
        (
            axis,
            x_axis(panel, across, ticks, tuple(log_labels(ticks)), "rank of the word, log scale"),
            _range(line, panel, across),
            path("line law", f"M{panel.left:g} {up.at(1.0):.1f}H{panel.right:g}"),
            _measured(x, y),
            headline(panel, layout.roomy, '<tspan class="name">How many times</tspan>', says),
            text(panel.right, up.at(1.0) - 6, "the line", "label halo", "end"),
            text(panel.left, panel.bottom - 4, times(fit.head[0]), "label halo"),
            text(across.at(fit.ranks[-1]), panel.bottom - 4, times(fit.tail[0]), "label halo", "end"),
        )
    )


def _reach(ratio: Array) -> tuple[float, float]:
    """A range from one round number to another that holds all ratios, and room on either side of 1."""
    rounds = [m * 10.0**k for k in range(-9, 10) for m in (1, 2, 5)]
    low, high = min(float(ratio.min()), 0.5), max(float(ratio.max()), 1.6)
    return max(r for r in rounds if r <= low), min(r for r in rounds if r >= high)


# ------------------------------------------------------------------------------------------ declaration

LINE, OFF, TEXT = "The line", "Farthest from the line", "The text"
RANGE_HELP = "The line is fitted between these two ranks, or to the end of a list that is shorter."

# fmt: off
CONTROLS = (
    Choice("corpus", "Words", CORPORA, "english", help="What was counted."),
    Slider("first", "First rank fitted", 1, 1000, 1, 10, scale="log", help=RANGE_HELP),
    Slider("last", "Last rank fitted", 2000, MOST, 1, 10_000, scale="log", help=RANGE_HELP),
)

OUTPUTS = (
    Output("exponent", "exponent", LINE, help="The s in 1 / rankˢ: of all power laws the nearest in KL."),
    Output("kl_fit", "KL(words‖line)", LINE, help="What the line costs per word, over the ranks fitted."),
    Output("share_fit", "text fitted", LINE, help="The share of the text that these ranks hold."),
    Output("head_off", "ranks 1–10", OFF, help="The greatest factor, up or down, among the first ten words."),
    Output("fit_off", "ranks fitted", OFF, help="The greatest factor, up or down, over the ranks fitted."),
    Output("tail_off", "beyond 10 000", OFF, help="The greatest factor, up or down, beyond rank 10 000."),
    Output("entropy", "entropy of a word", TEXT, help="Of one word drawn from the list, on its own."),
    Output("half", "half of the text", TEXT, help="How many different words it takes for half of the text."),
    Output("types", "different words", TEXT, help="How many the list holds."),
)

PRESETS = (
    Preset("The middle", "Fitted to ranks 10 to 10 000: near the line there, and off it at both ends.",
           {"first": 10, "last": 10_000}),
    Preset("Every word", "Fitted to all ranks, the line has to serve both ends and is right for neither.",
           {"first": 1, "last": MOST}),
    Preset("The tail alone", "From rank 1 000 on the best line is steeper: the tail has its own exponent.",
           {"first": 1000, "last": MOST}),
)
# fmt: on

figure = Figure(
    id="zipf-words",
    title="Zipf’s law holds for a stretch and fails beyond it",
    caption=(
        "How often each word of a real text occurs, by rank, and the power law that comes nearest to it "
        "between the two uprights; below, how far every rank is from that line."
    ),
    controls=CONTROLS,
    outputs=OUTPUTS,
    presets=PRESETS,
    compute=compute,
    draw=draw,
)
