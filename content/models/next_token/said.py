"""What is said of a text and of what may follow: tokens as text, readouts, sentences, notes and the table."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorable import Note, Readout
from explorable.format import NOTHING, count, number
from explorable.table import data_table
from explorable.tokens import Token, hexadecimal, legend, ranking, readable, spoken
from explorable.tokens import sentence as tokens_in_line

from .result import Next, Result

type Link = Callable[[str], str]
"""The address of the state with another text, "" where the field would not take that."""


def title(found: Result) -> str:
    """What the curve is."""
    return f"The probability of each of the model’s {count(len(found.sorted))} tokens, sorted"


def sentence(found: Result) -> str:
    """What the figure shows."""
    first = Token(readable(found.next[0].token), probability=found.next[0].probability)
    half = "one token has" if found.half == 1 else f"{count(found.half)} tokens have"
    return (
        f"After {count(len(found.read))} tokens the likeliest next one is {first.name}. "
        f"Of {count(len(found.sorted))}, {half} half of the probability."
    )


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs; a text without tokens has no surprise."""
    first = {
        "entropy": Readout(found.entropy, number(found.entropy), "nats"),
        "choices": Readout(math.exp(found.entropy), number(math.exp(found.entropy)), "tokens"),
        "half": Readout(found.half, count(found.half), "token" if found.half == 1 else "tokens"),
    }
    if not found.read:
        return first | dict.fromkeys(("bits_per_byte", "perplexity"), Readout(None, NOTHING))
    bits = found.surprise / math.log(2) / found.bytes
    perplexity = math.exp(found.surprise / len(found.read))
    return first | {
        "bits_per_byte": Readout(bits, number(bits), "bits"),
        "perplexity": Readout(perplexity, number(perplexity)),
    }


def html(found: Result, link: Link) -> str:
    """The text, each of its tokens a way back to there; and what may follow, each a way on."""
    text = [
        Token(
            readable(each.token),
            href=link(each.upto) if each.upto else "",
            key=f"read {at}",
            probability=math.exp(each.logprob),
            rank=each.rank,
            surprising=each.rank > len(found.next),
            current=at == len(found.read) - 1,
        )
        for at, each in enumerate(found.read)
    ]
    following = [
        Token(
            readable(each.token),
            href=_on(found, each, link),
            key=f"next {rank}",
            probability=each.probability,
            rank=rank,
        )
        for rank, each in enumerate(found.next, start=1)
    ]
    line = tokens_in_line(text) if text else ""
    return line + ranking(following, "p") + legend([*text, *following])


def _on(found: Result, each: Next, link: Link) -> str:
    """Where the text goes on with this token; bytes that are a part of a sign cannot be typed."""
    token = readable(each.token)
    return link(found.text + token) if isinstance(token, str) and token else ""


def clause(found: Result) -> str:
    """What the model would say next, for the post's text."""
    first = found.next[0]
    return Token(readable(first.token), probability=first.probability).name


def notes(found: Result) -> tuple[Note, ...]:
    """What of the text the model does not see."""
    lost = found.bytes - sum(len(each.token) for each in found.read)
    if not lost:
        return ()
    bytes = "one byte" if lost == 1 else f"{count(lost)} bytes"
    return (Note(f"Of the text, the model has no token for {bytes}: it reads on as if nothing were there."),)


def table(found: Result) -> str:
    """The likeliest tokens, and what is left for all others."""
    rows = [
        (str(rank), _name(each.token), hexadecimal(each.token), number(each.probability), str(each.id))
        for rank, each in enumerate(found.next, start=1)
    ]
    rest = max(0.0, 1 - math.fsum(each.probability for each in found.next))
    others = count(len(found.sorted) - len(found.next))
    return data_table(
        "The likeliest next tokens",
        ("rank", "token", "bytes", "probability", "id"),
        rows,
        (f"{others} others", NOTHING, NOTHING, number(rest), NOTHING),
    )


def _name(token: bytes) -> str:
    """The token between quotation marks, so that its spaces show; its bytes stand beside it."""
    text = readable(token)
    return NOTHING if isinstance(text, bytes) else spoken(text)
