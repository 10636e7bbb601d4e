"""The base file of llama.cpp's `--kl-divergence-base`, and of ik_llama.cpp's.

A head: the letters `_logits_`, then as int32 the context n, the vocabulary V and the number of chunks, then
the n ids of each chunk. Then, for the second half of each chunk, R = n - 1 - n // 2 rows: as float32 a scale
and the least log-probability, then V codes of 16 bits, and one more where V is odd. ln p = scale · code +
least; code 0 is what lies at the floor or below, 16 nats under the likeliest token in llama.cpp, 24 in
ik_llama.cpp (tools/perplexity/perplexity.cpp of both).
"""

import math
import struct
from dataclasses import dataclass

import numpy as np

from .log_file import MOST_TOKENS, Codes, Ids, Row, Token, checked, coded_row
from .source import Source, exactly

MAGIC = b"_logits_"
FLOOR, FLOOR_OF_IK = 16, 24  # nats under the likeliest
_HEAD, _HEAD_OF_ROW = 20, 8
_MOST = 2**24  # of a context, chunks, and tokens of text: more are not meant
STEPS = 2**16 - 1  # codes
_AGAIN = "copy it again, or write it anew"
_SLACK = 0.01  # of a floor, for rounding to float32
_DEEPEST = 1e4  # nats: no row spans more
_LOOKED_AT = 256  # rows by which the floor is told


@dataclass(frozen=True, eq=False)
class KldFile:
    """Such a file, opened; see `LogFile`."""

    source: Source
    context: int
    vocabulary: int
    text: Ids
    rows: int
    kind: str
    reason: str
    notes: tuple[str, ...]
    unit: None = None
    grid: None = None  # 16 bits over what a row spans, in steps of 4e-4 nats at most

    @property
    def name(self) -> str:
        """The file's."""
        return self.source.name

    @property
    def rows_per_chunk(self) -> int:
        """The second half of each chunk but its last position."""
        return _rows_per_chunk(self.context)

    def chunk(self, at: int) -> int:
        """Return of which chunk a row is."""
        return at // self.rows_per_chunk

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return the last tokens of the chunk up to the position that a row is of."""
        chunk, position = divmod(at, self.rows_per_chunk)
        end = self.context // 2 + position + 1
        return tuple(Token(id, b"", math.nan) for id in self.text[chunk, max(end - count, 0) : end].tolist())

    def row(self, at: int) -> Row:
        """Return a row, counted from 0. Raises ValueError where its numbers cannot be."""
        content = exactly(self.source, self._place(at), _HEAD_OF_ROW + 2 * self.vocabulary)
        scale, least = _scale(self.source, content[:_HEAD_OF_ROW], at)
        numbers = np.frombuffer(content, "<u2", offset=_HEAD_OF_ROW)
        chunk, position = divmod(at, self.rows_per_chunk)
        target = int(self.text[chunk, self.context // 2 + position + 1])
        return checked(self.name, at, coded_row(Codes(numbers, scale, least, _is_floored(scale)), target))

    def _place(self, at: int) -> int:
        return _HEAD + self.text.nbytes + at * _row_bytes(self.vocabulary)


def open_kld(source: Source) -> KldFile:
    """Return the file, which begins with `MAGIC`. Raises ValueError, a sentence, where it cannot be read."""
    context, vocabulary, chunks = _head(source)
    text = _text(source, context, vocabulary, chunks)
    there = (source.size - _HEAD - text.nbytes) // _row_bytes(vocabulary)
    rows = min(there, chunks * _rows_per_chunk(context))
    notes = _notes(source, context, vocabulary, chunks)
    place = _HEAD + text.nbytes
    kind, reason = _told_apart(source, place, rows, vocabulary)
    return KldFile(source, context, vocabulary, text, rows, kind, reason, notes)


def _head(source: Source) -> tuple[int, int, int]:
    head = source.read(0, _HEAD)
    if len(head) == 12:
        (context,) = struct.unpack("<i", head[8:])
        raise ValueError(
            f"{source.name} ends after 12 bytes: the text was shorter than two windows of {context} tokens,"
            " and llama-perplexity stopped before its first row. Take a longer text, or a smaller --ctx-size."
        )
    if len(head) < _HEAD:
        raise ValueError(f"{source.name} ends within its head, after {len(head)} bytes: {_AGAIN}.")
    sizes = struct.unpack("<3i", head[8:])
    if _are_sizes(sizes):
        return sizes
    if _are_sizes(struct.unpack(">3i", head[8:])):
        raise ValueError(
            f"{source.name} was written by a machine that has a number's highest byte first: write it anew on"
            " one as they are today."
        )
    raise ValueError(
        f"{source.name} is damaged: its head says that the context is {sizes[0]}, the vocabulary {sizes[1]},"
        f" and that there are {sizes[2]} chunks: {_AGAIN}."
    )


def _are_sizes(sizes: tuple[int, ...]) -> bool:
    context, vocabulary, chunks = sizes
    return 3 <= context <= _MOST and 1 <= vocabulary <= MOST_TOKENS and 1 <= chunks <= _MOST


def _text(source: Source, context: int, vocabulary: int, chunks: int) -> Ids:
    if 4 * context * chunks > min(source.size, 4 * _MOST) - _HEAD - _row_bytes(vocabulary):
        raise ValueError(
            f"{source.name} is cut off or damaged: its head speaks of {context * chunks} tokens of text and"
            f" of rows of {vocabulary}, and {source.size - _HEAD} bytes follow: {_AGAIN}."
        )
    text: Ids = np.frombuffer(exactly(source, _HEAD, 4 * context * chunks), "<i4").reshape(chunks, context)
    strange = np.flatnonzero((text < 0) | (text >= vocabulary))
    if strange.size:
        at = int(strange[0])
        raise ValueError(
            f"{source.name} is damaged: token {at} of its text is {text.flat[at]}, and the vocabulary ends at"
            f" {vocabulary - 1}: {_AGAIN}."
        )
    return text


def _notes(source: Source, context: int, vocabulary: int, chunks: int) -> tuple[str, ...]:
    """What is said of a file that is shorter or longer than its head says."""
    size = _row_bytes(vocabulary)
    bytes_of_rows = source.size - _HEAD - 4 * context * chunks
    wanted = chunks * _rows_per_chunk(context)
    if bytes_of_rows == wanted * size:
        return ()
    if bytes_of_rows > wanted * size:
        return (f"{bytes_of_rows - wanted * size} bytes behind the last row are left out.",)
    whole, rest = divmod(bytes_of_rows // size, _rows_per_chunk(context))
    more = f", and {rest} {'row' if rest == 1 else 'rows'} of the next" if rest else ""
    return (f"The run was stopped: {whole} of {chunks} chunks are whole{more}.",)


def _told_apart(source: Source, place: int, rows: int, vocabulary: int) -> tuple[str, str]:
    """Which program wrote it, and why that is thought: by how far the rows reach down."""
    looked_at = np.unique(np.linspace(0, rows - 1, min(rows, _LOOKED_AT)).round().astype(int)).tolist()
    size = _row_bytes(vocabulary)
    heads = ((exactly(source, place + at * size, _HEAD_OF_ROW), at) for at in looked_at)
    widest = max(_scale(source, head, at)[0] * STEPS for head, at in heads)
    kld = "base file of"
    if widest > FLOOR + _SLACK:
        return f"{kld} ik_llama.cpp", f"A row spans {widest:.2f} nats, and llama.cpp cuts at {FLOOR}."
    if widest > FLOOR - _SLACK:
        return f"{kld} llama.cpp", f"Rows span up to {FLOOR} nats, where llama.cpp cuts."
    return (
        f"{kld} llama.cpp or ik_llama.cpp",
        f"No row that was looked at spans more than {widest:.2f} nats: the two differ in nothing then.",
    )


def _scale(source: Source, head: bytes, at: int) -> tuple[float, float]:
    scale, least = struct.unpack("<2f", head)
    if not (0 <= scale * STEPS < _DEEPEST and -_DEEPEST < least <= least + scale * STEPS < 0.01):
        raise ValueError(
            f"{source.name} is damaged: row {at} begins at ln p = {least:g}, in steps of {scale:g}: {_AGAIN}."
        )
    return scale, least


def _is_floored(scale: float) -> bool:
    """Whether a row reaches down to one of the floors, so that code 0 may stand for less."""
    spans = scale * STEPS
    return any(abs(spans - floor) < _SLACK for floor in (FLOOR, FLOOR_OF_IK))


def _rows_per_chunk(context: int) -> int:
    return context - 1 - context // 2


def _row_bytes(vocabulary: int) -> int:
    return 2 * (2 * ((vocabulary + 1) // 2) + 4)
