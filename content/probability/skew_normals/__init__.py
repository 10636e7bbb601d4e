"""Two skew-normals: both directions of KL, Jensen–Shannon, and what makes one of them infinite."""

from __future__ import annotations

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Width
from explorable.controls import Slider, Value

from .panels import drawn
from .probe import probe
from .result import WHOLE, Result, compute
from .said import apart, notes, readouts, sentence, table


def draw(found: Result, width: Width) -> Drawing:
    """Both distributions, and where their divergences come from."""
    said = sentence(found)
    return Drawing(
        svg=drawn(found, width, said),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=tuple(notes(found)),
        clauses={"apart": apart(found)},
    )


def _both(
    mean_p: float, sd_p: float, skew_p: float, mean_q: float, sd_q: float, skew_q: float, **more: Value
) -> dict[str, Value]:
    """A whole state."""
    p = {"mean_p": mean_p, "sd_p": sd_p, "skew_p": skew_p}
    return {**p, "mean_q": mean_q, "sd_q": sd_q, "skew_q": skew_q, "cut": 0, "bins": WHOLE, **more}


_BINS = (Option(WHOLE, "no bins"), *(Option(width, width) for width in ("0.25", "0.5", "1", "2")))

# fmt: off
figure = Figure(
    id="skew-normals",
    title="KL is infinite as soon as Q rules out what P allows, however rare; Jensen–Shannon never is",
    caption="Two distributions of a number x, each with a mean, a width and a lean. Q may be cut off.",
    controls=(
        Slider("mean_p", "Mean of P", -5, 5, 0.1, -0.5, tone="p", group="P"),
        Slider("sd_p", "Width of P", 0.3, 3, 0.1, 1, tone="p", help="Its standard deviation.", group="P"),
        Slider("skew_p", "Lean of P", -8, 8, 0.1, 0, tone="p", help="The shape: 0 is a normal.", group="P"),
        Slider("mean_q", "Mean of Q", -5, 5, 0.1, 0.5, tone="q", same_as="mean_p", group="Q"),
        Slider("sd_q", "Width of Q", 0.3, 3, 0.1, 2, tone="q", same_as="sd_p", help="As of P.", group="Q"),
        Slider("skew_q", "Lean of Q", -8, 8, 0.1, 0, tone="q", same_as="skew_p", help="As of P.", group="Q"),
        Slider("cut", "Q cut beyond ±", 0, 10, 0.5, 0, tone="q", help="0 cuts nothing."),
        Choice("bins", "In bins of", _BINS, WHOLE,
               help="Both are gathered into bins of this width, and compared bin by bin."),
    ),
    presets=(
        Preset("The same", "Nothing apart.", _both(0, 1, 0, 0, 1, 0)),
        Preset("Shifted", "Both directions alike.", _both(-1, 1, 0, 1, 1, 0)),
        Preset("Q too wide", "Forward is the smaller.", _both(0, 1, 0, 0, 2.5, 0)),
        Preset("Q too narrow", "Forward is the larger.", _both(0, 2.5, 0, 0, 1, 0)),
        Preset("Mirrored", "Same mean and width, another lean.", _both(0, 1, 6, 0, 1, -6)),
        Preset("Far apart", "JS is near its end, ln 2.", _both(-4, 0.6, 0, 4, 0.6, 0)),
        Preset("Cut", "One zero.", _both(0, 1, 0, 0, 1, 0, cut=4)),
        Preset("Mirrored, in bins", "Within a bin nothing is seen.", _both(0, 1, 6, 0, 1, -6, bins="2")),
    ),
    outputs=(
        Output("forward", "KL(P‖Q)", tone="p", help="The mean of ln p/q over P."),
        Output("reverse", "KL(Q‖P)", tone="q", help="The mean of ln q/p over Q."),
        Output("js", "Jensen–Shannon", help="The mean KL of both to their mixture: at most ln 2."),
        Output("out", "ruled out, under P", help="The probability that P gives to what Q rules out."),
    ),
    clauses=("apart",),
    compute=compute,
    draw=draw,
    probe=probe,
)
