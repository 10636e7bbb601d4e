"""Files that the reader has chosen, compared row by row: what is known is told again and again on the way."""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorable import Chosen, ChosenFile, Data, Progress, Service
from nexttoken.followed import Followed, Known
from nexttoken.logfiles import open_log
from nexttoken.names import Names

from .named import names_of

type Json = dict[str, Any]
type Named = ChosenFile | Path  # where names of tokens are: a file of the reader's, or SmolLM2's

VOCABULARIES = {"smollm2": Data("vocabulary.npy", travels=True)}


def needs(a: str, b: str, tokens: str, known: str, **_: object) -> list[Chosen | Data]:
    """Both files; that of the tokens' names where one is chosen, and what names those that it does not."""
    chosen = [Chosen(handle) for handle in (a, b, tokens) if handle]
    vocabulary = VOCABULARIES.get(known)
    return [*chosen, vocabulary] if vocabulary else [*chosen]


def compare(
    a: ChosenFile, b: ChosenFile, /, *named: Named, **_: str
) -> Generator[Progress | Json, None, Json]:
    """All that is known, `known` as `nexttoken.followed` tells it, or None; and a `problem`, or ""."""
    try:
        names, followed = _names(*named), _followed(a, b)
    except ValueError as error:
        return {"known": None, "problem": str(error)}
    try:
        for step in followed.steps(names):
            yield _told(step) if isinstance(step, Known) else Progress(step)
        return _told(followed.known(names))
    except ValueError as error:
        problem = str(error)
    if not followed.comparison.compared:
        return {"known": None, "problem": problem}
    return _told(followed.known(names, problem))


def look(a: ChosenFile, b: ChosenFile, /, *named: Named, at: int, **_: str) -> Json:
    """One row, read again, or why it cannot be."""
    try:
        return {"look": _followed(a, b).look(at, _names(*named)).plain(), "problem": ""}
    except ValueError as error:
        return {"look": None, "problem": str(error)}


def rows(a: ChosenFile, b: ChosenFile, /, *named: Named, **_: str) -> Generator[Progress | str, None, str]:
    """All rows as the text of a file, some at a time, and how many they are; or why there are none."""
    try:
        steps = _followed(a, b).rows(_names(*named))
        while True:
            step = next(steps)
            yield Progress(step) if isinstance(step, float) else step
    except StopIteration as end:
        return str(end.value)
    except ValueError as error:
        return str(error)


def _told(known: Known) -> Json:
    return {"known": known.plain(), "problem": ""}


@lru_cache(maxsize=1)
def _followed(a: ChosenFile, b: ChosenFile) -> Followed:
    return Followed(open_log(a), open_log(b))


@lru_cache(maxsize=1)
def _names(*named: Named) -> Names | None:
    return names_of(*named) if named else None


service = Service(methods=(compare, look, rows), needs=needs)
