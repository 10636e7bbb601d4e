"""What a language model expects next: the likeliest tokens, and all others, which have something, too."""

from __future__ import annotations

from explorable import Choice, Drawing, Figure, Option, Output, Slider, Width

from .result import Result, compute
from .said import readouts, sentence, table
from .scene import drawn


def draw(result: Result, width: Width) -> Drawing:
    """The head and the whole."""
    said = sentence(result)
    return Drawing(
        svg=drawn(result, width, said),
        readouts=readouts(result),
        sentence=said,
        table=table(result),
    )


figure = Figure(
    id="shape",
    title="A temperature decides how much the likeliest tokens have, and none has nothing",
    caption="What SmolLM2 expects after a beginning. Turn the temperature: only the shape changes.",
    controls=(
        Choice(
            "beginning",
            "Beginning",
            (
                Option("fact", "“The capital of France is”"),
                Option("quotation", "“O Romeo, Romeo! wherefore art thou”"),
                Option("story", "“Once upon a time, there was a”"),
            ),
            "fact",
            help="Texts after which the model was measured, over all of its tokens.",
        ),
        Slider(
            "temperature",
            "Temperature",
            0.2,
            3,
            0.05,
            1,
            symbol="T",
            help="Every ln p is divided by it: below 1 the likely gain, above 1 the unlikely.",
        ),
    ),
    outputs=(
        Output("choices", "as uncertain as", tone="p", help="e to the entropy: so many tokens, all alike."),
        Output("tail", "beyond these eight", help="What all other tokens have together."),
        Output("kl", "KL from T = 1", help="What it costs to expect this instead of the model itself."),
    ),
    compute=compute,
    draw=draw,
)
