"""What is said of a tail: readouts, sentences, notes, tokens as text and the table."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorable import Note, Readout
from explorable.format import count, number
from explorable.plot import log_ticks
from explorable.table import data_table
from explorable.tokens import Token, legend, name_of, percent, ranking, readable
from explorable.tokens import sentence as tokens_in_line
from nexttoken.split import HEAD

from ..shared.prompts import OWN, idle_note
from .tail import SAMPLERS, Kept, Tail

FAR = 10_000  # the rank at which the line is judged, or the last one
SURE = 0.85  # from this top probability on the head alone decides the line

type Link = Callable[[str], str]
"""The address of the state in which a token is sought, "" where the field would not take it."""


def tokens(number: int) -> str:
    """1 token, 26 tokens."""
    return "1 token" if number == 1 else f"{count(number)} tokens"


def title(tail: Tail) -> str:
    """The finding, in a line."""
    return f"Of {tokens(tail.size)}, {count(tail.reaching(0.9))} have nine tenths of the probability"


def sentence(tail: Tail) -> str:
    """What the picture shows."""
    head, body = tail.bounds
    text = tail.found.text.replace("\n", " ⏎ ")
    where = f"After “{text}”" if text else "At the beginning"
    return (
        f"{where} the likeliest of {tokens(tail.size)} is {name_of(tail.token(1))}, "
        f"{percent(tail.mass(1, 1))}. The first {head} have {percent(tail.mass(1, head))}, "
        f"those beyond rank {body} {percent(max(1 - tail.mass(1, body), 0.0))}. "
        f"The nearest power law, 1 / rank to the {number(tail.line.exponent)}, "
        f"is {number(tail.line.kl)} nats away; {off(tail)}."
    )


def off(tail: Tail) -> str:
    """How far off the line is, far out."""
    rank = min(FAR, tail.size)
    times = tail.times(rank)
    factor, word = (times, "likelier") if times >= 1 else (1 / times, "less likely")
    return f"at rank {count(rank)} a token is {number(factor)} times {word} than it says"


def readouts(tail: Tail) -> dict[str, Readout]:
    """The declared outputs."""
    found, line = tail.found, tail.line
    choices = math.exp(found.entropy)
    reached = {f"tokens_{part}": tail.reaching(part / 100) for part in (50, 90, 99)}
    return {
        "vocabulary": Readout(float(tail.size), count(tail.size), "tokens"),
        "top_prob": Readout(tail.mass(1, 1), percent(tail.mass(1, 1))),
        **{key: Readout(float(value), count(value), "tokens") for key, value in reached.items()},
        "entropy": Readout(found.entropy, number(found.entropy), "nats"),
        "effective_vocabulary": Readout(choices, number(choices), "tokens"),
        "zipf_exponent": Readout(line.exponent, number(line.exponent)),
        "kl_fit": Readout(line.kl, number(line.kl), "nats"),
    }


def keeping(kept: Kept) -> str:
    """What a sampler keeps, in a few words."""
    which = f"ranks {count(kept.first)}–{count(kept.last)}" if kept.first > 1 else tokens(kept.count)
    return f"keeps {which}, {percent(kept.mass)}"


def beside(tail: Tail) -> dict[str, str]:
    """What is said beside the controls."""
    return {"find": _found(tail)} | idle_note(tail.state.prompt)


def _found(tail: Tail) -> str:
    sought = tail.sought
    if not sought.words:
        return ""
    exact = [
        f"{name_of(tail.found.tokens[id])}: rank {count(int(tail.found.ranks[id]))}" for id in sought.exact
    ]
    if sought.count:
        exact.append(f"{tokens(sought.count)} more {'holds' if sought.count == 1 else 'hold'} it")
    return "; ".join(exact) or "no token holds it"


def notes(tail: Tail) -> tuple[Note, ...]:
    """What is exceptional about the state."""
    typical = tail.kept[list(SAMPLERS).index("typical_p")]
    if typical.first > 1:
        words = (
            f"Typical sampling leaves out the likeliest {'token' if typical.first == 2 else 'tokens'}: "
            "what it keeps is as surprising as is to be expected, no more and no less."
        )
        return (Note(words, "Let it keep nine tenths", {"typical_p": 0.9}),)
    if tail.mass(1, 1) >= SURE and tail.state.prompt != OWN:
        words = "One token has nearly all, so it alone decides the line, which says nothing of the others."
        return (Note(words, "Take an open story", {"prompt": "story"}),)
    return ()


def html(tail: Tail, link: Link) -> str:
    """The prompt, and the ten likeliest tokens after it; then those that hold what is sought."""
    found, sought = tail.found, tail.sought
    prompt = [Token(readable(found.tokens[id]), given=True) for id in found.ids]
    head = [_token(tail, int(id), link) for id in found.order[:HEAD]]
    others = [_token(tail, id, link) for id in (*sought.exact, *sought.others)]
    line = tokens_in_line(prompt) if prompt else ""
    return line + ranking(head, "p") + (tokens_in_line(others, "q") if others else "") + legend(prompt + head)


def _token(tail: Tail, id: int, link: Link) -> Token:
    text = readable(tail.found.tokens[id])
    rank = int(tail.found.ranks[id])
    href = link(text if isinstance(text, str) else f"0x{text.hex()}")
    return Token(text, href, f"token {id}", math.exp(tail.found.log_probs[id]), rank)


def table(tail: Tail) -> str:
    """A row for each round rank, and for the last."""
    rows = (
        (
            count(rank),
            name_of(tail.token(rank)),
            number(tail.mass(rank, rank)),
            percent(tail.mass(1, rank)),
            number(math.exp(tail.line.log_probs[rank - 1])),
            number(tail.times(rank)),
        )
        for rank in round_ranks(tail.size)
    )
    columns = ("rank", "token", "probability", "with all before it", "the power law", "times that")
    return data_table("Tokens at round ranks", columns, rows)


def round_ranks(size: int) -> list[int]:
    """1, 2, 5, 10 … up to the last rank, and that."""
    decades = log_ticks(1, max(size, 2), 12)
    return sorted({int(m * decade) for decade in decades for m in (1, 2, 5) if m * decade < size} | {size})


def verdict(tail: Tail, rank: int) -> str:
    """Which samplers keep a rank, and which cut it."""
    keep = [kept.label for kept in tail.kept if kept.first <= rank <= kept.last]
    cut = [kept.label for kept in tail.kept if kept.label not in keep]
    return "; ".join(
        f"{word} by {', '.join(labels)}" for word, labels in (("kept", keep), ("cut", cut)) if labels
    )
