"""What all such files come to: rows of log-probabilities, and what is known of the text."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from .grid import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nexttoken.arrays import Floats, Halves, Marks, Order

type Ids = NDArray[np.int32]


MOST_TOKENS = 2**20  # of a vocabulary: that of the largest models is a quarter of it
_TOLERANCE = 0.1


@dataclass(frozen=True, eq=False)
class Codes:
    """Numbers of 16 bits, shape (vocabulary,), that stand for ln p: `scale` times one, and `least` more."""

    numbers: "Halves"
    scale: float
    least: float

    def decoded(self) -> "Floats":
        """Return ln p in nats, in the arithmetic of 32 bits in which it was written."""
        found = self.numbers.astype(np.float32)
        found *= np.float32(self.scale)
        found += np.float32(self.least)
        return found.astype(np.float64)

    def order(self) -> "Order":
        """Return the tokens from the likeliest on, ties by token.

        Integers of 16 bits are sorted several times as fast as floats.
        """
        return np.argsort(~self.numbers, kind="stable")

    def descending(self) -> "Codes":
        """Return the same in order, the largest first."""
        return replace(self, numbers=np.sort(self.numbers, kind="stable")[::-1])

    def of_first(self, count: int) -> "Codes":
        """Return those of the first tokens."""
        return replace(self, numbers=self.numbers[:count])


@dataclass(frozen=True, eq=False)
class Row:
    """What a model expects after one position of a text.

    `written` is ln p of each token in nats as the file has it, shape (vocabulary,): its probabilities need
    not add up to 1. `cut` says of which tokens it is only a bound, above which they are not, the same of all;
    None where all are exact. `target` is the token that follows in the text, None where the file does not
    say. `codes` are what `written` was decoded from, where the file has such.
    """

    written: "Floats"
    cut: "Marks | None"
    target: int | None
    codes: Codes | None = None

    @cached_property
    def weights(self) -> "Floats":
        """e^written: probabilities, but for their sum; shape (vocabulary,)."""
        with np.errstate(over="ignore"):
            return np.exp(self.written)

    @cached_property
    def top(self) -> int:
        """The likeliest token, the first of such."""
        return int(self.written.argmax())

    @cached_property
    def mass(self) -> float:
        """What the weights add up to."""
        with np.errstate(over="ignore", invalid="ignore"):
            return float(self.weights.sum())


class Token(NamedTuple):
    """A token that a file lists: its id, None where that is not said; how it reads; ln p in nats, below 0."""

    id: int | None
    name: bytes
    log_prob: float


@dataclass(frozen=True, eq=False)
class Listed:
    """What a model expects after one position of a text, of which only some tokens are listed.

    `known` are those of which the file says ln p; none where it has nothing to say, as of a text's first
    token. What they leave of a mass of 1 is all that is known of the others. `target` is the token that
    follows in the text, None where the file does not say; its ln p is NaN. `strange` names what stands in
    place of logarithms, as `sentinels.py` does.
    """

    known: tuple[Token, ...]
    target: Token | None
    strange: tuple[str, ...]

    @property
    def is_null(self) -> bool:
        """Whether null is all that it says, as of a text's first token."""
        return not self.known and self.strange == ("null",)


def checked(name: str, at: int, row: Row) -> Row:
    """Return a row whose probabilities add up to about 1; with a cut tail that is some hundredths more.

    Raises ValueError where they do not.
    """
    if len(row.written) > 1 and not row.written.any():
        raise ValueError(
            f"{name}: row {at} says ln p = 0 of each token: nothing was computed for it. Write it anew."
        )
    if not abs(row.mass - 1) < _TOLERANCE:
        raise ValueError(
            f"{name} is damaged: the probabilities of row {at} add up to {row.mass:.3g}: write it anew, of"
            " log-probabilities or of logits."
        )
    return row


class LogFile(Protocol):
    """A file of rows, opened, of which a few were looked at to tell what it is."""

    @property
    def name(self) -> str:
        """The file's."""

    @property
    def kind(self) -> str:
        """What it was taken for, in a few words."""

    @property
    def reason(self) -> str:
        """Why, and how sure that is: a sentence."""

    @property
    def unit(self) -> str | None:
        """The base of its logarithms, where that is not e: rows are in nats whatever it is."""

    @property
    def grid(self) -> Grid | None:
        """How its numbers were rounded before they were written, where that is coarse."""

    @property
    def vocabulary(self) -> int:
        """How many tokens a row has."""

    @property
    def rows(self) -> int:
        """How many rows are whole."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the file and does not hinder reading it: sentences."""

    @property
    def text(self) -> Ids | None:
        """The ids of the text, shape (chunks, context); None where the file does not have them."""

    def chunk(self, at: int) -> int:
        """Return of which text a row is; the rows of different texts are independent."""

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before that which follows a row; none where it is not known."""

    def row(self, at: int) -> Row:
        """Return a row, counted from 0. Raises ValueError, of a sentence, where it is damaged."""
