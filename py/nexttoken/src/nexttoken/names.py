"""How tokens read: the names of a vocabulary, from a tokenizer.json or the head of a GGUF file.

And how they are shown to people, with nothing in them that a terminal would obey.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import cast

from .lm.gguf import MAGIC, Value, read_metadata
from .lm.tokenizer import alphabet
from .logfiles import PathSource, Source, Token
from .logfiles.source import printable
from .logfiles.spans import find_spans

_LONGEST = 2**26  # bytes of a file of names, or of the head that holds them
_FIRST = 2**24  # bytes of a GGUF file that are tried first
_MOST = 2**24  # tokens
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")  # SentencePiece's name of a byte
_SPACE = "▁"  # SentencePiece's sign for a space
_PARTS = "pre_tokenizer", "decoder"  # of a tokenizer.json, which say whether names are of bytes
_BYTES = {character: byte for byte, character in alphabet().items()}


@dataclass(frozen=True, eq=False)
class Names:
    """A vocabulary: the bytes that each id stands for, and the file that says so."""

    file: str
    tokens: Mapping[int, bytes]

    def shown(self, id: int) -> str:
        """Return how a token reads, or which id it is."""
        return shown(self.tokens[id]) if self.tokens.get(id) else f"token {id}"


def shown(token: bytes) -> str:
    """Return a token's text within quotation marks; bytes and signs that cannot be printed as escapes."""
    return f"“{printable(token.decode('utf-8', 'backslashreplace'))}”"


def name_of(token: Token, names: Names | None) -> str:
    """Return how a token of a file is shown: as that says it reads, or as `names` has it, or by its id."""
    if token.name or token.id is None:
        return shown(token.name)
    return names.shown(token.id) if names else f"token {token.id}"


def bytes_of(token: Token, names: Names | None) -> bytes:
    """Return the bytes that a token stands for, by its file or by `names`; none where they are not known."""
    if token.name or token.id is None or not names:
        return token.name
    return names.tokens.get(token.id, b"")


def read_names(file: Source | str | PathLike[str]) -> Names:
    """Return the names that a file holds: a path, or a source of bytes.

    Raises ValueError, of a sentence, where it has none, or is damaged.
    """
    source = PathSource(Path(file)) if isinstance(file, str | PathLike) else file
    tokens = _of_gguf(source) if source.read(0, len(MAGIC)) == MAGIC else _of_json(source)
    return Names(source.name, tokens)


def _of_gguf(source: Source) -> dict[int, bytes]:
    metadata = _metadata(source)
    names, kind = metadata.get("tokenizer.ggml.tokens"), metadata.get("tokenizer.ggml.model")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{source.name} holds no names of tokens.")
    return {id: _read(str(name), kind == "gpt2") for id, name in enumerate(names)}


def _metadata(source: Source) -> Mapping[str, Value]:
    """Of as little of the file as holds them."""
    size = min(_FIRST, source.size)
    while True:
        try:
            return read_metadata(source.read(0, size))
        except ValueError as error:
            if size >= min(_LONGEST, source.size):
                raise ValueError(f"{source.name}: {error}") from error
        size = min(4 * size, source.size)


def _of_json(source: Source) -> dict[int, bytes]:
    if source.size > _LONGEST:
        raise ValueError(f"{source.name} has {source.size} bytes, and no tokenizer.json has so many.")
    find_spans(source)  # refuses what is too deep to be decoded
    try:
        content = json.loads(source.read(0, source.size))
        model, added = content["model"], content.get("added_tokens") or []
        is_of_bytes = any('"ByteLevel"' in json.dumps(content.get(part)) for part in _PARTS)
        found = {id: _read(name, is_of_bytes) for name, id in _pairs(model["vocab"])}
        found |= {entry["id"]: entry["content"].encode() for entry in added}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{source.name} is neither a tokenizer.json nor a GGUF file.") from error
    if not all(isinstance(id, int) and 0 <= id < _MOST for id in found):
        raise ValueError(f"{source.name} gives tokens ids that are none.")
    return found


def _pairs(vocab: object) -> list[tuple[str, int]]:
    """The names and their ids: as an object, or as a list of names and scores."""
    if isinstance(vocab, dict):
        return list(cast("dict[str, int]", vocab).items())
    return [(entry[0], id) for id, entry in enumerate(cast("list[list[str]]", vocab))]


def _read(name: str, is_of_bytes: bool) -> bytes:
    """The bytes that a name stands for: a character each, or a text with signs for spaces and bytes."""
    if is_of_bytes:
        return bytes(_BYTES[each] for each in name) if set(name) <= _BYTES.keys() else name.encode()
    byte = _BYTE.fullmatch(name)
    return bytes.fromhex(byte[1]) if byte else name.replace(_SPACE, " ").encode("utf-8", "surrogatepass")
