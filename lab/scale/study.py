"""All that is measured of the family, in pieces, each a file in a member's folder: what is there is kept."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lab import tasks
from lab.family.study import Member
from lab.family.train import write_whole
from lab.scale.measures import comparison, log_likelihoods, walk
from lab.scale.models import Weights, weights_of
from lab.scale.pairs import Pair, pairs

type Json = dict[str, Any]
type Texts = Sequence[str]

_EVERY = 6


@dataclass(frozen=True)
class Piece:
    """What is measured at once: of one member or two, under a name of its own."""

    members: tuple[str, ...]
    name: str
    measure: Callable[[Texts, Path], Json]

    def file(self, texts: Texts, runs: Path) -> Path:
        """Where it is kept, with the first member: of other texts, or of members trained anew, nowhere yet.

        Raises ValueError where a member is not there.
        """
        records = [_record(runs / member) for member in self.members]
        digest = hashlib.sha256("\n".join([*texts, *records]).encode()).hexdigest()[:8]
        return runs / self.members[0] / "scale" / f"{self.name} {digest}.json"


def piece_of(what: Weights | Pair[Weights] | Member) -> Piece:
    """Return the piece that weights are, or a pair, or how far a member's training walked."""
    match what:
        case Weights():
            return Piece((what.member.name,), what.name, partial(log_likelihoods, what))
        case Pair():
            both = what.first.weights.member.name, what.second.weights.member.name
            return Piece(tuple(dict.fromkeys(both)), what.name, partial(_compared, what))
    return Piece((what.name,), "walk", partial(walk, what))


def compared(texts: Texts) -> Texts:
    """The texts on which pairs are compared token by token, which takes ten times as long as to read them."""
    return texts[::_EVERY]


def _compared(pair: Pair[Weights], texts: Texts, runs: Path) -> Json:
    return comparison(pair, compared(texts), runs)


def pieces(members: Sequence[Member]) -> list[Piece]:
    """Return all that is measured of members, and of pairs of them."""
    kept = [weights for member in members for weights in weights_of(member)]
    parents = [member for member in members if not member.parent]
    everything: list[Weights | Pair[Weights] | Member] = [*kept, *pairs(members), *parents]
    return [piece_of(what) for what in everything]


def measure_all(
    members: Sequence[Member], texts: Texts, runs: Path, tell: Callable[[str], None], **where: Any
) -> None:
    """Measure what is not there yet; `where` it is done, `tasks.each` says."""
    left = [piece for piece in pieces(members) if not piece.file(texts, runs).is_file()]
    done = tasks.each(partial(measure, texts=texts, runs=runs), left, **where)
    for count, piece in enumerate(done, 1):
        tell(f"{count} of {len(left)}: {piece.name}")


def measure(piece: Piece, texts: Texts, runs: Path) -> Piece:
    """Measure a piece, and keep what comes of it."""
    found = json.dumps(piece.measure(texts, runs))
    write_whole(piece.file(texts, runs), found.encode())
    return piece


def _record(folder: Path) -> str:
    try:
        return (folder / "record.json").read_text("utf-8")
    except FileNotFoundError as error:
        raise ValueError(
            f"{folder.name} is not in {folder.parent}: `python -m lab family` trains it."
        ) from error


def measured(piece: Piece, texts: Texts, runs: Path) -> Json:
    """Return what came of a piece."""
    found: Json = json.loads(piece.file(texts, runs).read_text("utf-8"))
    return found
