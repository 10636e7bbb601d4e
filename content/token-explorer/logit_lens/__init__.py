"""What each layer of the model would say next, if it were the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explorable import Drawing, Figure, Output, Preset, Slider, State, Width
from explorable.plot import picture

from ..shared.prompts import CONTROLS
from .layers import Chosen, chosen, needs
from .said import beside, html, name, notes, readouts, sentence, table, title
from .scene import LAYOUTS, content

FARTHEST = 400  # tokens before the last one: as many as a text of a reader's can have


@dataclass(frozen=True)
class Way:
    """Leads to places of the same text: the values of the controls that say which, and its last token."""

    text: tuple[tuple[str, str], ...]
    last: int

    def __call__(self, at: int, layer: int) -> str:
        """The address of the state that looks after a token, counted from 0, at a layer."""
        return self._near(back=self.last - at, layer=layer)

    @cached_property
    def _near(self) -> Callable[..., str]:
        return figure.links(figure.state(dict(self.text)))


def compute(state: State, vocabulary: Any, found: Any) -> Chosen:
    """The layers of the state's text, and the place that is looked at."""
    return chosen(state, vocabulary, found)


def draw(seen: Chosen, width: Width) -> Drawing:
    """The text, and the five likeliest at the place, as text; all tokens and layers as a picture."""
    layout, said, way = LAYOUTS[width], sentence(seen), _way(seen)
    return Drawing(
        svg=picture(
            f"logit-lens-{width}", layout.width, layout.height, title(seen), said, content(seen, width, way)
        ),
        html=html(seen, way),
        readouts=readouts(seen),
        sentence=said,
        table=lambda: table(seen, way),
        notes=notes(seen),
        controls=beside(seen),
        clauses={"likeliest": name(seen.layers, int(seen.position.top[seen.layer, 0]))},
    )


def _way(seen: Chosen) -> Way:
    values: Mapping[str, Any] = seen.state.values
    return Way(tuple((control.name, values[control.name]) for control in CONTROLS), len(seen.layers.ids) - 1)


# ------------------------------------------------------------------------------------------ declaration

HERE, ANSWER, TEXT = "Here", "The model’s answer", "Over the text"

# fmt: off
PLACE = (
    Slider("layer", "Layer", 0, 30, 1, 20,
           help="0 is the embedding, before any layer. SmolLM2 has 30, those that were trained here fewer."),
    Slider("back", "Tokens before the last", 0, FARTHEST, 1, 0,
           help="After which token of the text: 0 is the last one, where the text goes on."),
)

OUTPUTS = (
    Output("top_prob", "its likeliest", HERE, help="The probability of this layer’s likeliest token."),
    Output("entropy", "entropy", HERE, help="How uncertain this layer would be."),
    Output("kl", "KL(model‖layer)", HERE, "q", help="How far this layer is from the last one."),
    Output("answer_prob", "gets here", ANSWER, "p",
           help="What this layer gives to the token that the model finds the likeliest."),
    Output("first", "first ahead at", ANSWER, help="The first layer of which it is the likeliest token."),
    Output("settled", "ahead for good from", ANSWER,
           help="From this layer on it is the likeliest token of every layer."),
    Output("median_settled", "in the median from", TEXT,
           help="The same layer, after each token of the text: half of them settle later, or half earlier."),
)

PRESETS = (
    Preset("A fact", "Two thirds up it would all but bet on a bare space; Paris comes with the last layer.",
           {"prompt": "fact", "back": 0, "layer": 20}),
    Preset("Repetition", "What was said before is there from layer 25 on.",
           {"prompt": "repetition", "back": 0, "layer": 25}),
    Preset("Code", "After an operator a space is right, and half of the layers say it.",
           {"prompt": "code", "back": 0, "layer": 15}),
    Preset("Before any layer", "The embedding alone would mostly say the same token again.",
           {"prompt": "story", "back": 0, "layer": 0}),
)
# fmt: on

figure = Figure(
    id="logit-lens",
    title="The answer comes late, and earlier layers are sure of something else",
    caption=(
        "Each layer’s states, read as if they were the last one’s: the likeliest next token after each token "
        "of the text, deeper where it is likelier. Below a heavy line it is the model’s own answer, for good."
    ),
    controls=(*CONTROLS, *PLACE),
    outputs=OUTPUTS,
    presets=PRESETS,
    clauses=("likeliest",),
    compute=compute,
    draw=draw,
    needs=needs,
)
