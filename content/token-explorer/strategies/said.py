"""What is said of the ways on: the texts, readouts, the sentence, the table, and the ways to go on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from explorable import Note, Readout, State
from explorable.format import NOTHING, escape, fixed, number
from explorable.parts import link, ways
from explorable.plot import Array
from explorable.table import data_table
from explorable.tokens import Token, legend, readable
from explorable.tokens import sentence as tokens_in_line

from ..shared.prompts import OWN, asked_of, idle_note, runs
from .result import BEAM, COLUMNS, GREEDY, NAMES, Result, Settings, Way, is_greedy, settings_of

type Address = Callable[..., str]
"""The address of the state with some changes; "" where there is none."""

MOST = 20
_SAME = 1e-9


def labels(result: Result) -> dict[str, str]:
    """What the strategies are called, by their settings."""
    named = {name: ", ".join(_words(settings_of(result.state, name))) for name in COLUMNS}
    return named | {BEAM: f"beam of {result.state.width}"}


def _words(settings: Settings) -> list[str]:
    if settings == GREEDY:
        return ["greedy"]
    words = {"temperature": "T", "top_k": "top-k", "top_p": "top-p"}
    return [f"{words[name]} {value:g}" for name, value in settings.items()] or ["all tokens"]


def html(result: Result, address: Address) -> str:
    """The beginning, and each way on as tokens, each of which is a way to go on from there."""
    names = labels(result)
    ways = {name: _tokens(result, name, way, address) for name, way in result.ways.items()}
    parts = [
        f"<p><strong>{escape(_heading(name, names[name]))}</strong>: {_told(result.ways.get(name))}</p>"
        + (tokens_in_line(ways[name], "p" if name == BEAM else "") if name in ways else "")
        for name in NAMES
    ]
    beginning = tokens_in_line([Token(asked_of(result.state)[0], given=True)])
    return beginning + "".join(parts) + legend([token for each in ways.values() for token in each])


def _heading(name: str, label: str) -> str:
    """`First, greedy`; a beam is the only one of its kind."""
    return label.capitalize() if name == BEAM else f"{name.capitalize()}, {label}"


def _told(way: Way | None) -> str:
    if way is None:
        return "not measured"
    return f"ln P = {_log(way.log_prob)}, perplexity {number(way.perplexity)}"


def _tokens(result: Result, name: str, way: Way, address: Address) -> list[Token]:
    text = asked_of(result.state)[0].encode()
    found: list[Token] = []
    for id, log_prob in zip(way.ids, way.log_probs.tolist(), strict=True):
        text += result.tokens[id]
        found.append(
            Token(
                readable(result.tokens[id]),
                href=_further(result, text, address),
                key=f"{name} {len(found)}",
                probability=math.exp(log_prob),
            )
        )
    return found


def _further(result: Result, text: bytes, address: Address) -> str:
    """From this text on, by the model that is asked now; nothing where none is."""
    words = _decoded(text)
    if not words or not runs(result.state):
        return ""
    return address(prompt=OWN, text=words, model=asked_of(result.state)[1])


def _decoded(text: bytes) -> str:
    """The text, "" where it ends inside of a character."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return ""


def ways_on(result: Result, address: Address) -> str:
    """One token more, or all twenty."""
    count = result.state.count
    steps = [
        link(address(count=count + 1), "Next token", key="next") if count < MOST else "",
        link(address(count=MOST), f"Run {MOST}", key="run") if count < MOST else "",
        link(address(count=1), "Begin again", key="again") if count > 1 else "",
    ]
    return ways("Ways on", filter(None, steps))


def sentence(result: Result) -> str:
    """What the figure shows."""
    tokens = "one token" if result.state.count == 1 else f"{result.state.count} tokens"
    known = [result.ways[name] for name in COLUMNS if name in result.ways]
    best = result.greedy or max(known, key=lambda way: way.log_prob, default=None)
    beam = result.ways.get(BEAM)
    if best is None:
        return f"With these settings nothing was measured of the {tokens} that follow."
    what = "the greedy text" if result.greedy else "the likeliest of the drawn texts"
    start = f"After {tokens} {what} has ln P = {_log(best.log_prob)}"
    if beam is None:
        return f"{start}."
    gain = beam.log_prob - best.log_prob
    if gain <= _SAME:
        return f"{start}, and a beam of {result.state.width} finds none that is likelier."
    return (
        f"{start}; a beam of {result.state.width} finds one of {_log(beam.log_prob)}, "
        f"{number(math.exp(min(gain, 700.0)))} times as likely."
    )


def readouts(result: Result) -> dict[str, Readout]:
    """The declared outputs."""
    found = {}
    for name in NAMES:
        way = result.ways.get(name)
        found[f"{name}_log_p"] = (
            Readout(way.log_prob, _log(way.log_prob), "nats") if way else Readout(None, NOTHING)
        )
        found[f"{name}_perplexity"] = (
            Readout(way.perplexity, number(way.perplexity)) if way else Readout(None, NOTHING)
        )
    return found


def notes(result: Result) -> Iterator[Note]:
    """What a reader might not expect."""
    beam, greedy, names = result.ways.get(BEAM), result.greedy, labels(result)
    if result.missing:
        what = " and ".join(names[name] for name in result.missing)
        yield Note(
            f"After this prompt SmolLM2 was not measured with {what}, seed {result.state.seed}.",
            link="Run it here",
            state={"run": "here"},
        )
        yield Note(
            "A small model goes on from it at once.",
            link="Ask that",
            state={"prompt": OWN, "text": asked_of(result.state)[0], "model": "s"},
        )
    if result.state.width == 1 and beam:
        yield Note("A beam of one is greedy.")
    if beam and greedy and beam.log_prob < greedy.log_prob - _SAME:
        yield Note("The beam dropped the greedy text on the way: it looks no further than its width.")


def idle_notes(state: State) -> dict[str, str]:
    """What is said beside controls that nothing depends on now."""
    idle = [name for name in COLUMNS if is_greedy(state, name)]
    found = {f"{name}_{setting}": "idle at T = 0" for name in idle for setting in ("top_k", "top_p")}
    return found | idle_note(state.prompt)


def table(result: Result) -> str:
    """ln P of the text so far, token by token."""
    names = labels(result)
    columns: Sequence[Array | None] = [
        result.ways[name].running if name in result.ways else None for name in NAMES
    ]
    rows = [
        (str(at + 1), *(NOTHING if column is None else _log(float(column[at])) for column in columns))
        for at in range(result.state.count)
    ]
    return data_table("ln P of the text so far", ("tokens", *(names[name] for name in NAMES)), rows)


def _log(nats: float) -> str:
    return fixed(nats, 2)
