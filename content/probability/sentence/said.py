"""What is said of a text: its tokens or words as links, readouts, sentence and table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from explorable import Readout
from explorable.format import NOTHING, count, escape, fixed, number
from explorable.table import data_table
from explorable.tokens import Token, legend, name_of, percent, readable
from explorable.tokens import sentence as in_line

from .reading import Piece, Reading

type Link = Callable[[int], str]
"""The address of the state that looks at a place of the text."""

NAMES = ("log_prob", "probability", "perplexity", "bits_per_byte", "bits_per_word")


def html(found: Reading, link: Link) -> str:
    """The text, each piece a link; below it what the one that is looked at does to the sum."""
    pieces = list(_linked(found, link))
    return in_line(pieces, "p") + _here(found) + legend(pieces)


def _linked(found: Reading, link: Link) -> Iterator[Token]:
    for piece in found.shown:
        yield Token(
            readable(piece.text),
            href=link(piece.start),
            key=f"place {piece.start}",
            probability=math.exp(piece.log_prob),
            current=piece is found.at,
        )


def _here(found: Reading) -> str:
    """The line of arithmetic at one piece."""
    piece = found.at
    if not piece:
        return ""
    name, share = name_of(piece.text), percent(math.exp(piece.log_prob))
    words = (
        f"{name} had {share}: ln P goes from {fixed(piece.before, 2)} to {fixed(piece.after, 2)} nats, "
        f"by {fixed(piece.log_prob, 2)}."
    )
    return f"<p>{escape(words + _more(found, piece))}</p>"


def _more(found: Reading, piece: Piece) -> str:
    if found.state.unit == "words":
        return f" Its tokens alone have {fixed(piece.product, 2)}."
    text, log_prob = found.expected[piece.start]
    if text == piece.text:
        return " Nothing was likelier."
    return f" The likeliest was {name_of(text)}, with {percent(math.exp(log_prob))}."


def readouts(found: Reading) -> dict[str, Readout]:
    """The declared outputs; nothing is told of a text without tokens."""
    if not found.tokens:
        return dict.fromkeys(NAMES, Readout(None, NOTHING))
    probability = math.exp(found.log_prob)
    values = found.log_prob, probability, found.perplexity, found.bits_per_byte, found.bits_per_word
    units = "nats", "", "", "bits", "bits"
    return {
        name: Readout(value, number(value), unit)
        for name, value, unit in zip(NAMES, values, units, strict=True)
    }


def sentence(found: Reading) -> str:
    """What the picture shows."""
    if not found.tokens:
        return "There is no token, and nothing to add up."
    most = min(found.shown, key=lambda piece: piece.log_prob)
    many, total = count(len(found.tokens)), fixed(found.log_prob, 2)
    return (
        f"The logarithms of {many} probabilities add up to {total} nats; "
        f"{name_of(most.text)} takes away most, {fixed(-most.log_prob, 2)}."
    )


def clauses(found: Reading) -> dict[str, str]:
    """Parts of the post's text."""
    if not found.tokens:
        return {"sum": "nothing adds up", "costliest": "no token", "ratio": "no text at all"}
    most = min(found.tokens, key=lambda piece: piece.log_prob)
    many, total = count(len(found.tokens)), fixed(found.log_prob, 2)
    return {
        "sum": f"{many} logarithms add up to {total} nats"
        if many != "1"
        else f"the only logarithm is {total} nats",
        "costliest": f"{name_of(most.text)}, with {fixed(-most.log_prob, 1)} nats",
        "ratio": _ratio(found.log_prob - found.compared),
    }


def _ratio(nats: float) -> str:
    """How much likelier a text is whose logarithm is larger by so much."""
    if abs(nats) < 1e-9:
        return "just as likely"
    return f"{number(math.exp(nats))} times as likely"


def table(found: Reading) -> str:
    """Every token, or every word, with the sum so far."""
    if found.state.unit == "words":
        columns = ("word", "tokens", "ln p, nats", "of its tokens alone", "sum")
        rows = [
            (name_of(word.text), str(word.stop - word.start), *_nats(word.log_prob, word.product, word.after))
            for word in found.words
        ]
        return data_table("Words", columns, rows)
    rows = [
        (name_of(token.text), percent(math.exp(token.log_prob)), *_nats(token.log_prob, token.after))
        for token in found.tokens
    ]
    return data_table("Tokens", ("token", "p", "ln p, nats", "sum"), rows)


def _nats(*log_probs: float) -> tuple[str, ...]:
    return tuple(fixed(each, 3) for each in log_probs)
