"""The sampler, stage by stage: what it leaves of every token, in an engine's order or the reader's own."""

from __future__ import annotations

from typing import Any

from explorable import Drawing, Figure, Output, State, Width
from explorable.plot import Layout, Panel, picture

from ..shared.distribution import distribution, needs
from . import columns, curve
from .controls import CONTROLS, PRESETS
from .opened import opened
from .result import Result, result_of
from .said import engines, idle_notes, line, notes, readouts, sentence, table, title

_ABOVE, _CURVE, _BELOW = 40, 190, 36
LAYOUTS = {
    width: Layout(
        grid.width,
        round(grid.height) + _ABOVE + _CURVE + _BELOW,
        {
            "every": Panel(
                52,
                grid.width - 8,
                round(grid.height) + _ABOVE,
                round(grid.height) + _ABOVE + _CURVE,
            )
        },
    )
    for width, grid in columns.GRIDS.items()
}


def compute(state: State, vocabulary: Any, expected: Any) -> Result:
    """The chains over the distribution after the prompt."""
    return result_of(state, distribution(state, vocabulary, expected))


def draw(result: Result, width: Width) -> Drawing:
    """The text; the stages side by side and every token as a curve; what is opened, and all orders."""
    layout, said, address = LAYOUTS[width], sentence(result), figure.links(result.state)
    content = columns.drawn(result, columns.GRIDS[width], address) + curve.drawn(result, layout["every"])
    return Drawing(
        html=line(result, address),
        svg=picture(f"pipeline-{width}", layout.width, layout.height, title(result), said, content),
        below=opened(result, address) + engines(result, width, address),
        readouts=readouts(result),
        sentence=said,
        table=lambda: table(result),
        notes=notes(result),
        controls=idle_notes(result),
    )


figure = Figure(
    id="pipeline",
    title="The same settings leave other tokens in another engine",
    caption=(
        "From every token’s logit to the one that is drawn. A row is a token, a column a stage: choose a "
        "heading to open it, a token to put it into the formulas. The thin line in a row is what the model "
        "gave; ✕ is cut, with the number that cut it."
    ),
    controls=CONTROLS,
    presets=PRESETS,
    outputs=(
        Output("left", "left", tone="p", help="Among so many one is drawn."),
        Output("kept", "their share by the model", help="What they had of its probability."),
        Output("entropy_raw", "entropy of the model", help="Over all tokens."),
        Output("entropy", "entropy of what is left", tone="p"),
        Output("drawn", "rank drawn", help="By the model alone."),
        Output("tv_transformers", "transformers", "Total variation from", help="Between what is drawn from."),
        Output("tv_vllm", "vLLM", "Total variation from"),
        Output("tv_llama_cpp", "llama.cpp", "Total variation from"),
    ),
    compute=compute,
    draw=draw,
    needs=needs,
)
