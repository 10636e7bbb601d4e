"""A figure for the tests: a coin and its chance."""

from explorable import Choice, Drawing, Figure, Option, Output, Readout, Slider


def compute(state):
    return state.p if state.side == "heads" else 1 - state.p


def draw(chance, width):
    readout = Readout(chance, f"{chance:.2f}", "")
    return Drawing("<svg></svg>", {"chance": readout}, "A coin.", "<table></table>", (), {})


figure = Figure(
    id="main",
    title="A coin",
    caption="It has two sides.",
    controls=(
        Slider("p", "Chance", 0, 1, 0.01, 0.5),
        Choice("side", "Side", (Option("heads", "Heads"), Option("tails", "Tails")), "heads"),
    ),
    outputs=(Output("chance", "chance"),),
    presets=(),
    compute=compute,
    draw=draw,
)
