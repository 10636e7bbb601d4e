"""What is said of a stage that is opened: its numbers, and its formula with those of the token looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from explorable.format import count, escape, fixed, number
from explorable.tokens import percent
from nexttoken.sampling import Candidates, Step

from ..shared.reasons import plain, reason
from .controls import DRAW, LOGITS, PENALTIES, TEMPERATURE, engine_of
from .result import Result


def lines(result: Result, stage: str) -> Iterator[str]:
    """One sentence or formula after the other, as HTML."""
    step = next((step for step in result.chain.steps if step.stage == stage), None)
    if stage == LOGITS:
        yield from _logits(result)
    elif stage == DRAW:
        yield from _draw(result)
    elif step is None:
        yield "It leaves everything as it is."
    elif stage == PENALTIES:
        yield from _penalties(result, step)
    elif stage == TEMPERATURE:
        yield from _temperature(result, step)
    else:
        yield from _cut(result, step)


def _logits(result: Result) -> Iterator[str]:
    raw, zero = result.chain.raw, result.found.log_normalizer
    logit = _logit(raw, result.looked_at) or 0.0
    yield (
        f"{count(len(raw))} logits, from {_plain(raw.logits[-1])} to {_plain(raw.logits[0])}. Their "
        f"entropy is {number(raw.entropy)} nats: as uncertain as "
        f"{number(math.exp(raw.entropy))} tokens, all alike."
    )
    yield (
        f"{_p(result)} = e<sup>z</sup> / Σ e<sup>z</sup> = e<sup>{_plain(logit)}</sup> / "
        f"e<sup>{_plain(zero)}</sup> = {number(math.exp(logit - zero))}"
    )


def _penalties(result: Result, step: Step) -> Iterator[str]:
    found, id, r = result.found, result.looked_at, result.settings.repetition_penalty
    before, after = _logit(step.before, id), _logit(step.left, id)
    name, times = _name(result, id), list(found.ids).count(id)
    if step.left is step.before:
        yield "Nothing changes: all penalties are off, or nothing is there that they count."
    if before is None or after is None:
        yield f"{name} was cut before."
    elif not times:
        yield f"{name} is not in the text, and keeps its logit, {_plain(before)}. {_said_ranks(result)}"
    else:
        sign, done = ("/", "divided") if before > 0 else ("·", "multiplied")
        yield (
            f"z′ = z {sign} {plain(r)}{_counted(result, times)} = {_plain(before)} {sign} {plain(r)}"
            f"{_counted(result, times)} = {_plain(after)}"
        )
        log_prob = float(found.log_probs[id])
        yield (
            f"The logit of {name} is {done}, as it is {'more' if before > 0 else 'less'} than 0. Where 0 is "
            f"means nothing to softmax, and much to this: its log-probability, {_plain(log_prob)}, says the "
            f"same of it, and would change by {_plain(abs(log_prob * r - log_prob))} only."
        )


def _said_ranks(result: Result) -> str:
    ranks = sorted({int(result.found.ranks[id]) for id in result.found.ids})
    return f"The text’s own tokens have the ranks {', '.join(map(count, ranks[:6]))}." if ranks else ""


def _counted(result: Result, times: int) -> str:
    """What frequency and presence take, where the order counts them."""
    settings = result.settings
    if not (settings.frequency_penalty or settings.presence_penalty):
        return ""
    if engine_of(result.state, result.state.engine).counts != "last":
        return ""
    return f" − {times} · {number(settings.frequency_penalty)} − {number(settings.presence_penalty)}"


def _temperature(result: Result, step: Step) -> Iterator[str]:
    before, left, t = step.before, step.left, result.settings.temperature
    first = _name(result, int(left.ids[0]))
    yield (
        f"Entropy falls or rises with T: {number(before.entropy)} nats before, {number(left.entropy)} after. "
        f"{first} goes from {percent(float(before.probs[0]))} to {percent(float(left.probs[0]))}."
    )
    logit = _logit(before, result.looked_at)
    if t == 0:
        yield "T = 0 is the limit: of all, the likeliest alone is left, or those that tie."
    elif logit is None:
        yield f"{_name(result, result.looked_at)} was cut before."
    else:
        total = float(left.logits[0]) + math.log(left.mass)
        yield (
            f"{_p(result)} = e<sup>z/T</sup> / Σ e<sup>z/T</sup> = "
            f"e<sup>{_plain(logit)} / {plain(t)}</sup> / "
            f"e<sup>{_plain(total)}</sup> = {number(math.exp(logit / t - total))}"
        )


def _draw(result: Result) -> Iterator[str]:
    left, u = result.chain.left, result.number
    place = left.place(u)
    low, high = float(left.cumulative[place - 1]) if place else 0.0, float(left.cumulative[place])
    name = _name(result, result.drawn)
    yield (
        f"{count(len(left))} tokens are left, of entropy {number(left.entropy)} nats. "
        f"Seed {result.state.seed} gives u = {number(u)}, which draws {name}: "
        f"{percent(float(left.probs[place]))}."
    )
    yield f"{fixed(low, 4)} ≤ u = {fixed(u, 4)} &lt; {fixed(high, 4)}: {name}"


# --------------------------------------------------------------------------------------------------- cuts


def _cut(result: Result, step: Step) -> Iterator[str]:
    if step.cut is None:
        yield f"It is off, and leaves all {count(len(step.before))}."
        return
    kept = step.cut.kept
    share = float(step.before.weights[kept].sum()) / step.before.mass
    yield (
        f"It leaves {count(len(step.left))} of {count(len(step.before))} tokens, with {percent(share)} of "
        "the probability that these had."
    )
    if kept.start:
        yield f"Even the likeliest, {_told(result, step, 0)}."
    if kept.stop < len(step.before):
        yield f"The first beyond is {_told(result, step, kept.stop)}."
    yield _rule(result, step)


def _told(result: Result, step: Step, place: int) -> str:
    assert step.cut is not None
    name = _name(result, int(step.before.ids[place]))
    return f"{name}, {escape(reason(step, float(step.cut.numbers[place])))}"


def _rule(result: Result, step: Step) -> str:
    """With the numbers of the token looked at, or of the last that is left where that one was cut before."""
    assert step.cut is not None
    places = np.flatnonzero(step.before.ids == result.looked_at)
    place = int(places[0]) if len(places) else len(step.left) - 1
    kept = step.cut.kept.start <= place < step.cut.kept.stop
    name = _name(result, int(step.before.ids[place]))
    return f"{_RULES[step.stage](step, place, kept)}: {name} {'stays' if kept else 'is cut'}"


def _top_k(step: Step, place: int, kept: bool) -> str:
    return f"rank {count(place + 1)}, k = {count(round(_limit(step)))}"


def _top_p(step: Step, place: int, kept: bool) -> str:
    return f"Σ p of all before = {_judged(step, place)} {'&lt;' if kept else '≥'} p = {plain(_limit(step))}"


def _min_p(step: Step, place: int, kept: bool) -> str:
    p, largest = float(step.before.probs[place]), float(step.before.probs[0])
    compared = "≥" if kept else "&lt;"
    return (
        f"p / p<sub>max</sub> = {number(p)} / {number(largest)} = {_judged(step, place)} {compared} "
        f"{plain(_limit(step))}"
    )


def _typical(step: Step, place: int, kept: bool) -> str:
    surprise = -float(step.before.log_probs[place])
    return (
        f"|−ln p − H| = |{number(surprise)} − {number(step.before.entropy)}| = {_judged(step, place)} "
        f"{'≤' if kept else '&gt;'} {number(_limit(step))}"
    )


def _epsilon(step: Step, place: int, kept: bool) -> str:
    return f"p = {_judged(step, place)} {'≥' if kept else '&lt;'} ε = {plain(_limit(step))}"


def _eta(step: Step, place: int, kept: bool) -> str:
    return (
        f"η = min(ε, √ε · e<sup>−H</sup>) = {number(_limit(step))} with H = {number(step.before.entropy)}; "
        f"p = {_judged(step, place)} {'≥' if kept else '&lt;'} η"
    )


def _top_n_sigma(step: Step, place: int, kept: bool) -> str:
    logits = step.before.logits
    return (
        f"(z<sub>max</sub> − z) / σ = ({_plain(logits[0])} − {_plain(logits[place])}) / "
        f"{number(float(logits.std()))} = {_judged(step, place)} {'≤' if kept else '&gt;'} "
        f"n = {plain(_limit(step))}"
    )


_RULES: dict[str, Callable[[Step, int, bool], str]] = {
    "top_k": _top_k,
    "top_p": _top_p,
    "min_p": _min_p,
    "typical_p": _typical,
    "epsilon_cutoff": _epsilon,
    "eta_cutoff": _eta,
    "top_n_sigma": _top_n_sigma,
}


def _judged(step: Step, place: int) -> str:
    assert step.cut is not None
    return number(float(step.cut.numbers[place]))


def _limit(step: Step) -> float:
    assert step.cut is not None
    return step.cut.limit


# -------------------------------------------------------------------------------------------------- words


def _name(result: Result, id: int) -> str:
    return escape(result.name(id))


def _p(result: Result) -> str:
    return f"p({_name(result, result.looked_at)})"


def _plain(x: float) -> str:
    return fixed(float(x), 2)


def _logit(left: Candidates, id: int) -> float | None:
    places = np.flatnonzero(left.ids == id)
    return float(left.logits[places[0]]) if len(places) else None
