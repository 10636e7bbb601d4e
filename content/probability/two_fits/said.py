"""What is said of both fits: where they are, where they end, and the ways to the next step."""

from __future__ import annotations

from collections.abc import Callable

from explorable import Note, Readout
from explorable.format import fixed, number
from explorable.parts import link, written
from explorable.table import data_table

from .result import SD, STEPS, Result

type Link = Callable[[int], str]
"""The address of the state after so many steps."""

_EVERY = 10  # steps between two rows of the table


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs, after the steps that were made."""
    told: dict[str, Readout] = {}
    for name, descent in (("forward", found.forward), ("reverse", found.reverse)):
        q, height = descent.path[found.step], descent.heights[found.step]
        told[name] = Readout(height, number(height), "nats")
        told[f"{name}_mean"] = Readout(q.mean, fixed(q.mean, 2))
        told[f"{name}_sd"] = Readout(q.sd, fixed(q.sd, 2))
    return told


def sentence(found: Result) -> str:
    """Where both are."""
    forward, reverse = (each.path[found.step] for each in (found.forward, found.reverse))
    steps = "1 step" if found.step == 1 else f"{found.step} steps"
    return (
        f"After {steps} Q has mean {fixed(forward.mean, 2)} and standard deviation {fixed(forward.sd, 2)} on "
        f"forward KL, {fixed(reverse.mean, 2)} and {fixed(reverse.sd, 2)} on reverse."
    )


def ending(found: Result) -> str:
    """Where reverse KL ends from here."""
    if found.mode:
        return f"ends in the {'left' if found.mode < 0 else 'right'} mode"
    return "ends in neither mode alone"


def notes(found: Result) -> list[Note]:
    """What is exceptional about this P, or this start."""
    state = found.state
    if state.apart == 0:
        return [Note("Both modes are one: the family of Q holds P, and either divergence finds it.")]
    if state.start == 0 and state.weight == 0.5 and state.apart > 2 * SD:
        return [
            Note(
                "Started just between two equal modes, Q is drawn to neither.",
                "A hair to the right",
                {"start": 0.1},
            )
        ]
    return []


def ways(step: int, to: Link) -> str:
    """Links that make the next steps, and one that starts again."""
    offered = (
        ("Start again", 0, step > 0),
        ("1 step back", step - 1, step > 0),
        ("1 step", step + 1, step < STEPS),
        ("10 steps", min(step + 10, STEPS), step < STEPS),
        ("To the end", STEPS, step < STEPS),
    )
    links = (
        link(to(goal), name, key=name) if there else f'<span class="no-way">{name}</span>'
        for name, goal, there in offered
    )
    label = written({"aria-label": "Steps of both descents"})
    return f'<div class="pages" role="group"{label}>{" ".join(links)}</div>'


def table(found: Result) -> str:
    """Both descents, every tenth step."""
    rows = [
        (
            str(step),
            *(
                cell
                for each in (found.forward, found.reverse)
                for cell in (
                    fixed(each.path[step].mean, 2),
                    fixed(each.path[step].sd, 2),
                    number(each.heights[step]),
                )
            ),
        )
        for step in range(0, STEPS + 1, _EVERY)
    ]
    columns = ("step", "mean, forward", "sd", "KL(P‖Q), nats", "mean, reverse", "sd", "KL(Q‖P), nats")
    return data_table("Both descents", columns, rows)
