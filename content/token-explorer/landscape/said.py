"""What is said of a text: its tokens or words in bands, what was expected, readouts, sentence and table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from explorable import Note, Readout
from explorable.format import NOTHING, count, escape, fixed, number
from explorable.table import data_table
from explorable.tokens import Token, hexadecimal, legend, name_of, percent, ranking, readable
from explorable.tokens import sentence as in_line

from ..shared.passages import OWN, Predicted
from .others import NOTHING as NO_OTHER
from .others import why_not
from .result import BANDS, BIT, SURPRISING, Result, band, on_scale

type Link = Callable[[int], str]
"""The address of the state that looks at a place of the text."""

_SHOWN = 10  # of the likeliest tokens


def html(found: Result, link: Link) -> str:
    """The text in bands, what they mean, and what was expected at the place that is looked at."""
    text = list(_words(found, link) if found.state.unit == "words" else _tokens(found, link))
    return (
        in_line(text, "p")
        + _bands("surprise" if found.state.unit == "words" else found.state.scale)
        + _expected(found)
        + legend(text)
    )


def _tokens(found: Result, link: Link) -> Iterator[Token]:
    for place, predicted in enumerate(found.reading.predicted):
        value = on_scale(found.state.scale, predicted) if predicted else None
        yield Token(
            readable(found.token(place)),
            href=link(place),
            key=f"place {place}",
            probability=math.exp(predicted.log_prob) if predicted else None,
            rank=predicted.rank if predicted else None,
            surprising=bool(predicted and -predicted.log_prob > SURPRISING * BIT),
            current=place == found.at,
            given=predicted is None,
            band=None if value is None else band(found.state.scale, value),
            hint=_hint(found, predicted) if predicted else "",
        )


def _words(found: Result, link: Link) -> Iterator[Token]:
    """Words have a surprise, and no rank or entropy of their own: they lie on its scale alone."""
    first = found.reading.first
    for place in range(first):
        yield Token(readable(found.token(place)), given=True)
    for word in found.words:
        start, stop = first + word.start, first + word.stop
        bits = -word.log_prob / BIT
        yield Token(
            readable(b"".join(found.token(place) for place in range(start, stop))),
            href=link(start),
            key=f"place {start}",
            probability=math.exp(word.log_prob),
            surprising=bits > SURPRISING,
            current=start <= found.at < stop,
            band=band("surprise", bits),
        )


def _hint(found: Result, predicted: Predicted) -> str:
    likeliest = zip(predicted.top[:3], predicted.top_log_probs[:3], strict=True)
    named = (f"{name_of(found.tokens[id])} {percent(math.exp(told))}" for id, told in likeliest)
    return f"expected: {', '.join(named)}"


_UNITS = {"surprise": "bits", "entropy": "bits of entropy", "kl": "bits of KL", "rank": "rank"}


def _bands(scale: str) -> str:
    """The five bands with what they stand for, set as tokens are."""
    if scale == "rank":
        words = ["1", "2–10", "11–100", "101–1000", ">1000"]
    else:
        limits = [f"{limit:g}" for limit in BANDS[scale]]
        between = [f"{low}–{high}" for low, high in pairwise(limits)]
        words = [f"<{limits[0]}", *between, f"≥{limits[-1]}"]
    keys = (Token(word, band=number) for number, word in enumerate(words))
    return f'<div class="bands"><span>{_UNITS[scale]}</span>{in_line(keys, "p")}</div>'


def _expected(found: Result) -> str:
    predicted = found.reading.predicted[found.at] if found.reading.ids else None
    if not predicted:
        return ""
    top = [
        Token(readable(found.tokens[id]), probability=math.exp(told), rank=rank)
        for rank, (id, told) in enumerate(
            zip(predicted.top[:_SHOWN], predicted.top_log_probs, strict=False), start=1
        )
    ]
    bits, entropy = -predicted.log_prob / BIT, predicted.entropy / BIT
    token = name_of(found.token(found.at))
    words = (
        f"Before {token}, a surprise of {fixed(bits, 1)} bits, {fixed(entropy, 1)} were expected, and these:"
    )
    return f"<p>{escape(words)}</p>{ranking(top, 'p')}"


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    nothing = Readout(None, NOTHING)
    told = dict.fromkeys(
        ("bits_per_byte", "bits_per_token", "expected", "perplexity", "surprising", "kl"), nothing
    )
    predicted = found.predicted
    if not predicted:
        return told
    each = found.surprise / len(predicted)
    told["bits_per_token"] = Readout(each, number(each), "bits")
    told["expected"] = Readout(found.expected, number(found.expected), "bits")
    told["perplexity"] = Readout(2**each, number(2**each))
    surprising = sum(-one.log_prob > SURPRISING * BIT for one in predicted)
    told["surprising"] = Readout(surprising, count(surprising), "tokens")
    if found.size:
        told["bits_per_byte"] = Readout(
            found.surprise / found.size, number(found.surprise / found.size), "bits"
        )
    if found.kl is not None:
        told["kl"] = Readout(found.kl, number(found.kl), "bits")
    return told


def sentence(found: Result) -> str:
    """What the picture shows."""
    predicted = found.predicted
    if not predicted:
        return "There is no token whose surprise could be told."
    most = max(predicted, key=lambda one: -one.log_prob)
    place = found.reading.predicted.index(most)
    mean = found.surprise / len(predicted)
    said = (
        f"Of {count(len(predicted))} tokens the most surprising is {name_of(found.token(place))}, "
        f"with {fixed(-most.log_prob / BIT, 1)} bits; the mean is {fixed(mean, 1)}, "
        f"and {fixed(found.expected, 1)} were expected."
    )
    return said if found.kl is None else f"{said} The mean KL is {number(found.kl)} bits per token."


def notes(found: Result) -> Iterator[Note]:
    """What was chosen and is not there."""
    other, own = found.state.other, found.state.passage == OWN
    if other != NO_OTHER and not found.compared and found.predicted:
        yield Note(why_not(other, own))
    elif found.state.scale == "kl" and not found.compared:
        yield Note("Nothing is compared, so no token has a KL.", "Compare with T = 2", {"other": "t2"})


def table(found: Result) -> str:
    """Every token, or every word, with its numbers."""
    return _table_of_words(found) if found.state.unit == "words" else _table_of_tokens(found)


def _table_of_words(found: Result) -> str:
    first = found.reading.first
    rows = []
    for word in found.words:
        text = b"".join(found.token(first + place) for place in range(word.start, word.stop))
        rows.append((name_of(text), str(word.stop - word.start), *_bits(word.log_prob, word.product)))
    return data_table("Words", ("word", "tokens", "bits", "bits of its tokens alone"), rows)


def _bits(*log_probs: float) -> tuple[str, ...]:
    return tuple(fixed(-each / BIT + 0.0, 2) for each in log_probs)


def _table_of_tokens(found: Result) -> str:
    rows = []
    for place, each in enumerate(found.reading.predicted):
        token = (name_of(found.token(place)), hexadecimal(found.token(place)))
        if each is None:
            rows.append((*token, *[NOTHING] * 6))
            continue
        expected = name_of(found.tokens[each.top[0]])
        kl = NOTHING if each.kl is None else number(each.kl / BIT)
        bits, entropy, beyond = _bits(each.log_prob, -each.entropy, each.log_prob + each.entropy)
        rows.append((*token, bits, count(each.rank), entropy, beyond, expected, kl))
    columns = ("token", "bytes", "bits", "rank", "entropy, bits", "bits beyond it", "expected", "KL, bits")
    return data_table("Tokens", columns, rows)
