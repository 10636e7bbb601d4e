"""A figure for the tests: a coin, and another one behind it."""

from explorable import Choice, Drawing, Figure, Option, Output, Readout, Slider


def compute(state):
    return state.p


def draw(chance, width):
    readout = Readout(chance, f"{chance:.2f}", "")
    return Drawing("<svg></svg>", {"chance": readout}, "A coin.", "<table></table>", (), {})


figure = Figure(
    id="pair",
    title="Two coins",
    caption="One behind the other.",
    controls=(
        Slider("p", "Chance", 0, 1, 0.01, 0.5),
        Choice("unit", "Unit", (Option("of_one", "of 1"), Option("percent", "%")), "of_one", view=True),
    ),
    outputs=(Output("chance", "chance"),),
    compute=compute,
    draw=draw,
    compare=lambda chance, pinned: chance,
)
