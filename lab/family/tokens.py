"""The family's tokens: merges learnt once, a line each in `merges.txt`, and texts as their ids."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from nexttoken.lm.pretokens import pretokens
from nexttoken.lm.tokenizer import Tokenizer, alphabet, tokenizer

from lab.gguf import Value

if TYPE_CHECKING:
    from nexttoken.lm import gguf
    from numpy.typing import NDArray

VOCABULARY = 2048
MERGES = Path(__file__).with_name("merges.txt")

type Ids = NDArray[np.int32]
type Pair = tuple[str, str]


def learn_merges(texts: Iterable[str], vocabulary: int = VOCABULARY) -> list[str]:
    """Return byte-level BPE's merges for texts, which `nexttoken.lm` cuts into pieces.

    Again and again the most frequent pair of neighbours becomes a token; of equals, the one of older tokens.
    """
    names = [alphabet()[byte] for byte in range(256)]
    counts = Counter(piece for text in texts for piece in pretokens(text))
    ages = {name: age for age, name in enumerate(sorted(names))}
    words = [([names[byte] for byte in piece.encode()], count) for piece, count in counts.items()]
    pairs: Counter[Pair] = Counter()
    places: defaultdict[Pair, set[int]] = defaultdict(set)  # the words in which a pair is, or once was

    def count(at: int, sign: int) -> None:
        word, often = words[at]
        for pair in pairwise(word):
            pairs[pair] += sign * often
            places[pair].add(at)

    for at in range(len(words)):
        count(at, 1)
    merges = []
    while len(ages) < vocabulary:
        best = max(pairs, key=lambda pair: (pairs[pair], -ages[pair[0]], -ages[pair[1]]), default=("", ""))
        if not pairs[best]:
            raise ValueError(f"The texts are too short: they have {len(ages)} tokens, not {vocabulary}.")
        for at in places.pop(best):
            count(at, -1)
            words[at] = _merged(words[at][0], best), words[at][1]
            count(at, 1)
        del pairs[best]
        ages.setdefault("".join(best), len(ages))
        merges.append(" ".join(best))
    return merges


def _merged(word: Sequence[str], pair: Pair) -> list[str]:
    """A word in which each `pair`, from left to right, has become one."""
    result: list[str] = []
    at = 0
    while at < len(word):
        size = 2 if (*word[at : at + 2],) == pair else 1
        result.append("".join(word[at : at + size]))
        at += size
    return result


def read_merges() -> list[str]:
    """Return the family's merges."""
    return MERGES.read_text("utf-8").splitlines()


def metadata(merges: Sequence[str]) -> dict[str, Value]:
    """Return what a GGUF file says of the tokenizer of these merges: bytes first, then a token a merge."""
    tokens = [*sorted(alphabet().values()), *(merge.replace(" ", "") for merge in merges)]
    return {
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [1] * len(tokens),
        "tokenizer.ggml.merges": list(merges),
    }


def made_of(merges: Sequence[str]) -> Tokenizer:
    """Return the tokenizer that these merges make."""
    return tokenizer(cast("Mapping[str, gguf.Value]", metadata(merges)))


def ids_of(paragraphs: Iterable[str], tokens: Tokenizer) -> Ids:
    """Return a text as ids. Each paragraph follows a newline, with which a text begins for the model."""
    return np.array([id for one in paragraphs for id in tokens.tokenize("\n" + one)], np.int32)
