"""Byte-level byte-pair encoding: text to ids and back."""

import heapq
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import index
from typing import cast

from .gguf import Value, other
from .pretokens import pretokens

_NORMAL = 1  # the type of a token that text is made of; others are special
_KEPT = 10_000  # pieces whose ids are remembered

type Pair = tuple[int, int]
type Merges = Mapping[
    Pair, tuple[int, int]
]  # two neighbours: how early they are merged, and what they become


class Tokenizer:
    """A vocabulary and its merges."""

    def __init__(self, tokens: Sequence[bytes], merges: Merges, special: Mapping[str, int]):
        self.tokens = tokens
        self.special = special
        self._merges = merges
        named = frozenset(special.values())
        self._single = {
            token[0]: id for id, token in enumerate(tokens) if len(token) == 1 and id not in named
        }
        self._special = re.compile(
            "|".join(map(re.escape, sorted(special, key=len, reverse=True))) or r"(?!)"
        )
        self._ids_of: Callable[[str], tuple[int, ...]] = lru_cache(_KEPT)(self._merge)

    @property
    def bytes_without_token(self) -> frozenset[int]:
        """The bytes for which the vocabulary has no token: where a text holds them, they are left out."""
        return frozenset(range(256)) - frozenset(self._single)

    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """Return the ids of `text`; what reads like a special token is one only where `special` is true."""
        _refuse_surrogates(text)
        if not special:
            return self._ordinary(text)
        ids, at = [], 0
        for match in self._special.finditer(text):
            ids += [*self._ordinary(text[at : match.start()]), self.special[match[0]]]
            at = match.end()
        return ids + self._ordinary(text[at:])

    def token_bytes(self, id: int) -> bytes:
        """Return the bytes of a token: those of a special one are its name's."""
        return self.tokens[checked_id(id, len(self.tokens))]

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of `ids`; bytes that are no UTF-8, as in half a character, become U+FFFD."""
        return b"".join(map(self.token_bytes, ids)).decode("utf-8", "replace")

    def _ordinary(self, text: str) -> list[int]:
        return [id for piece in pretokens(text) for id in self._ids_of(piece)]

    def _merge(self, piece: str) -> tuple[int, ...]:
        """The ids of a piece: its bytes, of which again and again the earliest pair of merges becomes one.

        The queue holds pairs as they were; those that have changed since are passed over.
        """
        ids = [self._single[byte] for byte in piece.encode() if byte in self._single]
        following = [*range(1, len(ids)), -1] if ids else []
        before = list(range(-1, len(ids) - 1))
        queue: list[tuple[int, int, Pair, int]] = []

        def propose(left: int, right: int) -> None:
            pair = ids[left], ids[right]
            if left >= 0 <= right and pair in self._merges:
                rank, merged = self._merges[pair]
                heapq.heappush(queue, (rank, left, pair, merged))

        for left in range(len(ids) - 1):
            propose(left, left + 1)
        while queue:
            _, left, pair, merged = heapq.heappop(queue)
            right = following[left]
            if right < 0 or (ids[left], ids[right]) != pair:
                continue
            ids[left], ids[right] = merged, -1
            following[left] = following[right]
            if following[left] >= 0:
                before[following[left]] = left
            following[right] = -1
            propose(before[left], left)
            propose(left, following[left])
        return tuple(id for id in ids if id >= 0)


def tokenizer(metadata: Mapping[str, Value]) -> Tokenizer:
    """Return the tokenizer that a GGUF file's metadata hold."""
    for key, known in (("model", "gpt2"), ("pre", "smollm")):
        found = metadata.get(f"tokenizer.ggml.{key}")
        if found != known:
            raise other(f"tokenizer.ggml.{key}", found, f"{known!r}, which alone can be read")
    names, merges = (_strings(metadata, key) for key in ("tokens", "merges"))
    types = metadata.get("tokenizer.ggml.token_type")
    if not isinstance(types, list) or len(types) != len(names):
        raise ValueError("The file's tokenizer.ggml.token_type does not give the type of each token.")
    ids = {name: id for id, name in enumerate(names)}
    if len(ids) != len(names):
        raise ValueError("The file's tokenizer.ggml.tokens holds a token twice.")
    special = {name: id for (name, id), kind in zip(ids.items(), types, strict=True) if kind != _NORMAL}
    tokens = [name.encode() if name in special else _bytes(name) for name in names]
    return Tokenizer(tokens, dict(_merges(merges, ids)), special)


def checked_id(id: int, vocabulary: int) -> int:
    """Return `id` as an int, or raise ValueError."""
    try:
        number = index(id)
    except TypeError:
        raise ValueError(f"The id of a token is a whole number, not {id!r}.") from None
    if not 0 <= number < vocabulary:
        raise ValueError(f"The id of a token is at least 0 and below {vocabulary}, not {number}.")
    return number


def _strings(metadata: Mapping[str, Value], key: str) -> list[str]:
    value = metadata.get(f"tokenizer.ggml.{key}")
    if isinstance(value, list) and set(map(type, value)) <= {str}:
        return cast("list[str]", value)
    raise ValueError(f"The file's tokenizer.ggml.{key} is not a list of strings.")


def _merges(lines: Sequence[str], ids: Mapping[str, int]) -> Iterable[tuple[Pair, tuple[int, int]]]:
    for rank, line in enumerate(lines):
        left, _, right = line.partition(" ")
        try:
            yield (ids[left], ids[right]), (rank, ids[left + right])
        except KeyError:
            raise ValueError(f"The file's merge {line!r} is not of two tokens that make a third.") from None


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ValueError(
            f"Character {error.start + 1} of the text, U+{code:04X}, is half a surrogate pair, no text."
        ) from None


def alphabet() -> dict[int, str]:
    """Return the character that stands for each byte in a vocabulary's names, so that all can be printed."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in set(printable)]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}


# For `str.translate`, which makes of each character the one whose number is its byte; others stand for none.
_NUMBERS = dict.fromkeys(range(256), "\N{REPLACEMENT CHARACTER}")
_NUMBERS |= {ord(character): chr(byte) for byte, character in alphabet().items()}


def _bytes(name: str) -> bytes:
    """The bytes that a token's name stands for."""
    try:
        return name.translate(_NUMBERS).encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(f"The file's token {name!r} is not written in the byte-level alphabet.") from None
