"""The stage that is opened: what it does, its numbers, its formula with the numbers in it, and its Python."""

from __future__ import annotations

from explorable.format import count, escape
from explorable.parts import link, ways

from .code import code
from .columns import Address
from .controls import DRAW, LOGITS, NAMES, OWN_ORDER, PENALTIES, TEMPERATURE, engine_of, moved
from .formulas import lines
from .result import Result

_DOES = {
    LOGITS: "The last layer gives every token a number, its logit; softmax makes probabilities of them.",
    PENALTIES: "What the text has said becomes less likely, or more, where a penalty is below 1 or below 0.",
    TEMPERATURE: "Logits are divided by T, and softmax makes probabilities of them. Their order stays.",
    "top_n_sigma": "Logits further below the largest than n standard deviations of them all are cut.",
    "top_k": "All but the k likeliest are cut.",
    "typical_p": "What is much likelier or much less likely than a token of average surprise, H, is cut.",
    "top_p": "The likeliest that have probability p together stay, with the one that reaches p.",
    "min_p": "What has less than a share of the largest probability is cut.",
    "epsilon_cutoff": "What is less likely than ε is cut, but never the likeliest.",
    "eta_cutoff": "What is less likely than η is cut, but never the likeliest; η falls as entropy rises.",
    DRAW: "A number from 0 to 1, the first of the seed, falls into the piece of one token.",
}


def opened(result: Result, address: Address) -> str:
    """All of it, and links to the other cuts and to orders in which it comes earlier or later."""
    stage = result.state.open
    said = "".join(f"<p>{line}</p>" for line in lines(result, stage))
    head = f"<p><strong>{NAMES[stage]}</strong>{_place(result, stage)} {_DOES[stage]}</p>"
    listing = f"<pre><code>{escape(code(result, stage))}</code></pre>"
    return head + said + listing + _ways(result, stage, address)


def _place(result: Result, stage: str) -> str:
    order = engine_of(result.state, result.state.engine).order
    if stage in (LOGITS, DRAW):
        return "."
    if stage not in order:
        return ", which this order does not have."
    return f", {order.index(stage) + 1} of {len(order)}."


def _ways(result: Result, stage: str, address: Address) -> str:
    cuts, moves = _cuts(result, stage, address), _moves(result, stage, address)
    return (f"<p>{' · '.join(cuts)}</p>" if cuts else "") + (ways("Its place", moves) if moves else "")


def _cuts(result: Result, stage: str, address: Address) -> list[str]:
    """Every cut that is on, with what it left, where one is open."""
    if stage in (LOGITS, PENALTIES, TEMPERATURE, DRAW):
        return []
    steps = [step for step in result.chain.steps if step.cut and step.stage != TEMPERATURE]
    return [
        link(
            address(open=step.stage), NAMES[step.stage], key=f"cut {step.stage}", current=step.stage == stage
        )
        + f" leaves {count(len(step.left))}"
        for step in steps
    ]


def _moves(result: Result, stage: str, address: Address) -> list[str]:
    order = engine_of(result.state, result.state.engine).order
    if stage not in order:
        return []
    at, moves = order.index(stage), []
    for by, words in ((-1, "Move it before"), (1, "Move it after")):
        if changed := moved(order, stage, by):
            href = address(engine=OWN_ORDER, order=changed)
            moves.append(link(href, f"{words} {NAMES[order[at + by]].lower()}", key=words))
    return moves
