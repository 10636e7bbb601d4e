"""Looking at one place of a picture: which places there are, and what is read off at one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from explorable.controls import Json
from explorable.outputs import Output, Readout, Width


@dataclass(frozen=True)
class Look:
    """What is read off at one place.

    `x` is where the place lies in the drawing, in its own units. `overlay` is a complete
    <svg class="chart overlay" …> of the drawing's size, laid over it. `readouts` are the probe's outputs.
    `row` is the place's row in the body of the table, from 0; None where the table has none for it.
    """

    x: float
    overlay: str
    readouts: Mapping[str, Readout]
    sentence: str
    row: int | None = None


@dataclass(frozen=True)
class Probe[R]:
    """How a reader looks at one place of the picture. Places are whole numbers from 1 to `last(result)`.

    `label` says what a place is ("Token"). `at(result, width, x)` is the place under x, which may lie
    outside of the drawing. `beside(result, width, place, marks)` is the place one mark before (−1) or
    after (+1). `look(result, width, place)` reads off. All are functions of their arguments alone.
    """

    label: str
    outputs: tuple[Output, ...]
    last: Callable[[R], int]
    at: Callable[[R, Width, float], int]
    beside: Callable[[R, Width, int, int], int]
    look: Callable[[R, Width, int], Look]

    def declaration(self) -> Json:
        """The probe as the page reads it."""
        return {"label": self.label, "outputs": [dict(vars(output)) for output in self.outputs]}
