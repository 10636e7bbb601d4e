"""Files of JSON: servers' answers, in which a row lists the likeliest tokens and the one that was chosen."""

import json
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from .log_file import Listed, Token
from .shapes import Columns, Json, Kind, kind_of
from .source import Source, exactly
from .spans import AGAIN, find_spans
from .texts import Shape

BEGINNINGS = (b"{", b"[", b"data:")
_LOOKED_AT = 8  # rows by which it is told what the file is
_NAMES = ("prompt_logprobs", "content", "completion_probabilities", "tokens", "resps")
_ASK = "logprobs in OpenAI's, prompt_logprobs in vLLM, n_probs in llama-server"
_SAME_KEYS = "top_logprobs"
_KNOWN = "of OpenAI's, vLLM's or llama-server's, and no samples of lm-evaluation-harness"


@dataclass(frozen=True, eq=False)
class ListFile:
    """Such a file, opened. Its rows are read from where they lie, whenever they are asked for."""

    source: Source
    shape: Shape
    how: Kind
    has_ids: bool  # each token of the first rows
    has_names: bool  # any of them
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's."""
        return self.source.name

    @property
    def kind(self) -> str:
        """What it was taken for, in a few words."""
        return self.how.name

    @property
    def reason(self) -> str:
        """Why: a sentence."""
        return f"{self.how.sign[0].upper()}{self.how.sign[1:]}."

    @property
    def rows(self) -> int:
        """How many rows are whole."""
        return self.shape.rows

    @property
    def texts(self) -> int:
        """How many texts they are of."""
        return len(self.shape.texts)

    def rows_of(self, text: int) -> range:
        """Return which rows are of a text."""
        ends = *self.shape.texts[text + 1 : text + 2], self.rows
        return range(self.shape.texts[text], ends[0])

    def chunk(self, at: int) -> int:
        """Return of which text a row is."""
        return bisect_right(self.shape.texts, at) - 1

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the text before that which a row is of, as far as it is known."""
        first = max(self.shape.texts[self.chunk(at)], at - count)
        targets = (self.row(each).target for each in range(first, at))
        return tuple(target for target in targets if target)

    def row(self, at: int) -> Listed:
        """Return a row, counted from 0. Raises ValueError where it is damaged."""
        return _read(self.source, self.how, _columns(self.source, self.shape, at), at)


def open_listed(source: Source) -> ListFile:
    """Return the file, which begins as JSON does. Raises ValueError, a sentence, where it cannot be read."""
    spans = find_spans(source)
    names = sorted(spans.shapes, key=lambda name: (-spans.shapes[name].rows, _NAMES.index(name)))
    if not names:
        raise ValueError(
            f"{source.name} is JSON without log-probabilities: none {_KNOWN}. Ask for them: {_ASK}."
        )
    shape = spans.shapes[names[0]]
    looked_at = {at: _columns(source, shape, at) for at in range(min(shape.rows, _LOOKED_AT))}
    said = {at: columns for at, columns in looked_at.items() if not _is_null(columns)}
    if not said:
        raise ValueError(f"{source.name} says null in each of its first rows. Ask again: {_ASK}.")
    at, first = next(iter(said.items()))
    how = _as_sentence(source, at, lambda: kind_of(first))
    rows = [_read(source, how, columns, at) for at, columns in said.items()]
    tokens = [token for row in rows for token in (*row.known, row.target) if token]
    notes = [f"Its rows of “{name}” are left out." for name in names[1:]]
    if spans.is_cut:
        notes.append(f"The file was cut off: its first {shape.rows} rows are whole.")
    has_ids = bool(tokens) and all(token.id is not None for token in tokens)
    has_names = any(token.name for token in tokens)
    return ListFile(source, shape, how, has_ids, has_names, tuple(notes))


def _columns(source: Source, shape: Shape, at: int) -> Columns:
    places = {name: column[2 * at : 2 * at + 2] for name, column in shape.columns.items()}
    return {name: _decoded(source, name, at, *place) for name, place in places.items() if place[1]}


def _decoded(source: Source, name: str, at: int, start: int, end: int) -> Json:
    text = str(exactly(source, start, end - start), "utf-8", "replace")
    return _as_sentence(source, at, lambda: _loaded(text, name == _SAME_KEYS))


def _loaded(text: str, as_pairs: bool) -> Json:
    """Keys may be texts of tokens, of which two read the same: then objects become lists of pairs."""
    try:
        loaded: Json = json.loads(text, object_pairs_hook=list if as_pairs else None)
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # which Python does not read as an integer
        raise ValueError("a number has thousands of digits") from error
    return loaded


def _is_null(columns: Columns) -> bool:
    return all(value is None for value in columns.values())


def _read(source: Source, how: Kind, columns: Columns, at: int) -> Listed:
    if _is_null(columns):
        return Listed((), None, ("null",))
    return _as_sentence(source, at, lambda: how.read(columns))


def _as_sentence[T](source: Source, at: int, work: Callable[[], T]) -> T:
    """What `work` makes of a row. Raises ValueError, a sentence, of all that it may stumble over."""
    try:
        return work()
    except json.JSONDecodeError as error:
        raise ValueError(f"{source.name} is damaged: row {at} is no JSON ({error.msg}): {AGAIN}.") from error
    except KeyError as error:
        raise ValueError(f"{source.name}: row {at} is none {_KNOWN}: it lacks {error}: {AGAIN}.") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{source.name}: row {at} cannot be read: {error}: {AGAIN}.") from error
