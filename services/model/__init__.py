"""Language models: how they cut a text into tokens, what they say comes next, and where they come from."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Data, Progress, Service, data_file
from nexttoken import lm
from nexttoken.sequence import Picked, beams
from nexttoken.stored import joined

from .compare import compared
from .compare import splits as split_up
from .reader import Position, Reader
from .strategies import columns, drawn, retold

FILES = {
    "s": Data("family-s.gguf", travels=True),
    "m": Data("family-m.gguf", travels=True),
    "b": Data("family-b.gguf"),
    "smollm2": Data("smollm2.gguf", offered=True),
}
_FAMILY = data_file("family.json")
WHOLE = 32  # bits: no copy, but the weights as they are
BEFORE = "\n"  # what texts are read after, as in training: their first token is predicted, too

type Json = dict[str, Any]


def needs(model: str = "", other: str = "", **_: object) -> list[Data]:
    """The weights of the model that is asked, and of the other one that it is compared with."""
    asked = [name for name in (model, other) if name]
    if unknown := [name for name in asked if name not in FILES]:
        raise ValueError(f'There is no model "{unknown[0]}": there are {", ".join(FILES)}.')
    return [FILES[name] for name in asked]


def cards() -> Json:
    """What was written down of each model that was trained here, by its name."""
    known: Json = json.loads(_FAMILY.read_text("utf-8"))
    return {name: card for name, card in known.items() if name in FILES}


def vocabulary(weights: Path, model: str) -> Json:
    """The bytes of all tokens, one after the other, and how many each has."""
    lengths, whole = joined(_reader(weights).model.tokenizer.tokens)
    return {"lengths": lengths, "bytes": whole}


def tokenize(weights: Path, model: str, text: str) -> Json:
    """The ids of a text's tokens."""
    return {"ids": np.array(_reader(weights).model.tokenize(text), np.int32)}


def next_tokens(
    weights: Path, model: str, text: str, picks: Sequence[int] = (), before: str = BEFORE
) -> Generator[Progress, None, Json]:
    """The ids of a text's tokens and of those picked after it; ln p of every token as the next one.

    Its logit is that and `log_normalizer`.
    """
    reader = _reader(weights)
    ids = yield from _read(reader, text, picks, before)
    return {"ids": ids, "logprobs": reader.after, "log_normalizer": reader.log_normalizer}


def continuations(
    weights: Path, model: str, text: str, opened: int, picks: Sequence[int] = (), before: str = BEFORE
) -> Generator[Progress, None, Json]:
    """How a text and the picks after it go on, as `nexttoken.lm.continuations` tells of it."""
    reader = _reader(weights)
    yield from _read(reader, text, picks, before, more=opened - 1)
    for tree in lm.continuations(reader.model, reader.after, reader.cache(), opened):
        yield Progress(len(tree["opened"]) / opened)
    return tree


def strategies(
    weights: Path,
    model: str,
    text: str,
    settings: Sequence[Mapping[str, float]],
    seed: int,
    count: int,
    width: int,
    before: str = BEFORE,
) -> Generator[Progress, None, Json]:
    """How a text goes on for `count` tokens by each sampler's `settings`, and, last, by a beam of `width`.

    `ids` and `logprobs`, of the model alone, have a row for each.
    """
    reader = _reader(weights)
    yield from _read(reader, text, (), before, more=count - 1)
    start = reader.model, reader.after, reader.cache()
    ways: list[list[Picked]] = []
    for each in settings:
        ways.append([])
        for picked in drawn(lm.Onward(*start), each, seed, count):
            ways[-1].append(picked)
            yield Progress((len(ways) - 1 + len(ways[-1]) / count) / (len(settings) + width))
    best: tuple[int, ...] = ()
    for step, found in enumerate(beams(lm.Onward(*start), width, count), start=1):
        best = found[0].ids
        yield Progress((len(settings) + width * step / count) / (len(settings) + width))
    ways.append(retold(lm.Onward(*start), best))
    return columns(ways)


def positions(
    weights: Path, model: str, text: str, picks: Sequence[int] = (), before: str = BEFORE
) -> Generator[Progress, None, Json]:
    """Before each token of a text and after the last: `entropy` in nats, the `top` ids, their `top_logprobs`.

    `logprobs` and `ranks` are those of the tokens themselves, `ids`: the text's, and those picked after it.
    The first of them has none where nothing stands before the text.
    """
    reader = _reader(weights)
    ids = yield from _read(reader, text, picks, before)
    columns = {name: np.array([vars(each)[name] for each in reader.positions]) for name in _COLUMNS}
    own = {"logprobs": columns.pop("logprob")[:-1], "ranks": columns.pop("rank")[:-1].astype(np.int32)}
    return {"ids": ids, **own, **columns, "top": columns["top"].astype(np.int32)}


def differences(
    *weights: Path, model: str, text: str, other: str = "", temperature: float = 1.0
) -> Generator[Progress, None, Json]:
    """How differently another model, or this one at a temperature, reads a text: see `compare.compared`.

    What it says is of each token of the text, and of what comes after the last.
    """
    readers = [_reader(path) for path in weights]
    models = [each.model for each in readers]
    _check_alike(models)
    return (yield from compared(models, temperature, _ids(readers[0], text, (), BEFORE)))


def splits(
    *weights: Path, model: str, text: str, other: str = "", temperature: float = 1.0, bits: int = WHOLE
) -> Generator[Progress, None, Json]:
    """What the same differ in, or this model and a copy of it that is rounded to so many bits.

    See `compare.splits`; as of `differences`, the last is of what comes after the text.
    """
    models = [_reader(path).model for path in weights]
    if bits < WHOLE:
        models.append(_copy(weights[0], bits))
    _check_alike(models)
    return (yield from split_up(models, temperature, _ids(_reader(weights[0]), text, (), BEFORE)))


def lens(weights: Path, model: str, text: str) -> Generator[Progress, None, Json]:
    """At each position of a text what each layer would predict if it were the last, as `lm.Lens` has it.

    `ids` are what is read: first what each text is read after.
    """
    reader = _reader(weights)
    ids, found = _ids(reader, text, (), BEFORE), []
    for each in lm.lenses(reader.model, ids):
        found.append(each._asdict())
        yield Progress(len(found) / len(ids))
    return {"ids": np.array(ids, np.int32), "positions": found}


_COLUMNS = tuple(Position.__annotations__)


def _read(
    reader: Reader, text: str, picks: Sequence[int], before: str, more: int = 0
) -> Generator[Progress, None, np.ndarray]:
    """The ids of the text and the picks, once they are read."""
    ids = _ids(reader, text, picks, before, more)
    yield from map(Progress, reader.read(ids))
    return np.array(ids[len(reader.model.tokenize(before)) :], np.int32)


def _ids(reader: Reader, text: str, picks: Sequence[int], before: str, more: int = 0) -> list[int]:
    """What is read before the text, the text, and the picks: as text, these might be cut otherwise.

    Raises ValueError where that does not fit, or `more` tokens that the model will read after it do not.
    """
    first, ids = reader.model.tokenize(before), [*reader.model.tokenize(text), *picks]
    room = reader.model.config.context - len(first)
    if len(ids) > room - more:
        beside = f" beside {more} that may come after it" if more else ""
        fit = f"{max(room - more, 0)} fit{beside}"
        raise ValueError(f"The text is too long for this model: it has {len(ids)} tokens, and {fit}.")
    return [*first, *ids]


def _check_alike(models: Sequence[lm.Model]) -> None:
    if len({each.config.vocabulary for each in models}) > 1:
        raise ValueError("Models of different vocabularies cannot be compared token by token.")


@lru_cache(maxsize=2)  # so many may be compared; a large one leaves no room for more
def _reader(weights: Path) -> Reader:
    return Reader(lm.load(weights))


@lru_cache(maxsize=1)
def _copy(weights: Path, bits: int) -> lm.Model:
    return lm.load(weights, lm.rounded(bits))


service = Service(
    methods=(
        cards,
        vocabulary,
        tokenize,
        next_tokens,
        positions,
        lens,
        continuations,
        differences,
        splits,
        strategies,
    ),
    needs=needs,
)
