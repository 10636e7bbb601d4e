"""Which rows of two files belong together, and what is said where none do."""

from bisect import bisect_right
from itertools import accumulate
from typing import Protocol

import numpy as np

from nexttoken.logfiles import Listed, ListFile, LogFile, Row, Token
from nexttoken.logfiles.log_file import Ids

from .rows import completed

type Pair = tuple[Row, Row] | tuple[Listed, Listed]


class Pairs(Protocol):
    """Two files, row for row. Building it raises ValueError, a sentence, where they cannot be compared."""

    @property
    def vocabulary(self) -> int | None:
        """How many tokens are compared; None where it is not known how many there are."""

    @property
    def rows(self) -> int:
        """How many pairs there are."""

    @property
    def by_id(self) -> bool:
        """Whether tokens are known by their ids; by how they read, where they are not."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the two together: sentences."""

    def chunk(self, at: int) -> int:
        """Return of which text a pair is."""

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before a pair, as far as they are known."""

    def pair(self, at: int) -> Pair:
        """Return a pair, counted from 0. Raises ValueError where one of them is damaged."""


def following(pair: Pair) -> Token | None:
    """Return the token that follows, as A has it; None where it does not say. Its ln p is not told."""
    target = pair[0].target
    return target if target is None or isinstance(target, Token) else Token(target, b"", np.nan)


def paired(a: LogFile | ListFile, b: LogFile | ListFile) -> Pairs:
    """Return the pairs of two files of whatever kinds."""
    if isinstance(a, ListFile):
        return ListedPairs(a, b) if isinstance(b, ListFile) else MixedPairs(a, b, a)
    return MixedPairs(a, b, b) if isinstance(b, ListFile) else WholePairs(a, b)


class WholePairs:
    """Rows of all tokens, of which the texts are the same as far as they are known."""

    by_id = True

    def __init__(self, a: LogFile, b: LogFile):
        self.a, self.b = a, b
        self.vocabulary = min(a.vocabulary, b.vocabulary)
        self.rows = min(a.rows, b.rows)
        self._telling = b if a.text is None else a
        _check_texts(a, b)
        self.notes = _only_so_many(self.rows) if a.rows != b.rows else ()

    def chunk(self, at: int) -> int:
        """Return of which text a pair is."""
        return self._telling.chunk(at)

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before a pair."""
        return self._telling.before(at, count)

    def pair(self, at: int) -> tuple[Row, Row]:
        """Return a pair, over the tokens that both have."""
        a, b = self._row(self.a, at), self._row(self.b, at)
        return a if b.target in (None, a.target) else a.followed_by(b.target), b

    def _row(self, file: LogFile, at: int) -> Row:
        row, most = file.row(at), self.vocabulary
        if file.vocabulary == most:
            return row
        if row.target is not None and row.target >= most:
            raise ValueError(f"{file.name}: after row {at} comes token {row.target}, which the other lacks.")
        return row.of_first(most)


class ListedPairs:
    """Rows that list some tokens: text by text, each from its beginning, as many as both have."""

    vocabulary = None

    def __init__(self, a: ListFile, b: ListFile):
        self.a, self.b = a, b
        self.by_id = a.has_ids and b.has_ids
        _check_names(a, b)
        self._texts = [(a.rows_of(text), b.rows_of(text)) for text in range(min(a.texts, b.texts))]
        lengths = [min(map(len, texts)) for texts in self._texts]
        self._starts = [0, *accumulate(lengths)]
        self.rows = self._starts.pop()
        self.notes = _only_so_many(self.rows) if max(a.rows, b.rows) > self.rows else ()

    def chunk(self, at: int) -> int:
        """Return of which text a pair is."""
        return bisect_right(self._starts, at) - 1

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before a pair."""
        return self.a.before(self._rows(at)[0], count)

    def pair(self, at: int) -> tuple[Listed, Listed]:
        """Return a pair."""
        in_a, in_b = self._rows(at)
        return self.a.row(in_a), self.b.row(in_b)

    def _rows(self, at: int) -> tuple[int, int]:
        text = self.chunk(at)
        rows_a, rows_b = self._texts[text]
        place = at - self._starts[text]
        return rows_a[place], rows_b[place]


class MixedPairs:
    """Rows of all tokens and rows that list some, one after another.

    A prompt's first row is null, and its second, what follows the first token, is the first of an array. This
    may have one more of each text than is listed: that of its last token.
    """

    vocabulary = None
    by_id = True
    notes = ()

    def __init__(self, a: LogFile | ListFile, b: LogFile | ListFile, lists: ListFile):
        self.a, self.b, self._lists = a, b, lists
        if not lists.has_ids:
            raise ValueError(
                f"{lists.name} lists tokens without their ids, and the other file knows nothing but ids: take"
                " a server that gives them, or compare files of one kind."
            )
        whole = b if lists is a else a
        texts = list(map(lists.rows_of, range(lists.texts)))
        self._said = [rows[1:] if lists.row(rows[0]).is_null else rows for rows in texts]
        self._starts = [0, *accumulate(map(len, self._said))]
        self.rows = self._starts.pop()
        if whole.rows not in (self.rows, lists.rows):
            raise ValueError(
                f"{lists.name} has {self.rows} rows that say something, and {whole.name} {whole.rows}: let"
                " both have the same."
            )
        self._in_whole = self._starts if whole.rows == self.rows else [rows.start for rows in texts]

    def chunk(self, at: int) -> int:
        """Return of which text a pair is, as the lists say."""
        return bisect_right(self._starts, at) - 1

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before a pair, as the lists say."""
        return self._lists.before(self._rows(at)[0], count)

    def pair(self, at: int) -> tuple[Listed, Listed]:
        """Return a pair, of which the whole row lists what the other does."""
        listed, whole = self._rows(at)
        a, b = (file.row(listed if file is self._lists else whole) for file in (self.a, self.b))
        return _as_listed(a, b), _as_listed(b, a)

    def _rows(self, at: int) -> tuple[int, int]:
        """Which row of the lists it is, and which of the other file."""
        text = self.chunk(at)
        place = at - self._starts[text]
        return self._said[text][place], self._in_whole[text] + place


def _as_listed(row: Row | Listed, other: Row | Listed) -> Listed:
    if isinstance(row, Listed):
        return row
    assert isinstance(other, Listed)
    log_probs = completed(row)
    wanted = {token.id for token in other.known} | {int(log_probs.argmax())}
    ids = [id for id in wanted if id is not None and 0 <= id < len(log_probs)]
    target = None if row.target is None else Token(row.target, b"", np.nan)
    return Listed(tuple(Token(id, b"", float(log_probs[id])) for id in ids), target or other.target, ())


def _only_so_many(rows: int) -> tuple[str]:
    return (f"The first {rows} rows are compared: only so many are in both files.",)


def _check_names(a: ListFile, b: ListFile) -> None:
    """Tokens have to be known by something that both say of them."""
    if a.has_names == b.has_names or (a.has_ids and b.has_ids):
        return
    ids, names = (b, a) if a.has_names else (a, b)
    raise ValueError(
        f"{ids.name} lists tokens by their ids alone, and {names.name} by how they read alone: let both say"
        " one of them. vLLM says both in prompt_logprobs."
    )


def _check_texts(a: LogFile, b: LogFile) -> None:
    if a.text is None or b.text is None:
        _check_positions(a, b)
        return
    if a.text.shape[1] != b.text.shape[1]:
        raise ValueError(
            f"{a.name} is of windows of {a.text.shape[1]} tokens, {b.name} of {b.text.shape[1]}: make both"
            " with the same --ctx-size."
        )
    shared = min(a.text.size, b.text.size)
    different = np.flatnonzero(a.text.flat[:shared] != b.text.flat[:shared])
    if different.size:
        at = int(different[0])
        raise ValueError(
            f"They are not of the same text: token {at} is {a.text.flat[at]} in {a.name}, and"
            f" {b.text.flat[at]} in {b.name}{_why(a.text, b.text)}: make both of one text by one tokenizer."
        )


def _why(a: Ids, b: Ids) -> str:
    """What is said of two texts that are the same, a place apart."""
    for name, longer, shorter in (("first", a.flat[1:], b.flat[:-1]), ("second", b.flat[1:], a.flat[:-1])):
        count = min(len(longer), len(shorter))
        if (longer[:count] == shorter[:count]).all():
            return f", where only the {name} has a token in front"
    return ""


def _check_positions(a: LogFile, b: LogFile) -> None:
    """An array has to have just the rows that a base file has, which are not those of all positions."""
    if a.rows == b.rows or (a.text is None and b.text is None):
        return
    base, array = (b, a) if a.text is None else (a, b)
    raise ValueError(
        f"{base.name} has {base.rows} rows, of the second half of each chunk but its last token, and"
        f" {array.name} {array.rows}: let it have the same."
    )
