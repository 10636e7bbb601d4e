"""A figure for the tests that has everything a figure may have: two chances, compared, and looked at."""

from dataclasses import dataclass

from explorable import (
    Choice,
    Drawing,
    Figure,
    Look,
    Note,
    Option,
    Output,
    Preset,
    Probe,
    Readout,
    Seed,
    Slider,
    State,
    Width,
)
from explorable.format import number


@dataclass(frozen=True)
class Result:
    """Two chances, and two others behind them."""

    state: State
    pinned: "Result | None" = None

    @property
    def chances(self) -> tuple[float, float]:
        """The first chance and the second."""
        return self.state.a, self.state.b


def draw(result: Result, width: Width) -> Drawing:
    """No picture to speak of, but all the words."""
    size = 720 if width == "wide" else 360
    before = number(sum(result.pinned.chances)) if result.pinned else ""
    total = sum(result.chances)
    return Drawing(
        svg=f'<svg class="chart" data-span="0 9" viewBox="0 0 {size} 300" role="img" aria-label="No"></svg>',
        readouts={"sum": Readout(total, number(total), "", before)},
        sentence="Two chances.",
        table="<table><tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>",
        notes=(Note("They differ."), Note("They are small.", "Make them large", {"a": 0.9, "b": 0.9})),
        controls={"a": "the first"},
    )


def look(result: Result, width: Width, place: int) -> Look:
    """One of the chances."""
    chance = result.chances[place - 1]
    size = 720 if width == "wide" else 360
    overlay = f'<svg class="chart overlay" viewBox="0 0 {size} 300" aria-hidden="true"></svg>'
    readout = Readout(chance, number(chance))
    return Look(place * size / 3, overlay, {"chance": readout}, f"Chance {place}.", place - 1)


SHOWN = (Option("plain", "plain"), Option("fancy", "fancy"))
KINDS = (Option("one", "one"), Option("other", "the other"))

figure = Figure(
    id="whole",
    title="Everything",
    caption="All that there is.",
    controls=(
        Slider("a", "First", 0.01, 1, 0.01, 0.2, symbol="a", unit="of 1", scale="log", tone="p", help="One."),
        Slider("b", "Second", 0.01, 1, 0.01, 0.3, symbol="b", tone="q", help="Two.", same_as="a"),
        Seed("seed", "Seed", help="Any."),
        Choice("kind", "Kind", KINDS, "one", help="Either."),
        Choice("shown", "Shown", SHOWN, "plain", help="How.", view=True),
    ),
    outputs=(Output("sum", "sum", "Both", help="Their sum."),),
    presets=(Preset("Alike", "Both the same.", {"a": 0.5, "b": 0.5}),),
    compute=Result,
    draw=draw,
    compare=lambda result, pinned: Result(result.state, pinned),
    probe=Probe(
        "Chance",
        (Output("chance", "chance", tone="p"),),
        last=lambda result: 2,
        at=lambda result, width, x: 1 if x < (360 if width == "wide" else 180) else 2,
        beside=lambda result, width, place, marks: min(max(place + marks, 1), 2),
        look=look,
    ),
)
