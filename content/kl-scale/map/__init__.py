"""Models on a map: classical scaling of their log-likelihood vectors, over chosen models and texts."""

from __future__ import annotations

from pathlib import Path

from explorable import Choice, Drawing, Figure, Need, Output, Preset, Slider, State, Width

from ..shared.measured import MODELS, TEXTS, VECTORS
from ..shared.named import END
from . import chosen, looks
from .result import Result, result_of
from .said import clauses, moves, notes, readouts, sentence, table, told_of_controls
from .scene import drawn

MOST = 319  # models that were measured: a test counts them
_FINE = 0.00001  # less than a pixel, where the map is as near as it comes


def needs(state: State) -> list[Need]:
    """Models, their vectors, and the texts, whose lengths count."""
    return [MODELS, VECTORS, TEXTS]


def compute(state: State, models: Path, vectors: Path, texts: Path) -> Result:
    """Choose models and texts, and lay the map out."""
    return result_of(state, models, vectors, texts)


def draw(found: Result, width: Width) -> Drawing:
    """The map, ways about it, and the distances from the origin."""
    said, near = sentence(found), figure.links(found.state)
    return Drawing(
        svg=drawn(found, width, said, near),
        below=moves(found, near),
        readouts=readouts(found),
        sentence=said,
        table=lambda: table(found, near),
        notes=tuple(notes(found)),
        controls=told_of_controls(found),
        clauses=clauses(found),
    )


# fmt: off
figure = Figure(
    id="map",
    title="What models make of a thousand texts puts them on a map",
    caption=(
        "Each mark is a model, and the squared distance of two is the estimate of KL, as far as a plane can "
        "show it. Point at one to read how far it is from the origin, or choose it to measure from it; arrow "
        "keys lead from one to the next."
    ),
    controls=(
        Choice("kinds", "Beside each training’s end", chosen.KINDS, "step",
               help="What was made of the members: the map is laid out anew of those chosen."),
        Choice("size", "Sizes", chosen.SIZES, chosen.ALL),
        Choice("seed", "Seeds", chosen.SEEDS, chosen.ALL),
        Choice("side", "Where not all texts", chosen.SIDES, "first",
               help="Six twelfths of these and six of the others are two halves."),
        Choice("colour", "Marks by", looks.OPTIONS, "size", view=True),
        Slider("texts", "Texts", 1, chosen.PARTS, 1, chosen.PARTS, unit="twelfths",
               help="Over how many the models are compared: the map is laid out anew of those."),
        Slider("step", "Trained for", 1, END, 1, END, unit="steps", scale="log",
               help="Later checkpoints are taken off, and what was made of the last ones."),
        Slider("origin", "Measured from, by its number", 1, MOST, 1, chosen.ORIGIN,
               help="The model that the others’ KL is read from: a mark chosen on the map."),
        Slider("zoom", "Nearer by", 1, 100, 0.1, 1, unit="×", scale="log", fine=0.001,
               help="The wheel with Ctrl does it, too.", group="view"),
        Slider("x", "Middle, across", -1, 1, 0.001, 0, group="view", fine=_FINE,
               help="In half widths of the whole map. Draw the map to move it."),
        Slider("y", "Middle, up", -1, 1, 0.001, 0, group="view", fine=_FINE, help="In the same measure."),
    ),
    presets=(
        Preset("Training", "Every run, from nothing to its end.", {"kinds": "step", "colour": "step"}),
        Preset("Fewer bits", "Each end, and its copies.", {"kinds": "bits", "colour": "bits"}),
        Preset("Layers", "What each would say, were it the last.", {"kinds": "layer", "colour": "layer"}),
        Preset("Fine-tuning", "Two corpora draw them away.", {"kinds": "child", "colour": "corpus"}),
    ),
    outputs=(
        Output("in_plane", "of distances shown", help="What of all squared distances two dimensions have."),
        Output("nearest", "nearest", help="KL from the origin to the model nearest to it, by the estimate."),
        Output("farthest", "farthest", help="KL from the origin to the one farthest from it."),
        Output("models", "models", help="How many the map is made of."),
        Output("texts", "texts", help="Over how many texts they are compared."),
    ),
    clauses=("origin_is", "nearest_is", "farthest_is"),
    compute=compute,
    draw=draw,
    needs=needs,
)
# fmt: on
