"""A stage in a few lines of numpy, with the numbers of the settings in it.

Before a cut, `logits` are those of the tokens that are left, from the largest on, and `ids` the tokens; a
test runs each, and compares what it leaves.
"""

from __future__ import annotations

import math

from nexttoken.sampling import Settings

from .controls import engine_of
from .result import Result

_PROBS = "probs = np.exp(logits - logits.max())\nprobs /= probs.sum()\n"
_ENTROPY = "entropy = -(probs * np.log(probs)).sum()\n"


def code(result: Result, stage: str) -> str:
    """The stage as Python."""
    settings, engine = result.settings, engine_of(result.state, result.state.engine)
    match stage:
        case "logits":
            return f"logits = model.logits(ids)[-1]\n{_PROBS}".rstrip()
        case "draw":
            return f"{_PROBS}token = ids[np.searchsorted(np.cumsum(probs), {result.number:.6f})]"
        case "penalties":
            return _penalties(result)
        case "temperature":
            return _temperature(settings.temperature)
        case "top_k":
            return _top_k(settings.top_k, engine.ties)
    return _cut(stage, settings).rstrip()


def _temperature(t: float) -> str:
    """At 0, a cut."""
    if t == 0:
        return "logits = logits[logits == logits.max()]"
    return f"logits = logits / {t:g}\n{_PROBS}".rstrip()


def _top_k(k: int, ties: bool) -> str:
    if k == 0:
        return "pass  # k = 0: off"
    return (
        f"logits = logits[logits >= logits[:{k}][-1]]  # all that tie stay"
        if ties
        else f"logits = logits[:{k}]"
    )


def _penalties(result: Result) -> str:
    """Over the text, of which the prompt is all: what is counted is none of it where only answers are."""
    settings, engine = result.settings, engine_of(result.state, result.state.engine)
    r, f, p = settings.repetition_penalty, settings.frequency_penalty, settings.presence_penalty
    text = "text" if engine.repeats == "text" else f"text[-{settings.penalty_last_n}:]"
    if engine.repeats == "last" and settings.penalty_last_n == 0:
        text = "[]"
    lines = [f"for id in set({text}):  # here, logits are by token"]
    lines.append(f"    logits[id] = logits[id] / {r:g} if logits[id] > 0 else logits[id] * {r:g}")
    if engine.counts == "last" and (f or p):
        lines.append(f"    logits[id] -= {text}.count(id) * {f:g} + {p:g}")
    return "\n".join(lines)


def _cut(stage: str, settings: Settings) -> str:
    value = getattr(settings, stage)
    if value == getattr(Settings(), stage):
        return "pass  # off"
    match stage:
        case "top_p":
            return f"{_PROBS}before = np.cumsum(probs) - probs\nlogits = logits[before < {value:g}]"
        case "min_p":
            return f"{_PROBS}logits = logits[probs >= {value:g} * probs.max()]"
        case "typical_p":
            return (
                f"{_PROBS}{_ENTROPY}distance = abs(-np.log(probs) - entropy)\n"
                "nearest = np.argsort(distance)\n"
                f"enough = np.searchsorted(np.cumsum(probs[nearest]), {value:g})\n"
                "logits = logits[distance <= distance[nearest[enough]]]"
            )
        case "epsilon_cutoff":
            return f"{_PROBS}logits = logits[probs >= min({value:g}, probs.max())]"
        case "eta_cutoff":
            return (
                f"{_PROBS}{_ENTROPY}eta = min({value:g}, {math.sqrt(value):.6g} * np.exp(-entropy))\n"
                "logits = logits[probs >= min(eta, probs.max())]"
            )
    return f"logits = logits[logits >= logits.max() - {value:g} * logits.std()]"
