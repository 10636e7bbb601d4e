"""What the stages make of a distribution, in the order shown and in those of the engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import groupby

import numpy as np
from explorable import State
from explorable.tokens import name_of
from nexttoken.noise import uniform_noise
from nexttoken.sampling import ENGINES, Candidates, Chain, Differences, Settings, Step, chain

from ..shared.distribution import Distribution
from .controls import CUTS, DRAW, LOGITS, OWN_ORDER, PENALTIES, TEMPERATURE, engine_of, settings_of


@dataclass(frozen=True, eq=False)
class Stage:
    """One of the stages that are shown side by side: its kind, its steps, and what it left."""

    kind: str
    steps: tuple[Step, ...]
    left: Candidates

    def holds(self, opened: str) -> bool:
        """Whether what is opened belongs here."""
        return opened == self.kind or any(step.stage == opened for step in self.steps)


@dataclass(frozen=True, eq=False)
class Result:
    """A distribution, all chains by the name of their order, and the number that draws."""

    state: State
    found: Distribution
    settings: Settings
    chains: Mapping[str, Chain]
    number: float

    @property
    def chain(self) -> Chain:
        """That of the order that is shown."""
        return self.chains[self.state.engine]

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Logits, then the chain's steps, cuts that follow each other as one, then the draw."""
        found = [Stage(LOGITS, (), self.chain.raw)]
        for kind, steps in groupby(self.chain.steps, key=_kind):
            together = tuple(steps)
            found.append(Stage(kind, together, together[-1].left))
        return (*found, Stage(DRAW, (), self.chain.left))

    @cached_property
    def drawn(self) -> int:
        """The token that is drawn."""
        return self.chain.left.draw(self.number)

    @property
    def looked_at(self) -> int:
        """The token whose numbers the formulas hold."""
        return int(self.found.order[min(self.state.rank, self.found.size) - 1])

    @cached_property
    def differences(self) -> dict[str, Differences]:
        """How each other engine would draw, beside what is shown."""
        others = (name for name in ENGINES if name != self.state.engine)
        return {name: Differences.between(self.chain, self.chains[name]) for name in others}

    @cached_property
    def apart(self) -> dict[str, float]:
        """The total variation between what is shown and what each engine would draw from."""
        return {
            name: self.differences[name].total_variation if name in self.differences else 0.0
            for name in ENGINES
        }

    @cached_property
    def kept(self) -> float:
        """What the tokens that are left had of the model's probability."""
        return min(float(np.exp(self.found.log_probs[self.chain.left.ids]).sum()), 1.0)

    def name(self, id: int) -> str:
        """What a token is called."""
        return name_of(self.found.tokens[id])

    def set_but_passed(self, name: str) -> list[str]:
        """The stages that do something by the settings, and that an order does not have."""
        order = engine_of(self.state, name).order
        return [stage for stage in _active(self.settings) if stage not in order]


def result_of(state: State, found: Distribution) -> Result:
    """All of it for a state."""
    settings = settings_of(state)
    names = [*ENGINES, OWN_ORDER] if state.engine == OWN_ORDER else [*ENGINES]
    chains = {name: chain(found.candidates, settings, engine_of(state, name), found.ids) for name in names}
    return Result(state, found, settings, chains, float(uniform_noise(state.seed, 1)[0]))


def _kind(step: Step) -> str:
    return step.stage if step.stage in (PENALTIES, TEMPERATURE) else CUTS


def _active(settings: Settings) -> Iterator[str]:
    """The stages whose settings are not off."""
    off = Settings()
    for field in fields(Settings):
        if getattr(settings, field.name) == getattr(off, field.name) or field.name == "penalty_last_n":
            continue
        yield PENALTIES if field.name.endswith("_penalty") else field.name
