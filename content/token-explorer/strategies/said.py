"""What is said of the ways on: the texts, readouts, the sentence, the table, and the ways to go on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from explorable import Note, Readout
from explorable.format import escape, fixed, number
from explorable.parts import link
from explorable.plot import Array
from explorable.table import data_table
from explorable.tokens import Token, legend, readable
from explorable.tokens import sentence as tokens_in_line

from .result import NAMES, Result, Way

type Address = Callable[..., str]
"""The address of the state with some changes; "" where there is none."""

MOST = 20


def labels(result: Result) -> dict[str, str]:
    """What the strategies are called, by their settings."""
    state = result.state
    return {
        "greedy": "greedy",
        "top_k": f"top-k {state.k}",
        "top_p": f"top-p {state.p:g}",
        "creative": f"T {state.temperature:g}, top-p {state.p:g}",
        "beam": f"beam of {state.width}",
    }


def short_labels(result: Result) -> dict[str, str]:
    """Where there is little room."""
    return labels(result) | {"creative": f"T {result.state.temperature:g}"}


def html(result: Result, address: Address) -> str:
    """Each way on as tokens, each of them a way to go on from there."""
    names, tokens = labels(result), [_tokens(result, way, address) for way in result.ways.values()]
    parts = [
        f"<p><strong>{escape(names[way.name])}</strong>: ln P = {_log(way.log_prob)}, perplexity "
        f"{number(way.perplexity)}</p>{tokens_in_line(each, 'p' if way.name == 'beam' else '')}"
        for way, each in zip(result.ways.values(), tokens, strict=True)
    ]
    return "".join(parts) + legend([token for each in tokens for token in each])


def _tokens(result: Result, way: Way, address: Address) -> list[Token]:
    text = str(result.state.text).encode()
    found: list[Token] = []
    for id, log_prob in zip(way.ids, way.log_probs.tolist(), strict=True):
        text += result.tokens[id]
        href = address(text=_decoded(text)) if _decoded(text) else ""
        found.append(
            Token(
                readable(result.tokens[id]),
                href=href,
                key=f"{way.name} {len(found)}",
                probability=math.exp(log_prob),
            )
        )
    return found


def _decoded(text: bytes) -> str:
    """The text, "" where it ends inside of a character."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return ""


def ways_on(result: Result, address: Address) -> str:
    """One token more, or all twenty."""
    count = result.state.count
    ways = [
        link(address(count=count + 1), "Next token", key="next") if count < MOST else "",
        link(address(count=MOST), f"Run {MOST}", key="run") if count < MOST else "",
        link(address(count=1), "Begin again", key="again") if count > 1 else "",
    ]
    return f"<p>{' · '.join(way for way in ways if way)}</p>"


def sentence(result: Result) -> str:
    """What the figure shows."""
    count = result.state.count
    tokens = "one token" if count == 1 else f"{count} tokens"
    greedy, beam = result.ways["greedy"], result.ways["beam"]
    start = f"After {tokens} the greedy text has ln P = {_log(greedy.log_prob)}"
    if result.gain <= 1e-9:
        return f"{start}, and a beam of {result.state.width} finds none that is likelier."
    return (
        f"{start}; a beam of {result.state.width} finds one of {_log(beam.log_prob)}, "
        f"{number(math.exp(min(result.gain, 700.0)))} times as likely."
    )


def readouts(result: Result) -> dict[str, Readout]:
    """The declared outputs."""
    ways = result.ways.values()
    return {
        **{f"{way.name}_log_p": Readout(way.log_prob, _log(way.log_prob), "nats") for way in ways},
        **{f"{way.name}_perplexity": Readout(way.perplexity, number(way.perplexity)) for way in ways},
    }


def notes(result: Result) -> tuple[Note, ...]:
    """What a reader might not expect."""
    found = []
    if result.state.width == 1:
        found.append(Note("A beam of one is greedy."))
    if result.gain < -1e-9:
        found.append(Note("The beam dropped the greedy text on the way: it looks no further than its width."))
    return tuple(found)


def table(result: Result) -> str:
    """ln P of the text so far, token by token."""
    names = labels(result)
    columns: Sequence[Array] = [result.ways[name].running for name in NAMES]
    rows = [
        (str(at + 1), *(_log(float(column[at])) for column in columns)) for at in range(result.state.count)
    ]
    return data_table("ln P of the text so far", ("tokens", *(names[name] for name in NAMES)), rows)


def _log(nats: float) -> str:
    return fixed(nats, 2)
