"""Prior, likelihood and posterior of one weight: a prior draws the best guess away from the count."""

from __future__ import annotations

from explorable import Drawing, Figure, Output, Preset, Width
from explorable.controls import Slider

from .panels import drawn
from .result import Result, compute
from .said import notes, readouts, sentence, slide, table


def draw(found: Result, width: Width) -> Drawing:
    """Four panels over one axis."""
    said = sentence(found)
    return Drawing(
        svg=drawn(found, width, said),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=tuple(notes(found)),
        clauses={"slide": slide(found)},
    )


# fmt: off
figure = Figure(
    id="bayes",
    title="The tighter the prior, the farther the best guess slides from the count to the prior",
    caption=(
        "How often does “time” follow “once upon a”? Its log-odds on a grid: what is believed before, how "
        "likely each makes the counts, and what is to be believed after them."
    ),
    controls=(
        Slider("came", "It came", 0, 100, 1, 8, unit="times", help="How often the next token was this one."),
        Slider("other", "another came", 0, 100, 1, 1, unit="times", help="How often it was another one."),
        Slider("sd", "Width of the prior", 0.1, 10, 0.1, 1, symbol="s", scale="log",
               help="The standard deviation of a normal distribution around even odds."),
    ),
    presets=(
        Preset("Hardly a prior", "The count decides.", {"sd": 10}),
        Preset("A tight prior", "The count hardly counts.", {"sd": 0.2}),
        Preset("Ten times the data", "The prior hardly counts.", {"came": 80, "other": 10, "sd": 1}),
        Preset("Always", "The likeliest weight is infinite.", {"came": 8, "other": 0, "sd": 1}),
    ),
    outputs=(
        Output("mle", "MLE", help="Maximum likelihood: the share that was counted."),
        Output("map", "at the MAP", help="The probability at the maximum a posteriori, which is a weight."),
        Output("w_mle", "weight, MLE", help="The log-odds of the MLE."),
        Output("w_map", "weight, MAP", help="The log-odds where the posterior is highest."),
        Output("strength", "λ", help="The strength of L2 that this prior is: 1 / s²."),
    ),
    clauses=("slide",),
    compute=compute,
    draw=draw,
)
