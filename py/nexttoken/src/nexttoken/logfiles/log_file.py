"""What all such files come to: rows of log-probabilities, and what is known of the text."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from nexttoken.coded import Kernel, Read, kernel

from .grid import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nexttoken.arrays import Floats, Halves, Marks, Order

type Ids = NDArray[np.int32]


MOST_TOKENS = 2**20  # of a vocabulary: that of the largest models is a quarter of it
_TOLERANCE = 0.1


@dataclass(frozen=True, eq=False)
class Codes:
    """Numbers of 16 bits, shape (vocabulary,), that stand for ln p: `scale` times one, and `least` more.

    `is_floored` says whether 0 stands for what may lie deeper.
    """

    numbers: "Halves"
    scale: float
    least: float
    is_floored: bool

    def decoded(self) -> "Floats":
        """Return ln p in nats, in the arithmetic of 32 bits in which it was written."""
        found = self.numbers.astype(np.float32)
        found *= np.float32(self.scale)
        found += np.float32(self.least)
        return found.astype(np.float64)

    def one(self, token: int) -> float:
        """Return ln p of one token: the same, without arrays."""
        return float(np.float32(self.numbers[token]) * np.float32(self.scale) + np.float32(self.least))

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


class Row:
    """What a model expects after one position of a text.

    `written` is ln p of each token in nats as the file has it, shape (vocabulary,): its probabilities need
    not add up to 1. `cut` says of which tokens it is only a bound, above which they are not, the same of all;
    None where all are exact. `target` is the token that follows in the text, None where the file does not
    say.
    """

    def __init__(self, written: "Floats", cut: "Marks | None", target: int | None) -> None:
        self.target = target
        self._written, self._cut = written, cut

    @property
    def written(self) -> "Floats":
        """ln p of each token, in nats."""
        return self._written

    @property
    def cut(self) -> "Marks | None":
        """Of which tokens it is a bound."""
        return self._cut

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

    @cached_property
    def cuts(self) -> int:
        """How many tokens were cut."""
        return 0 if self.cut is None else int(np.count_nonzero(self.cut))

    @cached_property
    def exact(self) -> float:
        """What the weights of all others add up to."""
        return self.mass if self.cut is None else float(self.weights[~self.cut].sum())

    @property
    def is_even(self) -> bool:
        """Whether all tokens are alike."""
        written = self.written
        return bool(written[0] == written[-1]) and bool((written == written[0]).all())

    def log_prob(self, token: int) -> float:
        """Return what is written of one."""
        return float(self.written[token])

    @property
    def floor(self) -> float:
        """What is written of tokens that were cut, where there are such."""
        assert self.cut is not None
        return float(self.written[self.cut.argmax()])

    def is_cut(self, token: int) -> bool:
        """Whether a token was."""
        return self.cut is not None and bool(self.cut[token])

    def followed_by(self, target: int | None) -> "Row":
        """Return the row of a text that goes on with another token."""
        return Row(self.written, self.cut, target)

    def of_first(self, count: int) -> "Row":
        """Return the row of so many tokens."""
        return Row(self.written[:count], None if self.cut is None else self.cut[:count], self.target)


class CodedRow(Row):
    """A row that the file has as codes."""

    def __init__(self, codes: Codes, target: int | None) -> None:
        super().__init__(codes.decoded(), codes.numbers == 0 if codes.is_floored else None, target)
        self.codes = codes

    @property
    def floor(self) -> float:
        """What is written of tokens that were cut, where there are such."""
        return self.codes.least

    def followed_by(self, target: int | None) -> "CodedRow":
        """Return the row of a text that goes on with another token."""
        return coded_row(self.codes, target)

    def of_first(self, count: int) -> "CodedRow":
        """Return the row of so many tokens."""
        return coded_row(self.codes.of_first(count), self.target)


class ReadRow(CodedRow):
    """The same, read by the kernel: what else can be known of all tokens is made when it is asked for."""

    def __init__(self, codes: Codes, target: int | None, kernel: Kernel) -> None:
        self.codes, self.target = codes, target
        self.read = Read(kernel, codes.numbers, codes.scale, codes.least)
        self.weights, self.top, self.mass = self.read.weights, self.read.top, self.read.mass
        self.cuts = self.read.zeros if codes.is_floored else 0
        self.exact = self.read.exact if codes.is_floored else self.read.mass

    @cached_property
    def written(self) -> "Floats":
        """ln p of each token, in nats."""
        return self.codes.decoded()

    @cached_property
    def cut(self) -> "Marks | None":
        """Of which tokens it is a bound."""
        return self.codes.numbers == 0 if self.codes.is_floored else None

    @property
    def is_even(self) -> bool:
        """Whether all tokens are alike."""
        return self.log_prob(0) == self.log_prob(-1) and super().is_even

    def log_prob(self, token: int) -> float:
        """Return what is written of one."""
        return self.codes.one(token)

    def is_cut(self, token: int) -> bool:
        """Whether a token was."""
        return self.codes.is_floored and not self.codes.numbers[token]


def coded_row(codes: Codes, target: int | None) -> CodedRow:
    """Return a row of codes, read by the kernel where there is one."""
    compiled = kernel()
    return ReadRow(codes, target, compiled) if compiled else CodedRow(codes, target)


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
    if abs(row.mass - 1) < _TOLERANCE:
        return row
    if not row.written.any():
        raise ValueError(
            f"{name}: row {at} says ln p = 0 of each token: nothing was computed for it. Write it anew."
        )
    raise ValueError(
        f"{name} is damaged: the probabilities of row {at} add up to {row.mass:.3g}: write it anew, of"
        " log-probabilities or of logits."
    )


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
