"""Every rank correlation can be reached by a shuffle, and where one that only adds noise ends is chance."""

from __future__ import annotations

import numpy as np
from explorable import Drawing, Figure, Output, Preset, Seed, Slider, State, Width
from explorable.format import MINUS, count, fixed
from explorable.plot import (
    Array,
    Layout,
    Linear,
    Panel,
    Scale,
    bars,
    dots,
    linear_labels,
    linear_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    x_axis,
    y_axis,
)

from ..shared.lines import headline, upright
from .orders import FLOOR, MOST, SEEDS, RhoPath, rho_path
from .said import notes, readouts, sentence, share_above, table, title

BINS = 40  # of ρ from −1 to 1
STEPS = 400  # with more orders than these, the way is drawn as a line through some of them


def compute(state: State) -> RhoPath:
    """All orders on the way."""
    return rho_path(state.n, state.seed)


# ------------------------------------------------------------------------------------------------- draw


LAYOUTS = {
    "wide": Layout(
        720,
        356,
        {
            "way": Panel(58, 706, 25, 152),
            "rug": Panel(58, 706, 178, 189),
            "ends": Panel(58, 706, 232, 314),
        },
    ),
    "narrow": Layout(
        360,
        392,
        {
            "way": Panel(50, 344, 40, 162),
            "rug": Panel(50, 344, 190, 201),
            "ends": Panel(50, 344, 266, 344),
        },
    ),
}


def draw(found: RhoPath, width: Width) -> Drawing:
    """The way, what it reaches, where noise ends, and the same in words."""
    layout, said = LAYOUTS[width], sentence(found)
    across = Linear(-1, 1, layout["way"].left, layout["way"].right)
    floor = path(
        "line dashed", "".join(upright(across.at(FLOOR), each) for each in (layout["way"], layout["ends"]))
    )
    content = floor + _way(found, layout, across) + _rug(found, layout, across) + _ends(found, layout, across)
    return Drawing(
        svg=picture(f"reachable-rho-{width}", layout.width, layout.height, title(found), said, content),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=notes(found),
    )


def _way(found: RhoPath, layout: Layout, across: Scale) -> str:
    """The correlation at every angle: strong where adding noise leads, thin where only turning on does."""
    panel = layout["way"]
    down = Linear(0, 180, panel.top, panel.bottom)
    turn = found.last_by_noise
    x, y = across.at(found.noise_alone), down.at(90)
    before = _stairs(found.rho[: turn + 1], np.append(found.turns[: turn + 1], 90.0), across, down)
    after = _stairs(found.rho[turn:], np.concatenate(([90.0], found.turns[turn + 1 :])), across, down)
    label = min(x + 9, panel.right - 122)
    return "".join(
        (
            y_axis(panel, down, (0.001, 90.0, 180.0), ("0°", "90°", "180°")),
            path("line soft", after),
            path("line ink", before),
            path("ink", dots(np.array([x]), np.array([y]), 4)),
            text(label, y + 17, f"noise alone: {fixed(found.noise_alone, 3)}", "label halo"),
            headline(
                panel,
                layout.roomy,
                '<tspan class="name">ρ on the way</tspan> from P’s order, 0°,',
                "to noise alone, 90°, to the reverse, 180°",
            ),
        )
    )


def _stairs(rho: Array, turns: Array, across: Scale, down: Scale) -> str:
    """Each order from the angle where it begins to where the next one does: `turns` has one more."""
    if len(rho) > STEPS:
        kept = np.unique(np.linspace(0, len(rho) - 1, STEPS).round().astype(int))
        return polyline(across.of(rho[kept]), down.of((turns[kept] + turns[kept + 1]) / 2))
    return polyline(np.repeat(across.of(rho), 2), np.repeat(down.of(turns), 2)[1:-1])


def _rug(found: RhoPath, layout: Layout, across: Scale) -> str:
    """A mark for each ρ that can be reached; those less than their own width apart run together."""
    x = across.of(found.rho[::-1])
    breaks = np.flatnonzero(np.diff(x) > 1.0)
    first, last = x[np.append(0, breaks + 1)], x[np.append(breaks, len(x) - 1)]
    words = f"can be reached: {count(len(x))} values" if len(x) > 2 else "can be reached: 1 and −1"
    rug = layout["rug"]
    marks = bars(first - 0.5, last + 0.5, rug.top, rug.bottom)
    return path("ink", marks) + text(rug.left, rug.top - 6, words, "note")


def _ends(found: RhoPath, layout: Layout, across: Scale) -> str:
    """Where the noise alone of 200 seeds ends."""
    panel = layout["ends"]
    tally, edges = np.histogram(found.alone, BINS, (-1.0, 1.0))
    high = rounded_out(0, max(float(tally.max()), 10.0), 3)[1]
    up = Linear(0, high, panel.bottom, panel.top)
    steps = tuple(linear_ticks(0, high, 3))
    sides = across.of(edges)
    ticks = (-1.0, -0.5, 0.0, 0.5, 1.0)
    x = across.at(found.noise_alone)
    return "".join(
        (
            y_axis(panel, up, steps, tuple(linear_labels(steps))),
            path("soft", bars(sides[:-1] + 0.75, sides[1:] - 0.75, panel.bottom, up.of(tally * 1.0))),
            x_axis(panel, across, ticks, (f"{MINUS}1", f"{MINUS}0.5", "0", "0.5", "1"), "rank correlation ρ"),
            path("line ink", f"M{x:.1f} {panel.bottom:g}V{panel.bottom - 14:g}"),
            path("ink", dots(np.array([x]), np.array([panel.bottom - 14]), 4)),
            text(across.at(FLOOR) + 6, panel.top + 12, f"{share_above(found)} % above {FLOOR}", "label halo"),
            headline(
                panel,
                layout.roomy,
                '<tspan class="name">Noise alone</tspan>: where it ends',
                f"for {SEEDS} seeds, number of seeds",
            ),
        )
    )


# ------------------------------------------------------------------------------------------ declaration

REACHED, ALONE = "Reachable", f"Noise alone, {SEEDS} seeds"

# fmt: off
CONTROLS = (
    Slider("n", "Vocabulary size", 2, MOST, 1, 40, symbol="N", unit="tokens", scale="log",
           help="How many tokens are shuffled."),
    Seed("seed", "Shuffle seed", help="The random numbers that are added."),
)

OUTPUTS = (
    Output("rho_least", "least ρ", REACHED, help="The reverse order, at 180°."),
    Output("rho_greatest", "greatest ρ", REACHED, help="P’s own order, at 0°."),
    Output("gap", "largest gap", REACHED, help="Between two neighbouring values of ρ that can be reached."),
    Output("orders", "orders on the way", REACHED, help="One for each exchange of two, and the first."),
    Output("noise_alone", "this seed", ALONE, help="The ρ of the random numbers’ own order, at 90°."),
    Output("above", f"above {FLOOR}", ALONE, help=f"The share of seeds 1 to {SEEDS} that end higher."),
    Output("spread", "spread", ALONE, help="The root mean square of ρ over these seeds."),
    Output("spread_law", "1 / √(N − 1)", ALONE, help="The same over all orders, were each equally likely."),
)

PRESETS = (
    Preset("Forty tokens", "The chance that noise alone ends above 0.3 is small, and not zero.", {"n": 40}),
    Preset("Five tokens", "Few orders lie on the way, and the gaps between them are wide.", {"n": 5}),
    Preset("Four hundred", "The steps are tiny; noise alone ends near 0 for every seed.", {"n": 400}),
)
# fmt: on

figure = Figure(
    id="reachable-rho",
    title="No law keeps ρ above 0.3",
    caption=(
        "As random numbers take over from P’s order, ρ falls; turned further, the order is reversed, and "
        "ρ goes on to −1 in small steps. Where noise alone ends is a matter of the seed."
    ),
    controls=CONTROLS,
    outputs=OUTPUTS,
    presets=PRESETS,
    compute=compute,
    draw=draw,
)
