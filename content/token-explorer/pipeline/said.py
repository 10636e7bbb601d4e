"""What is said of the stages: the text and the token drawn, readouts, sentence, notes, tables."""

from __future__ import annotations

from collections.abc import Iterator

from explorable import Note, Readout, Width
from explorable.format import NOTHING, count, number
from explorable.table import data_table
from explorable.tokens import Token, legend, percent, readable
from explorable.tokens import sentence as tokens_in_line

from ..shared.prompts import OWN, idle_note
from ..shared.reasons import reason
from .columns import Address, shown_ids
from .controls import ENGINE_NAMES, NAMES, OWN_ORDER, PENALTIES, engine_of, unknown_in
from .result import Result

_TABLE_ROWS = 24


def title(result: Result) -> str:
    """What the picture shows."""
    return f"What each stage leaves of {count(result.found.size)} tokens, in {_order(result)}"


def sentence(result: Result) -> str:
    """What the figure shows."""
    left = len(result.chain.left)
    others = [
        f"{ENGINE_NAMES[name]} {number(apart)}"
        for name, apart in result.apart.items()
        if name != result.state.engine
    ]
    some = "one token is" if left == 1 else f"{count(left)} tokens are"
    return (
        f"Of {count(result.found.size)} tokens, {some} left in {_order(result)}: "
        f"{percent(result.kept)} of what the model gave. "
        f"{result.name(result.drawn)} is drawn. So far from "
        f"that, in total variation, are the same settings in other orders: {', '.join(others)}."
    )


def _order(result: Result) -> str:
    engine = result.state.engine
    return ENGINE_NAMES[engine] if engine == OWN_ORDER else f"the order of {ENGINE_NAMES[engine]}"


def idle_notes(result: Result) -> dict[str, str]:
    """What is said beside the fields that do nothing now."""
    order = {} if result.state.engine == OWN_ORDER else {"order": "not in use: an engine’s order is chosen"}
    return idle_note(result.state.prompt) | order


def line(result: Result, address: Address) -> str:
    """The text, and the token that it is drawn to go on with."""
    found, left = result.found, result.chain.left
    text = [Token(readable(found.tokens[id]), given=True) for id in found.ids]
    place = left.place(result.number)
    drawn = Token(
        readable(found.tokens[result.drawn]),
        href=address(rank=int(found.ranks[result.drawn])),
        key="drawn",
        probability=float(left.probs[place]),
        rank=int(found.ranks[result.drawn]),
        current=True,
    )
    return tokens_in_line([*text, drawn], "p") + legend([*text, drawn])


def readouts(result: Result) -> dict[str, Readout]:
    """The declared outputs."""
    left = result.chain.left
    return {
        "left": Readout(len(left), count(len(left)), "tokens"),
        "kept": Readout(result.kept, percent(result.kept)),
        "entropy_raw": Readout(result.found.entropy, number(result.found.entropy), "nats"),
        "entropy": Readout(left.entropy, number(left.entropy), "nats"),
        "drawn": Readout(
            float(result.found.ranks[result.drawn]), count(int(result.found.ranks[result.drawn]))
        ),
        **{f"tv_{name.replace('.', '_')}": Readout(tv, number(tv)) for name, tv in result.apart.items()},
    }


# ------------------------------------------------------------------------------------------------ notes


def notes(result: Result) -> tuple[Note, ...]:
    """What the order or the prompt makes of the settings that a reader might not expect."""
    return tuple(_notes(result))


def _notes(result: Result) -> Iterator[Note]:
    state, name = result.state, ENGINE_NAMES[result.state.engine]
    if state.engine == OWN_ORDER and (unknown := unknown_in(state.order)):
        yield Note(f"No stage is called {', '.join(unknown)}: that is passed over.")
    if passed := result.set_but_passed(state.engine):
        which = ", ".join(NAMES[stage] for stage in passed)
        where = "Your own order does not name" if state.engine == OWN_ORDER else f"{name} does not have"
        yield Note(f"{where} {which}, which {'is' if len(passed) == 1 else 'are'} passed over.")
    if not _counted(result):
        yield Note(
            "transformers has no penalties of frequency and presence."
            if state.engine == "transformers"
            else "vLLM counts for frequency and presence only what it has said itself: nothing yet."
        )
    if state.rank > result.found.size:
        yield Note(f"This model has {count(result.found.size)} tokens: you look at the last one.")
    if state.temperature == 0 and len(result.chain.left) > 1:
        yield Note("The likeliest tie, and temperature 0 leaves them alike.")
    if state.prompt != OWN and state.repetition_penalty != 1 and state.open == PENALTIES:
        yield Note("These logits are known to a thousandth: they were stored in two bytes each.")


def _counted(result: Result) -> bool:
    """Whether penalties of frequency and presence, where they are set, see anything."""
    settings = result.settings
    if not (settings.frequency_penalty or settings.presence_penalty):
        return True
    return engine_of(result.state, result.state.engine).counts == "last"


# ----------------------------------------------------------------------------------------------- tables


def engines(result: Result, width: Width, address: Address) -> str:
    """The same settings in each order: what is left, how far away that is, and what it changes most."""
    names = [name for name in ENGINE_NAMES if name in result.chains]
    rows: list[tuple[str, ...]] = [("order", "does", "left", "total variation", "changes most")]
    rows += [_engine_row(result, name) for name in names]
    heads, *rows = rows if width == "wide" else [row[:1] + row[2:] for row in rows]
    return data_table(
        "The same settings, in each order",
        heads,
        rows,
        links=[address(engine=name) for name in names],
    )


def _engine_row(result: Result, name: str) -> tuple[str, ...]:
    left = result.chains[name].left
    does = " → ".join(
        NAMES[step.stage].lower()
        for step in result.chains[name].steps
        if step.left is not step.before or step.cut
    )
    if name == result.state.engine:
        return ENGINE_NAMES[name], does or NOTHING, count(len(left)), NOTHING, "shown above"
    apart = result.apart.get(name, 0.0)
    return ENGINE_NAMES[name], does or NOTHING, count(len(left)), number(apart), _most(result, name)


def _most(result: Result, name: str) -> str:
    """The token whose probability differs most from the one shown."""
    id = result.differences[name].largest
    if id is None:
        return "nothing"
    shown, other = result.chain.probs, result.chains[name].probs
    return f"{result.name(id)} {_share(shown[id])} → {_share(other[id])}"


def _share(p: float) -> str:
    return percent(float(p)) if p else "cut"


def table(result: Result) -> str:
    """Tokens that are shown, and some more: what each stage left of their probability, and why none."""
    ids = shown_ids(result, _TABLE_ROWS)
    stages = result.stages[:-1]
    columns = [stage.left.probs_of(ids) for stage in stages]
    cut = result.chain.verdicts(ids)
    rows = []
    for id in ids:
        cells = [number(column[id]) if id in column else NOTHING for column in columns]
        rows.append(
            (
                count(int(result.found.ranks[id])),
                result.name(id),
                *cells,
                reason(*cut[id]) if id in cut else "left",
                str(id),
            )
        )
    heads = ("rank", "token", *(_head(stage.kind) for stage in stages), "fate", "id")
    return data_table(title(result), heads, rows)


def _head(kind: str) -> str:
    return "by the model" if kind == "logits" else f"after {kind}"
