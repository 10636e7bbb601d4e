"""How good the estimate is: half the variance of log-likelihood differences beside KL token by token."""

from __future__ import annotations

from explorable import Drawing, Figure, Output, Preset, Width

from ..shared.chosen import ALL, SETTING
from .probe import probe
from .result import Comparison, compute
from .said import clauses, notes, readouts, sentence, table
from .scene import drawing


def draw(comparison: Comparison, width: Width) -> Drawing:
    """Every pair twice: by both measures, and by their ratio."""
    said = sentence(comparison)
    return Drawing(
        svg=drawing(comparison, width, said),
        readouts=readouts(comparison),
        sentence=said,
        table=lambda: table(comparison),
        notes=notes(comparison),
        clauses=clauses(comparison),
    )


figure = Figure(
    id="approximation",
    title="The estimate overstates, and keeps the order from afar",
    caption=(
        "A dot for each pair, thin lines through it are its 95 % intervals over texts. On the dashed line "
        "both measures agree; in the shaded band they are within a factor of two. Beside it, each setting’s "
        "pairs by the estimate over KL."
    ),
    controls=(SETTING,),
    presets=(
        Preset("All pairs", "Every setting.", {"setting": ALL}),
        Preset("Seeds", "Models of like quality.", {"setting": "seed"}),
        Preset("Fine-tuned", "One knows what the other does not.", {"setting": "fine-tuned"}),
    ),
    outputs=(
        Output("median_ratio", "the estimate over KL", help="The median over the pairs that are shown."),
        Output("within", "within a factor of two", help="The share of pairs whose two numbers are."),
        Output("farthest", "farthest off", help="The greatest factor, up or down, between the two."),
        Output("order", "rank correlation", help="Spearman’s: 1 if both order the pairs alike."),
        Output(
            "direction",
            "one way over the other",
            help="KL and its reverse, the greater over the lesser: median.",
        ),
        Output("direction_most", "at most", help="The same where it is greatest."),
        Output("count", "pairs", help="How many are shown."),
    ),
    clauses=("verdict", "best", "worst", "fails", "large", "most_skewed"),
    compute=compute,
    draw=draw,
    probe=probe,
)
