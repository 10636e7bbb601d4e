"""Training as a walk: how far it goes in weights, and how far in what the model predicts."""

from __future__ import annotations

from pathlib import Path

from explorable import Choice, Drawing, Figure, Need, Option, Output, Preset, Slider, State, Width

from ..shared.measured import WALKS
from ..shared.named import SIZES
from .panels import drawn
from .result import Result, result_of
from .said import clauses, notes, readouts, sentence, table, table_beside, told_of_controls

STARTS = ("0", "23", "208", "506", "1000", "1232")


def needs(state: State) -> list[Need]:
    """How far each training went."""
    return [WALKS]


def compute(state: State, walks: Path) -> Result:
    """Take a run from a checkpoint on, and fit the window."""
    return result_of(state, walks)


def draw(found: Result, width: Width) -> Drawing:
    """Both spaces, and all runs beside the paper's."""
    said, near = sentence(found), figure.links(found.state)
    return Drawing(
        svg=drawn(found, width, said),
        below=table_beside(found, width, near),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=tuple(notes(found)),
        controls=told_of_controls(found),
        clauses=clauses(found),
    )


EXPONENTS, INTERVALS = "Exponents", "Their 95 % intervals"

# fmt: off
figure = Figure(
    id="diffusion",
    title="At a constant rate weights wander on, and predictions follow slowly",
    caption=(
        "How far one training is from one of its checkpoints, steps later: the weights’ squared distance, "
        "and KL by the estimate. The slope of each line is an exponent; drag the two ends of what it is "
        "fitted to."
    ),
    controls=(
        Choice("size", "Size", tuple(Option(size, label) for size, label in SIZES.items()), "s"),
        Choice("seed", "Seed", tuple(Option(each, each) for each in "123"), "1"),
        Choice("start", "From step", tuple(Option(each, each) for each in STARTS), "1000",
               help="From 1000 on there are those after 1, 2, 4 … steps; the rate is constant to 2500."),
        Slider("low", "Fitted from", 1, 3000, 1, 32, unit="steps later", scale="log", group="window",
               help="One end of the window."),
        Slider("high", "Fitted to", 1, 3000, 1, 1024, unit="steps later", scale="log", group="window",
               help="The other end."),
    ),
    presets=(
        Preset("Diffusion", "At a constant rate, the first steps left out.",
               {"start": "1000", "low": 32, "high": 1024}),
        Preset("The first steps", "Momentum carries on.", {"start": "1000", "low": 1, "high": 16}),
        Preset("From nothing", "All of the training, where everything changes.",
               {"start": "0", "low": 1, "high": 2500}),
    ),
    outputs=(
        Output("c_w", "c_w, weights", EXPONENTS,
               help="Squared distances of weights grow as steps to this power."),
        Output("c_q", "c_q, predictions", EXPONENTS, help="KL grows as steps to this power."),
        Output("alpha", "α, of both", EXPONENTS,
               help="As what power of the squared distance of weights KL grows."),
        Output("c_w_low", "c_w at least", INTERVALS, help="Student’s interval, of independent points."),
        Output("c_w_high", "c_w at most", INTERVALS),
        Output("c_q_low", "c_q at least", INTERVALS),
        Output("c_q_high", "c_q at most", INTERVALS),
        Output("alpha_low", "α at least", INTERVALS, help="Fieller’s interval."),
        Output("alpha_high", "α at most", INTERVALS),
        Output("points", "points", "Fit", help="Checkpoints in the window."),
        Output("r2_law", "R², power law", "Fit", help="What of KL’s variance in the window it explains."),
        Output("r2_line", "R², offset and line", "Fit", help="The same of a straight line, in plain steps."),
    ),
    clauses=("member_is", "slower", "beside_paper", "fits_better", "early"),
    compute=compute,
    draw=draw,
    needs=needs,
)
# fmt: on
