"""The shapes in which servers write log-probabilities as JSON, each read from one row.

A row is what `spans.py` found, decoded: its columns by name. What is no such row raises TypeError, KeyError
or ValueError, as it comes; `listed.py` makes a sentence of it.
"""

import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from .log_file import Listed, Token
from .sentinels import named

type Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | list[tuple[str, "Json"]] | None
type Columns = Mapping[str, Json]

# What a row says of a token: its id where there is one, how it reads, and ln p, None where there is none.
type _Said = tuple[int | None, bytes, float | None]

_ID = re.compile(rb"token_id:(\d{1,9})")  # what vLLM writes for a token where it is asked for ids
_LONGEST_ID = 10  # digits
_CONTINUATION = b"the continuation"
_SLACK = 1e-3  # nats by which a logarithm may be above 0
_TOO_MUCH = 0.1  # by which probabilities may add up to more than 1


class Kind(NamedTuple):
    """A shape: what wrote it, by which sign that is told, and whether samplers had been at work."""

    name: str
    sign: str
    is_processed: bool
    read: Callable[[Columns], Listed]

    @property
    def is_scores(self) -> bool:
        """Whether a row is of a whole continuation, and no distribution."""
        return self.read is _samples


def kind_of(columns: Columns) -> Kind:
    """Return the kind of a row, which is not null."""
    if "resps" in columns:
        return _SAMPLES
    if "prompt_logprobs" in columns:
        return _PROMPT
    if "completion_probabilities" in columns:
        row = _object(columns["completion_probabilities"])
        if "probs" in row:
            return _LLAMA_OLD
        return _LLAMA_SAMPLED if "top_probs" in row else _LLAMA
    if "content" in columns:
        return _CHAT_WITH_IDS if "id" in _object(columns["content"]) else _CHAT
    return _LEGACY


def _chat(columns: Columns) -> Listed:
    return _of_object(_object(columns["content"]), "top_logprobs")


def _legacy(columns: Columns) -> Listed:
    top = columns.get("top_logprobs") or []
    others = [_named(key, _number(value)) for key, value in _members(top)]
    return _listed(_named(columns["tokens"], _number(columns.get("token_logprobs"))), others)


def _prompt(columns: Columns) -> Listed:
    """The text's token comes first, as vLLM writes it; where it is not among the top, its rank is beyond."""
    row = _object(columns["prompt_logprobs"])
    said = [(_of_id(_id(key), _object(value)), _rank(value)) for key, value in row.items()]
    beyond = [token for token, rank in said if rank > len(said)]
    keys = list(row)  # sorted by a program in between, they do not tell which was first
    is_sorted = len(keys) > 1 and keys in (sorted(keys), sorted(keys, key=int))
    chosen = beyond[0] if beyond else None if is_sorted or not said else said[0][0]
    return _listed(chosen, [token for token, _ in said])


def _llama(columns: Columns) -> Listed:
    return _of_object(_object(columns["completion_probabilities"]), "top_logprobs")


def _llama_sampled(columns: Columns) -> Listed:
    return _of_object(_object(columns["completion_probabilities"]), "top_probs")


def _llama_old(columns: Columns) -> Listed:
    """It says which text was chosen, which a special token has not."""
    row = _object(columns["completion_probabilities"])
    top = [_named(each["tok_str"], _log(each["prob"])) for each in _objects(row["probs"])]
    chosen = _named(row["content"], None)
    return _listed(next((token for token in top if token[1] == chosen[1]), chosen), top)


def _samples(columns: Columns) -> Listed:
    """A whole continuation stands for a token: `[[ln p, whether it was the greedy one]]`."""
    row = columns["resps"]
    while isinstance(row, list) and len(row) == 1:
        row = cast("Json", row[0])
    if not isinstance(row, list) or len(row) != 2:
        raise ValueError("it has what was generated, and no log-likelihoods")
    return _listed((None, _CONTINUATION, _written(cast("Json", row[0]))), [])


def _written(value: Json) -> float | None:
    """A number, or a text that is one."""
    try:
        return float(value) if isinstance(value, str) else _number(value)
    except ValueError as error:
        raise TypeError("a number is missing") from error


_CHAT = Kind("OpenAI's chat log-probabilities", "“logprobs” hold “content”, without ids", False, _chat)
_CHAT_WITH_IDS = Kind(
    "llama-server's log-probabilities in OpenAI's shape", "“logprobs” hold “content”, with ids", False, _chat
)
_LEGACY = Kind("log-probabilities of a completion", "“logprobs” hold “tokens”, side by side", False, _legacy)
_PROMPT = Kind("vLLM's log-probabilities of a prompt", "it has “prompt_logprobs”", False, _prompt)
_LLAMA = Kind("llama-server's log-probabilities", "“completion_probabilities” hold “logprob”", False, _llama)
_LLAMA_SAMPLED = Kind(
    "llama-server's probabilities after sampling",
    "“completion_probabilities” hold “top_probs”",
    True,
    _llama_sampled,
)
_LLAMA_OLD = Kind(
    "llama-server's probabilities, as until December 2024",
    "“completion_probabilities” hold “probs”",
    True,
    _llama_old,
)
_SAMPLES = Kind("samples of lm-evaluation-harness", "each line has “resps”", False, _samples)


def _of_object(row: dict[str, Json], top: str) -> Listed:
    return _listed(_token(row), list(map(_token, _objects(row.get(top)))))


def _listed(chosen: _Said | None, others: Sequence[_Said]) -> Listed:
    """What is known of a row, each token once: what is said of it first."""
    known: dict[int | bytes, Token] = {}
    strange: dict[int | bytes, str] = {}
    for id, name, value in (*others, *([chosen] if chosen else [])):
        key = name if id is None else id
        sign = named(value)
        if sign:
            strange[key] = sign
            continue
        assert value is not None
        if value > _SLACK:
            raise ValueError(f"e^{value:g} is no probability: logits, perhaps, of which a list says little")
        known.setdefault(key, Token(id, name, min(value, 0.0)))
    target = Token(chosen[0], chosen[1], math.nan) if chosen else None
    if len(known) > 1 and not any(token.log_prob for token in known.values()):  # as no distribution has it
        return Listed((), target, ("0",))
    if sum(math.exp(token.log_prob) for token in known.values()) > 1 + _TOO_MUCH:
        raise ValueError("its probabilities add up to more than 1")
    return Listed(tuple(known.values()), target, tuple(strange.values()))


def _token(row: dict[str, Json]) -> _Said:
    """The id, if there is one, how it reads, and ln p."""
    value = _log(row["prob"]) if "prob" in row else _number(row["logprob"])
    _, name, _ = said = _named(row["token"], value)
    octets = row.get("bytes")
    if isinstance(octets, list) and octets:
        name = _octets(octets)
    id = row.get("id")
    return said if id is None and not octets else (_whole(id), name, value)


def _id(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < _LONGEST_ID):
        raise ValueError("a key is no id")
    return int(key)


def _of_id(id: int, row: dict[str, Json]) -> _Said:
    name = row.get("decoded_token")
    return id, _text(name) if name is not None else b"", _number(row["logprob"])


def _rank(row: Json) -> float:
    """How many tokens are as likely, 0 where it is not said."""
    return _number(_object(row).get("rank")) or 0


def _named(name: Json, value: float | None) -> _Said:
    text = _text(name)
    number = _ID.fullmatch(text)
    return (int(number[1]), b"", value) if number else (None, text, value)


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is missing")
    return value


def _objects(value: Json) -> Iterable[dict[str, Json]]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return (_object(cast("Json", each)) for each in value)


def _members(value: Json) -> Iterable[tuple[str, Json]]:
    """Of an object that was decoded to a list of them, as its keys may be the same."""
    if not isinstance(value, list) or not all(isinstance(each, tuple) for each in value):
        raise TypeError("an object is missing")
    return cast("list[tuple[str, Json]]", value)


def _octets(value: Sequence[object]) -> bytes:
    if not all(type(each) is int and 0 <= each < 256 for each in value):
        raise TypeError("a byte is missing")
    return bytes(cast("Sequence[int]", value))


def _text(value: Json) -> bytes:
    if not isinstance(value, str):
        raise TypeError("a text is missing")
    return value.encode("utf-8", "surrogatepass")


def _whole(value: Json) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise TypeError("an id is missing")
    return value


def _number(value: Json) -> float | None:
    if value is None or type(value) is float:  # as nearly all are
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        raise TypeError("a number is missing")
    return float(value)


def _log(value: Json) -> float | None:
    """ln of a probability."""
    p = _number(value)
    return p if p is None or math.isnan(p) else math.log(p) if p > 0 else -math.inf
