"""What is said of two models over texts: the newest texts, readouts, the sentence and the table."""

from __future__ import annotations

from collections.abc import Iterator

from explorable import Note, Readout, Width
from explorable.format import count, fixed, number, shortened
from explorable.table import data_table

from ..shared.measured import trace
from ..shared.named import named
from .result import FEWEST, Result

_ROOM = {"wide": (4, 56), "narrow": (3, 26)}  # for so many texts, and letters of each


def names(found: Result) -> tuple[str, str]:
    """Both models'."""
    first, second = found.models
    return named(first), named(second)


def html(found: Result, width: Width) -> str:
    """The texts that came last, and what both models give to them: where it is narrow, less of each."""
    first, second = names(found)
    newest, letters = _ROOM[width]
    mean = float(found.difference.mean())
    rows = [
        (
            shortened(found.texts[at], letters),
            *(fixed(float(each[at]), 1) for each in (found.first, found.second)),
            fixed(float(found.difference[at]) - mean, 1),
        )
        for at in range(found.n - 1, max(found.n - 1 - newest, -1), -1)
    ]
    columns = ("the newest texts", f"ln p, {first}", f"ln p, {second}", "difference, less the mean")
    return data_table(f"Text {count(found.n)} and those before it, in nats", columns, rows)


def numbers(found: Result) -> dict[str, float]:
    """What is read off, by the outputs' names."""
    away, now = found.difference, found.now
    low, kl, high = (float(found.in_bits(each, now.texts)[0]) for each in (now.low, now.kl, now.high))
    return {
        "kl": kl,
        "low": low,
        "high": high,
        "mean": float(away.mean()),
        "variance": float(away.var()),
        "bytes": float(found.sizes[: found.n].mean()),
        "settled": found.settled,
        "n": found.n,
    }


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    units = {"kl": "bits per byte", "mean": "nats", "variance": "nats²"}
    whole = {"settled": "texts", "n": "texts"}
    return {
        name: Readout(value, count(round(value)), whole[name])
        if name in whole
        else Readout(value, number(value), units.get(name, ""))
        for name, value in numbers(found).items()
    }


def sentence(found: Result) -> str:
    """The estimate so far, and how sure it is."""
    told, (first, second) = numbers(found), names(found)
    after = f"After {count(found.n)} text{'s' if found.n != 1 else ''}"
    said = f"{after} KL between {first} and {second} is estimated at {number(told['kl'])} bits per byte"
    if found.n < FEWEST:
        return f"{said}."
    return f"{said}, between {number(told['low'])} and {number(told['high'])}."


def clauses(found: Result) -> dict[str, str]:
    """Which two models, and how sure the estimate is in the end."""
    first, second = names(found)
    some = found.settling
    last = float(found.in_bits(found.running[-1:], some.texts[-1:])[0])
    low, high = (float(found.in_bits(each[-1:], some.texts[-1:])[0]) for each in (some.low, some.high))
    return {
        "pair": f"{first} and {second}",
        "in_the_end": f"{number(last)} bits per byte, between {number(low)} and {number(high)}",
    }


def notes(found: Result) -> Iterator[Note]:
    """How much so few texts are worth."""
    if found.n < FEWEST:
        few = f"Of fewer than {FEWEST} texts an interval means nothing."
        yield Note(few, "Add more", {"n": 100})
    elif found.n < found.settled:
        words = "Another text may still move the estimate by more than a tenth."
        yield Note(words, "Add all texts", {"n": len(found.sizes)})


def told_of_controls(found: Result) -> dict[str, str]:
    """Which pair, of how many."""
    return {"which": " and ".join(names(found)), "n": f"of {count(len(found.sizes))}"}


def table(found: Result) -> str:
    """The estimate after some texts, and its interval."""
    some = found.settling
    columns = (some.kl, some.low, some.high)
    rows = zip(
        (count(each) for each in some.texts.tolist()),
        *(map(number, found.in_bits(each, some.texts).tolist()) for each in columns),
        strict=True,
    )
    first, second = names(found)
    caption = f"KL between {first} and {second}, bits per byte. {trace('vectors.npy')}."
    return data_table(caption, ("texts", "estimate", "from", "to"), rows)
