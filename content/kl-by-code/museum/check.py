"""Compare a function with an oracle on random inputs, and recognise what a wrong answer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from .exhibits import EXHIBITS, Exhibit, Floats

TRIES = 100
RELATIVE = 1e-6  # an answer may lose some digits on the way, but not more


@dataclass(frozen=True)
class Verdict:
    """Whether a function agrees with the oracle, in a sentence."""

    mended: bool
    sentence: str

    def __repr__(self) -> str:
        return self.sentence


def check(function: Callable[..., object], name: str) -> Verdict:
    """Call `function` with random inputs of the exhibit `name`, and say what its answers are.

    What it raises is not caught: a traceback says more than a verdict.
    """
    if name not in EXHIBITS:
        raise ValueError(f"there is no exhibit {name!r}; there are {', '.join(EXHIBITS)}")
    exhibit = EXHIBITS[name]
    rng = np.random.default_rng(1)
    tries = [exhibit.inputs(rng) for _ in range(TRIES)]
    answers = [_array(function(*each)) for each in tries]
    rights = [_array(exhibit.oracle(*each)) for each in tries]
    pairs = list(zip(answers, rights, strict=True))
    wrong = [pair for pair in pairs if not _agree(*pair, exhibit.off)]
    if not wrong:
        return Verdict(True, f"Mended: {TRIES} random inputs, and each answer is right.")
    return Verdict(False, f"{_symptom(*wrong[0], len(wrong))} {_hint(exhibit, tries, answers)}")


def _symptom(got: Floats, right: Floats, wrong: int) -> str:
    if got.shape != right.shape:
        return f"Not yet. The answer has shape {got.shape}, and should have {right.shape}."
    return f"Not yet: wrong for {wrong} of {TRIES} inputs, such as {_told_apart(got, right)}."


def _told_apart(got: Floats, right: Floats) -> str:
    """Both numbers, in as many digits as it takes to see that they differ."""
    digits = next(digits for digits in range(4, 18) if f"{got:.{digits}g}" != f"{right:.{digits}g}")
    return f"{got:.{digits}g} for {right:.{digits}g}"


def _hint(exhibit: Exhibit, tries: list[tuple[Any, ...]], answers: list[Floats]) -> str:
    """What is said of the first known mistake that explains every answer, where one does."""
    with np.errstate(all="ignore"):  # some mistakes are to divide by zero
        for mistake, hint in exhibit.mistakes:
            mistaken = [_array(mistake(*each)) for each in tries]
            if all(map(partial(_agree, off=exhibit.off), answers, mistaken)):
                return hint
    return "It is none of the mistakes that are known here."


def _array(answer: object) -> Floats:
    return np.asarray(answer, dtype=np.float64)


def _agree(got: Floats, right: Floats, off: float) -> bool:
    return got.shape == right.shape and np.allclose(got, right, RELATIVE, off, equal_nan=True)
