"""The stages one after the other, as an engine has them: what each left, what it cut and why.

Read off the engines' own sources:

- transformers: the order is that of `_get_logits_processor` in src/transformers/generation/utils.py, the
  rules are in src/transformers/generation/logits_process.py. The repetition penalty is for all ids so far.
- vLLM: the order is that of `Sampler` in vllm/v1/sample/sampler.py; min-p is one of
  vllm/v1/sample/logits_processor/builtin.py, top-k and then top-p are in
  vllm/v1/sample/ops/topk_topp_sampler.py. In vllm/model_executor/layers/utils.py `apply_penalties` has the
  repetition penalty for prompt and answer alike, and takes the other two from counts of the answer.
- llama.cpp: the order is the default of `samplers` in common/common.h, the rules are in
  src/llama-sampler.cpp. `penalty_last_n` bounds all three penalties; a frequency is counted there.

Stages that are none of `STAGES` (DRY, XTC, top-h, logit biases, grammars …) are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from ..arrays import Floats, Order
from . import cuts
from .candidates import Candidates
from .penalties import penalised, tempered


@dataclass(frozen=True)
class Settings:
    """The parameters of all stages, under the names that engines give them; by default none does anything.

    temperature: 0, or from 1e-6. top_k: a count, 0 for off. top_p, typical_p: a probability, 1 for off.
    min_p: a share, 0 for off. epsilon_cutoff, eta_cutoff: a probability, 0 for off. top_n_sigma: standard
    deviations, 0 for off. repetition_penalty: a factor above 0, 1 for off. frequency_penalty,
    presence_penalty: logits, 0 for off. penalty_last_n: over how many of the last tokens llama.cpp looks, at
    least 0.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    typical_p: float = 1.0
    epsilon_cutoff: float = 0.0
    eta_cutoff: float = 0.0
    top_n_sigma: float = 0.0
    repetition_penalty: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    penalty_last_n: int = 64


@dataclass(frozen=True)
class Engine:
    """Which stages an engine has, in its order, and where it differs in what they do.

    `repeats` says over what its repetition penalty looks: the whole text, or the last tokens; `counts`, over
    what it counts for the other two: nothing, what it said itself, or the last tokens. `ties`: see
    `cuts.top_k`.
    """

    order: tuple[str, ...]
    repeats: Literal["text", "last"] = "last"
    counts: Literal["nothing", "answer", "last"] = "last"
    ties: bool = True


STAGES = (
    "penalties",
    "temperature",
    "top_n_sigma",
    "top_k",
    "typical_p",
    "top_p",
    "min_p",
    "epsilon_cutoff",
    "eta_cutoff",
)
_TRANSFORMERS = (
    "penalties",
    "temperature",
    "top_k",
    "top_p",
    "min_p",
    "typical_p",
    "epsilon_cutoff",
    "eta_cutoff",
)
_LLAMA_CPP = ("penalties", "top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "temperature")

ENGINES = {
    "transformers": Engine(_TRANSFORMERS, "text", "nothing"),
    "vllm": Engine(("penalties", "temperature", "min_p", "top_k", "top_p"), "text", "answer"),
    "llama.cpp": Engine(_LLAMA_CPP, "last", "last", ties=False),
}


@dataclass(frozen=True, eq=False)
class Step:
    """A stage at work: the candidates before it and those that it left; and its `cut`, where it made one.

    A stage that is off, or changes logits alone, makes none.
    """

    stage: str
    before: Candidates
    left: Candidates
    cut: cuts.Cut | None = None


type Verdict = tuple[Step, float]
"""The step that cut a token, and the number that it was judged by."""


@dataclass(frozen=True, eq=False)
class Chain:
    """All stages, one after the other, on the same candidates."""

    raw: Candidates
    steps: tuple[Step, ...]

    @property
    def left(self) -> Candidates:
        """The candidates among which one is drawn in the end."""
        return self.steps[-1].left if self.steps else self.raw

    def verdict(self, id: int) -> Verdict | None:
        """Return the step that cut a token, and the number that it was judged by; None where it is left."""
        return self.verdicts([id]).get(id)

    def verdicts(self, ids: Sequence[int]) -> dict[int, Verdict]:
        """Return the verdicts on those of these tokens that are not left."""
        return verdicts(self.steps, ids)

    @cached_property
    def probs(self) -> Floats:
        """The probability of each token to be drawn: shape (vocabulary,), by token."""
        return self.left.over(len(self.raw))


def chain(
    raw: Candidates, settings: Settings, engine: Engine, text: Sequence[int] = (), prompt: int | None = None
) -> Chain:
    """Return what an engine makes of all of a vocabulary's candidates, with these settings.

    text: the ids so far, for the penalties; the first `prompt` of them were given, by default all. Raises
    ValueError for an unknown stage, for a stage named twice, and for a parameter outside of its range.
    """
    unknown = [stage for stage in engine.order if stage not in STAGES]
    if unknown or len(set(engine.order)) < len(engine.order):
        raise ValueError(f"An order names each of {', '.join(STAGES)} once at most, not {engine.order}.")
    said = _said(settings, engine, text, len(text) if prompt is None else prompt)
    steps: list[Step] = []
    left = raw
    for stage in engine.order:
        steps.append(_step(stage, left, settings, engine, said))
        left = steps[-1].left
    return Chain(raw, tuple(steps))


def verdicts(steps: Iterable[Step], ids: Sequence[int]) -> dict[int, Verdict]:
    """Return the verdicts on those of these tokens that these steps cut."""
    return {
        id: (step, float(step.cut.numbers[place]))
        for step in steps
        if step.cut
        for id, place in step.before.places(ids).items()
        if not step.cut.kept.start <= place < step.cut.kept.stop
    }


@dataclass(frozen=True, eq=False)
class Differences:
    """How two chains over one vocabulary differ: the tokens that either leaves, n, and p - q of each.

    Mostly both leave few of all.
    """

    ids: Order
    of_probs: Floats

    @classmethod
    def between(cls, one: Chain, other: Chain) -> "Differences":
        """Compare what the chains draw from."""
        left = np.zeros(len(one.raw), np.bool_)
        left[one.left.ids] = True
        more = other.left.ids
        ids = np.concatenate([one.left.ids, more[~left[more]]])
        return cls(ids, one.probs[ids] - other.probs[ids])

    @property
    def total_variation(self) -> float:
        """Half the sum of |p - q|, in [0, 1]."""
        return min(float(np.abs(self.of_probs).sum()) / 2, 1.0)

    @property
    def largest(self) -> int | None:
        """The token whose probability differs most; None where none does."""
        place = int(np.abs(self.of_probs).argmax())
        return int(self.ids[place]) if self.of_probs[place] else None


type _Said = tuple[set[int], Counter[int]]


def _said(settings: Settings, engine: Engine, text: Sequence[int], prompt: int) -> _Said:
    """The tokens that repeat, and how often each counts."""
    if settings.penalty_last_n < 0:
        raise ValueError(f"Penalties look over no less than 0 tokens, not {settings.penalty_last_n}.")
    last = text[max(len(text) - settings.penalty_last_n, 0) :]
    counted = {"nothing": (), "answer": text[prompt:], "last": last}[engine.counts]
    return set(text if engine.repeats == "text" else last), Counter(counted)


def _step(stage: str, left: Candidates, settings: Settings, engine: Engine, said: _Said) -> Step:
    if stage == "temperature":
        return _cooled(left, settings.temperature)
    if stage == "penalties":
        repeated, counts = said
        penalties = settings.repetition_penalty, settings.frequency_penalty, settings.presence_penalty
        return Step(stage, left, penalised(left, repeated, counts, *penalties))
    value = getattr(settings, stage)
    if value == getattr(_OFF, stage):
        return Step(stage, left, left)
    cut = cuts.top_k(left, value, engine.ties) if stage == "top_k" else _RULES[stage](left, value)
    return Step(stage, left, left.run(cut.kept), cut)


def _cooled(left: Candidates, temperature: float) -> Step:
    """Temperature 0 cuts, too: by how far a logit is below the largest."""
    cooler = tempered(left, temperature)
    if temperature > 0:
        return Step("temperature", left, cooler)
    cut = cuts.Cut(slice(0, len(cooler)), left.logits[0] - left.logits, 0.0)
    return Step("temperature", left, cooler, cut)


_OFF = Settings()
_RULES: dict[str, Callable[[Candidates, float], cuts.Cut]] = {
    "top_n_sigma": cuts.top_n_sigma,
    "typical_p": cuts.typical_p,
    "top_p": cuts.top_p,
    "min_p": cuts.min_p,
    "epsilon_cutoff": cuts.epsilon_cutoff,
    "eta_cutoff": cuts.eta_cutoff,
}
