"""How much of KL(P‖Q) lies with the ten likeliest tokens, with the next ninety, and with all the others.

Six orders of Q are drawn, one a seed, at one rank correlation with P's order.
"""

from __future__ import annotations

import numpy as np
from explorable import (
    Choice,
    Drawing,
    Figure,
    Option,
    Output,
    Preset,
    Seed,
    Slider,
    State,
    Width,
)
from explorable.plot import (
    Layout,
    Linear,
    Log,
    Panel,
    Scale,
    box,
    dots,
    linear_ticks,
    log_labels,
    log_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    x_axis,
    y_axis,
)
from nexttoken.split import BODY, HEAD

from ..shared.lines import headline, upright
from ..shared.words import ENTROPY_HELP
from .parts import SEEDS, Parts, fill_ahead, parts
from .said import NAMES, notes, readouts, sentence, span, table, title, whole_percent


def compute(state: State) -> Parts:
    """Share out KL(P‖Q) among the ranks, for six seeds."""
    return parts(state.n, state.h_p, state.h_q, state.rho, state.seed, state.contrib)


# ------------------------------------------------------------------------------------------------- draw


LAYOUTS = {
    "wide": Layout(720, 306, {"curve": Panel(58, 446, 25, 266), "strips": Panel(496, 688, 25, 266)}),
    "narrow": Layout(360, 388, {"curve": Panel(50, 350, 40, 200), "strips": Panel(146, 338, 270, 348)}),
}


def draw(found: Parts, width: Width) -> Drawing:
    """The curves, the strips, and the same in words."""
    layout, said = LAYOUTS[width], sentence(found)
    content = _curve(found, layout) + _strips(found, layout)
    return Drawing(
        svg=picture(f"tail-share-{width}", layout.width, layout.height, title(found), said, content),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=notes(found),
    )


def _curve(found: Parts, layout: Layout) -> str:
    """What the ranks up to each hold, of KL and of P."""
    panel = layout["curve"]
    across = Log(1, found.n, panel.left, panel.right)
    low, high = rounded_out(min(0.0, float(found.held.min())), max(1.0, float(found.held.max())), 6)
    up = Linear(low, high, panel.bottom, panel.top)
    steps = tuple(linear_ticks(low, high, 6))
    ranks = tuple(log_ticks(1, found.n, 6 if layout.roomy else 5))
    x = across.of(found.marks)
    first, second = (across.at(min(bound + 0.5, found.n)) for bound in (HEAD, BODY))
    lines = [polyline(x, up.of(each)) for each in found.held]
    return "".join(
        (
            path("head", box(panel.left, first, panel.top, panel.bottom)),
            path("body", box(first, second, panel.top, panel.bottom)),
            y_axis(panel, up, steps, tuple(map(whole_percent, steps))),
            x_axis(panel, across, ranks, tuple(log_labels(ranks)), "rank in P, log scale"),
            path("divide", "".join(upright(at, panel) for at in (first, second) if at < panel.right)),
            path("line soft", "".join(lines[1:])),
            path("mass line p", polyline(x, up.of(found.mass))),
            path("line ink", lines[0]) if found.shared else "",
            _zones(panel, first, second),
            headline(panel, layout.roomy, _heading(), '<tspan class="p">line: share of P</tspan>'),
        )
    )


def _heading() -> str:
    return f'<tspan class="name">Share of KL(P‖Q)</tspan> up to each rank, {SEEDS} seeds;'


def _zones(panel: Panel, first: float, second: float) -> str:
    """The names of the three parts, at the foot of each."""
    bounds = (panel.left, first, second, panel.right)
    return "".join(
        text((left + right) / 2, panel.bottom - 7, name, "note halo", "middle")
        for name, left, right in zip(NAMES, bounds, bounds[1:], strict=False)
        if right - left > 30
    )


def _strips(found: Parts, layout: Layout) -> str:
    """The three parts side by side: a dot for each seed, an upright for P."""
    panel = layout["strips"]
    low, high = rounded_out(min(0.0, float(found.shares.min())), max(1.0, float(found.shares.max())), 5)
    across = Linear(low, high, panel.left, panel.right)
    steps = tuple(linear_ticks(low, high, 5))
    labels = tuple(map(whole_percent, steps))
    rows = "".join(_strip(found, row, layout, across) for row in range(3))
    grid = path("grid", "".join(upright(across.at(step), panel) for step in steps))
    edge = layout["curve"].left if not layout.roomy else panel.left
    words = '<tspan class="name">Each part</tspan>; dots: seeds, <tspan class="p">upright: P</tspan>'
    heading = text(edge, panel.top - 10, words)
    return grid + x_axis(panel, across, steps, labels, "") + rows + heading


def _strip(found: Parts, row: int, layout: Layout, across: Scale) -> str:
    """One part: its marks on a line; its name and range above that or, where it is narrow, at the left."""
    panel, roomy = layout["strips"], layout.roomy
    shares, mass = found.shares[row], float(found.mass_shares[row])
    height = (panel.bottom - panel.top) / 3
    y = panel.top + (row + (0.68 if roomy else 0.5)) * height
    place = (panel.left, y - 0.4 * height) if roomy else (layout["curve"].left, y + 4)
    x, at = across.of(shares), across.at(mass)
    level = np.full(1, y)
    words = f'<tspan class="name">{NAMES[row]}</tspan> {span(found, row)}'
    return "".join(
        (
            path("axis", f"M{panel.left:g} {y:.1f}H{panel.right:g}"),
            path("p cap", f"M{at:.1f} {y - 9:.1f}V{y + 9:.1f}"),
            path("soft", dots(x[1:], np.full(SEEDS - 1, y), 3.5)) if found.shared else "",
            path("ink", dots(x[:1], level, 4)) if found.shared else "",
            text(*place, words, "label halo"),
        )
    )


# ------------------------------------------------------------------------------------------ declaration

FORMS = (Option("nonnegative", "non-negative"), Option("signed", "signed"))
FORMS_HELP = (
    "What a token adds: p ln(p/q) − p + q, which is never negative, or p ln(p/q). The sum is the same, "
    "the shares are not."
)

# fmt: off
CONTROLS = (
    Slider("n", "Vocabulary size", 100, 200_000, 1, 50_000, symbol="N", unit="tokens", scale="log",
           help="How many tokens both distributions share."),
    Slider("h_p", "Entropy of P", 0.1, 0.98, 0.002, 0.6, symbol="H(P)", unit="of ln N", tone="p",
           help=ENTROPY_HELP),
    Slider("h_q", "Entropy of Q", 0.1, 0.98, 0.002, 0.6, symbol="H(Q)", unit="of ln N", tone="q",
           same_as="h_p", help=ENTROPY_HELP),
    Slider("rho", "Rank correlation", -1, 1, 0.01, 0.7, symbol="ρ", fine=0.001,
           help="Spearman’s ρ between the two orders, the same for all seeds."),
    Seed("seed", "Shuffle seed", help=f"The strong line; the next {SEEDS - 1} seeds are the thin ones."),
    Choice("contrib", "Contributions", FORMS, "nonnegative", help=FORMS_HELP),
)

KL, OVER, P = "Share of KL(P‖Q), this seed", f"Share of the tail, {SEEDS} seeds", "Beside it"
OUTPUTS = (
    Output("head", "head", KL, help=f"What P’s likeliest {HEAD} tokens hold."),
    Output("body", "body", KL, help=f"What the ranks {HEAD + 1} to {BODY} hold."),
    Output("tail", "tail", KL, help=f"What all tokens beyond rank {BODY} hold."),
    Output("tail_min", "least", OVER, help="The seed whose tail holds least."),
    Output("tail_median", "median", OVER, help="Half of the seeds have less in the tail, half have more."),
    Output("tail_max", "greatest", OVER, help="The seed whose tail holds most."),
    Output("p_tail", "tail of P", P, "p", help=f"What P gives to the tokens beyond rank {BODY}."),
    Output("kl", "KL(P‖Q)", P, help="The divergence that is shared out, for this seed."),
)

PRESETS = (
    Preset("A long tail", "As uncertain as this, P has much of its mass in the tail, and KL of its own.",
           {"n": 50_000, "h_p": 0.6, "h_q": 0.6, "rho": 0.7}),
    Preset("Sure models", "With little entropy the tail holds almost nothing, of P and of KL.",
           {"n": 50_000, "h_p": 0.2, "h_q": 0.2, "rho": 0.7}),
    Preset("A slight shuffle", "Close to P’s order the tail moves first, and its share is greater.",
           {"n": 50_000, "h_p": 0.6, "h_q": 0.6, "rho": 0.99}),
    Preset("Uncorrelated orders", "At ρ = 0 all seeds share KL out alike.",
           {"n": 50_000, "h_p": 0.6, "h_q": 0.6, "rho": 0}),
)
# fmt: on

figure = Figure(
    id="tail-share",
    title="The tail is not negligible",
    caption=(
        "How much of KL(P‖Q) the likeliest tokens hold, from rank 1 up to each rank, for six shuffles of Q "
        "at one rank correlation; the tail is all that lies beyond rank 100."
    ),
    controls=CONTROLS,
    outputs=OUTPUTS,
    presets=PRESETS,
    compute=compute,
    draw=draw,
    ahead=lambda state: fill_ahead(state.n, state.rho, state.seed),
)
