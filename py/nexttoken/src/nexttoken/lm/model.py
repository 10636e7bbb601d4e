"""A language model as its users see it."""

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from nexttoken.arrays import Bytes

from . import gguf
from .blocks import Singles
from .gguf import Tensor
from .matrix import Matrix
from .quantised import fastest
from .tokenizer import Tokenizer, checked_id, tokenizer
from .transformer import Cache, Config, Transformer, transformer

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

_AT_ONCE = 32  # positions that are computed together, which bounds what attention takes
_QUIET = np.errstate(over="ignore", invalid="ignore")  # what comes of a damaged file is told with the logits


class Model:
    """A language model and its tokenizer. A text's positions are its ids: none is added before the first."""

    def __init__(self, tokenizer: Tokenizer, transformer: Transformer):
        self.tokenizer = tokenizer
        self._transformer = transformer

    @property
    def config(self) -> Config:
        """The model's sizes."""
        return self._transformer.config

    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """Return the ids of `text`; what reads like a special token is one only where `special` is true."""
        return self.tokenizer.tokenize(text, special)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of `ids`; bytes that are no UTF-8, as in half a character, become U+FFFD."""
        return self.tokenizer.decode(ids)

    def token_bytes(self, id: int) -> bytes:
        """Return the bytes of a token."""
        return self.tokenizer.token_bytes(id)

    @_QUIET
    def logits(self, ids: Sequence[int], cache: Cache | None = None) -> "Floats":
        """Return the logits, of which softmax makes `logprobs`: shape (len(ids), vocabulary)."""
        return self._read(ids, cache, self._logits)

    @_QUIET
    def logprobs(self, ids: Sequence[int], cache: Cache | None = None) -> "Floats":
        """Return ln p of each token as the next one after each position: shape (len(ids), vocabulary).

        With a `cache`, the positions follow those that it holds, and it holds these, too, then.
        """
        return self._read(ids, cache, self.lens)

    def _read(self, ids: Sequence[int], cache: Cache | None, said: Callable[[Singles], "Floats"]) -> "Floats":
        cache = self._own(cache)
        ids = self._checked(ids, cache.length)
        result = _room((len(ids), self.config.vocabulary))
        for part in _parts(len(ids)):
            *_, last = self._states(ids[part], cache)
            result[part] = said(last)
        return result

    def start(self) -> Cache:
        """Return the cache of a text that is still empty."""
        return Cache.empty(self.config)

    def step(self, id: int, cache: Cache) -> "Floats":
        """Read one more token, and return ln p of each token as the next: shape (vocabulary,)."""
        return self.read([id], cache)

    @_QUIET
    def read(self, ids: Sequence[int], cache: Cache) -> "Floats":
        """Read at least one more token, and return ln p of each as the next after them: (vocabulary,)."""
        ids = self._checked(ids, self._own(cache).length)
        if not ids:
            raise ValueError("There is no token to read.")
        for part in _parts(len(ids)):
            *_, last = self._states(ids[part], cache)
        result: Floats = self.lens(last[-1:])[0]
        return result

    @_QUIET
    def hidden(self, ids: Sequence[int]) -> Singles:
        """Return each position's state as embedded and after each layer: (layers + 1, len(ids), width)."""
        ids, cache = self._checked(ids, 0), self.start()
        result = np.empty((self.config.layers + 1, len(ids), self.config.width), np.float32)
        for part in _parts(len(ids)):
            for number, states in enumerate(self._states(ids[part], cache)):
                result[number, part] = states
        return result

    @_QUIET
    def lens(self, states: Singles) -> "Floats":
        """Return ln p of each token, read off states (n, width) as if these were the last layer's."""
        return log_softmax(self._logits(states))

    def _logits(self, states: Singles) -> "Floats":
        logits = self._transformer.logits(states).astype(np.float64)
        if not np.isfinite(logits.max(axis=-1)).all():
            raise ValueError("The model's numbers grow beyond all bounds: its file is damaged.")
        return logits

    def _own(self, cache: Cache | None) -> Cache:
        if cache and cache.config is not self.config:
            raise ValueError("This cache was started by another model.")
        return cache or self.start()

    def _states(self, ids: list[int], cache: Cache) -> Iterable[Singles]:
        return self._transformer.states(ids, cache)

    def _checked(self, ids: Sequence[int], before: int) -> list[int]:
        """`ids` as ints, where they are tokens and fit into the context."""
        ids = [checked_id(id, self.config.vocabulary) for id in ids]
        if before + len(ids) > self.config.context:
            raise ValueError(
                f"The text is too long: it has {before + len(ids)} tokens,"
                f" and the model's context holds {self.config.context}."
            )
        return ids


def load(
    source: str | PathLike[str] | Bytes | bytes | bytearray | memoryview,
    matrix: Callable[[Tensor], Matrix] = fastest,
) -> Model:
    """Return the model of a GGUF file, given as a path or as its bytes.

    `matrix` makes of a tensor what multiplies by it, such as `Dense`. Raises ValueError, of one sentence,
    where the file is damaged or of a sort that cannot be read.
    """
    try:
        file = gguf.read(source)
        return Model(tokenizer(file.metadata), transformer(file, matrix))
    except MemoryError as error:
        raise MemoryError("There is not enough memory for the weights of this model.") from error


def log_softmax(logits: "Floats") -> "Floats":
    """Return log-probabilities along the last axis, in nats. Overwrites `logits`."""
    logits -= logits.max(axis=-1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return logits


def bytes_per_token(model: Model, text: str) -> float:
    """Return how many bytes of UTF-8 a token of `text` has on average."""
    ids = model.tokenize(text)
    if not ids:
        raise ValueError("A text without tokens has no bytes per token.")
    return len(text.encode()) / len(ids)


def _parts(count: int) -> Iterable[slice]:
    return (slice(start, start + _AT_ONCE) for start in range(0, count, _AT_ONCE))


def _room(shape: tuple[int, int]) -> "Floats":
    try:
        return np.empty(shape)
    except MemoryError as error:
        raise MemoryError(
            f"There is not enough memory for {shape[1]} numbers at {shape[0]} positions."
        ) from error
