"""What is said of training's way: exponents with their intervals, beside the paper's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from explorable import Note, Readout, Width
from explorable.format import NOTHING, count, fixed, number
from explorable.table import data_table
from nexttoken.loglik import PowerLaw

from ..shared.measured import trace
from ..shared.settings import PAPER
from .paper import PAPERS
from .result import Laws, Result, Way, explained

CONSTANT, FALLS = 1000, 2500  # steps: of checkpoints after 1, 2, 4 … more, and after which the rate falls

type Link = Callable[..., str]


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs; a dash where too few points are in the window."""
    laws, part = found.own, found.way.within(found.window)
    told = {"points": Readout(len(part.steps), count(len(part.steps)))}
    shares = explained(part)
    for at, name in enumerate(("r2_line", "r2_law")):
        told[name] = Readout(shares[at], fixed(shares[at], 2)) if shares else Readout(None, NOTHING)
    if not laws:
        names = (
            "c_w",
            "c_w_low",
            "c_w_high",
            "c_q",
            "c_q_low",
            "c_q_high",
            "alpha",
            "alpha_low",
            "alpha_high",
        )
        return told | dict.fromkeys(names, Readout(None, NOTHING))
    for name, law in (("c_w", laws.weights), ("c_q", laws.kl)):
        told |= _three(name, (law.exponent, law.low, law.high))
    return told | _three("alpha", laws.alpha)


def _three(name: str, values: tuple[float, float, float]) -> dict[str, Readout]:
    """A value, and the bounds of its interval."""
    names = (name, f"{name}_low", f"{name}_high")
    return {each: _bound(value) for each, value in zip(names, values, strict=True)}


def _bound(value: float) -> Readout:
    return Readout(value, fixed(value, 2)) if math.isfinite(value) else Readout(None, NOTHING)


def interval(value: float, low: float, high: float) -> str:
    """A number with its interval; where that has no bounds, that is said."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{fixed(value, 2)} (anything)"
    return f"{fixed(value, 2)} ({fixed(low, 2)} to {fixed(high, 2)})"


def _law(law: PowerLaw) -> str:
    return interval(law.exponent, law.low, law.high)


def sentence(found: Result) -> str:
    """The three exponents, of which run and window."""
    laws = found.own
    low, high = map(count, found.window)
    where = f"From {count(found.start)} steps on, {found.way.member}"
    if not laws:
        return (
            f"{where} has fewer than three checkpoints between {low} and {high} steps later: no line to fit."
        )
    return (
        f"{where} goes as steps to the {_law(laws.weights)} in weights and to the {_law(laws.kl)} in "
        f"predictions, over {low} to {high} steps: α is {interval(*laws.alpha)}."
    )


def clauses(found: Result) -> dict[str, str]:
    """What the runs share, and how they lie beside the paper's."""
    return {
        "member_is": found.way.member,
        "slower": _slower(found.fitted),
        "beside_paper": _beside_paper(found.fitted),
        "fits_better": _fits_better(found),
        "early": _early(found.way.within(found.window)),
    }


def _slower(runs: list[Laws]) -> str:
    below = sum(laws.alpha[2] < 1 for laws in runs)
    if not runs:
        return "no run has enough checkpoints there"
    return f"α is below 1, with all of its interval, in {_of(below, len(runs))}"


def _of(some: int, all_of: int) -> str:
    if some == all_of:
        return "every run" if all_of > 1 else "the one run"
    return f"{some} of {all_of} runs" if some else "no run"


def _beside_paper(runs: list[Laws]) -> str:
    """Where our α lie, of the paper's range."""
    low, high = (end(each.alpha for each in PAPERS) for end in (min, max))
    ours = [laws.alpha[0] for laws in runs]
    if not ours:
        return "there is none of ours to set beside the paper’s"
    inside = sum(low <= each <= high for each in ours)
    span = f"{fixed(min(ours), 2)} to {fixed(max(ours), 2)}" if len(ours) > 1 else fixed(ours[0], 2)
    return (
        f"ours is {span}, the paper’s {fixed(low, 2)} to {fixed(high, 2)}: {_of(inside, len(ours))} within it"
    )


def _fits_better(found: Result) -> str:
    shares = explained(found.way.within(found.window))
    if not shares:
        return "there are too few points to tell a power law from a line"
    line, law = (fixed(each, 2) for each in shares)
    if line == law:
        return f"an offset with a straight line describes KL as well as a power law does (R² {line})"
    both = ("an offset with a straight line", line), ("a power law", law)
    (better, more), (worse, less) = both if shares[0] > shares[1] else both[::-1]
    return f"{better} describes KL better than {worse} (R² {more} against {less})"


def _early(part: Way) -> str:
    """How much of the way at the window's end there is at its beginning."""
    if len(part.steps) < 2:
        return "nothing to compare"
    weights, kl = (100 * float(far[0] / far[-1]) for far in (part.weights, part.kl))
    first, last = (count(round(float(part.steps[at]))) for at in (0, -1))
    steps = "step" if first == "1" else "steps"
    return (
        f"after {first} {steps} weights are {fixed(weights, 0)} % as far, squared, as after {last}, and "
        f"predictions {fixed(kl, 0)} %"
    )


def notes(found: Result) -> Iterator[Note]:
    """What the window takes in that is not of one kind."""
    if not found.own:
        yield Note("A line takes three points.", "A wider window", {"low": 32, "high": 1024})
    elif found.start + found.window[1] > FALLS:
        words = f"After step {count(FALLS)} the learning rate falls, and training goes less far."
        yield Note(words, "Up to there", {"high": max(min(FALLS - found.start, 3000), 1)})
    elif found.start >= CONSTANT and found.window[0] < 16:
        words = "The first few steps mostly go on in one direction, as momentum has them: no diffusion yet."
        yield Note(words, "Leave them out", {"low": 32})


def table_beside(found: Result, width: Width, near: Link) -> str:
    """All our runs, and the paper's; where it is narrow, without intervals."""
    theirs = [
        (f"{each.name}, {PAPER}", *(f"{x:#.2g}" for x in (each.weights, each.kl, each.alpha)))
        for each in PAPERS
    ]
    ours = [(way.member, *_row(laws, width)) for way, laws in zip(found.ways, found.laws, strict=True)]
    intervals = ", with 95 % intervals" if width == "wide" else ""
    caption = f"Ours in this window{intervals}; the last {len(PAPERS)} are the paper’s"
    runs = (way.member.split("-") for way in found.ways)
    links = (near(size=size, seed=seed) for size, seed in runs)
    columns = ("run", "c_w, weights", "c_q, predictions", "α = c_q / c_w")
    return data_table(caption, columns, ours + theirs, links=links)


def _row(laws: Laws | None, width: Width) -> tuple[str, ...]:
    if not laws:
        return (NOTHING,) * 3
    if width == "narrow":
        return tuple(fixed(each, 2) for each in (laws.weights.exponent, laws.kl.exponent, laws.alpha[0]))
    return _law(laws.weights), _law(laws.kl), interval(*laws.alpha)


def table(found: Result) -> str:
    """The points themselves."""
    way = found.way
    rows = zip(
        (count(round(each)) for each in way.steps.tolist()),
        map(number, way.weights.tolist()),
        map(number, way.kl.tolist()),
        strict=True,
    )
    caption = f"{way.member} from {count(found.start)} steps on. {trace('walks.json')}."
    return data_table(caption, ("steps between", "squared distance of weights", "KL, bits per byte"), rows)


def told_of_controls(found: Result) -> dict[str, str]:
    """Which steps of training the window's ends are."""
    ends = (found.state.low, found.state.high)
    told = (f"to step {count(found.start + end)}" for end in ends)
    return dict(zip(("low", "high"), told, strict=True))
