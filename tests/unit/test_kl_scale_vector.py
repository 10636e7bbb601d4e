"""The figure that makes KL of texts, one by one: against numpy's variance of the same texts."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.figure_checks import Answer, states, value
from tests.unit.kl_scale_world import MADE, TEXTS, World, answered, part, world

PAIRS = (
    ("seed", "s-1@3000", "s-2@3000"),
    ("seed", "m-1@3000", "m-2@3000"),
    ("8 bits", "s-1@3000", "s-1@3000 8 bits"),
    ("layer", "m-1@3000 layer 1", "m-1@3000 layer 0"),
    ("layer", "m-1@3000", "m-1@3000 layer 1"),
    ("top-k", "m-1@3000", "m-1@3000 top-k 40"),
)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world(tmp_path_factory.mktemp("vector"))


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = part("shared.settings").BY_NAME
    pairs = [SimpleNamespace(setting=settings[name], first=one, second=two) for name, one, two in PAIRS]
    monkeypatch.setattr(part("vector.result"), "pairs", lambda: pairs)
    monkeypatch.setattr(part("shared.measured"), "made", lambda: MADE)


def computed(there: World, **state: object) -> Any:
    figure = part("vector").figure
    return figure.compute(figure.state(state), *there.brought)


def asked(there: World, **state: object) -> Answer:
    return answered("vector", there.brought, **state)


def added(there: World, first: str, second: str, texts: list[str]) -> tuple[Any, float]:
    """How much more the first gives to each text, and how many bytes a text has."""
    rows = [there.vectors[there.at(name)] for name in (first, second)]
    at = [there.texts.index(text) for text in texts]
    return (rows[0] - rows[1])[at], float(np.mean([len(text.encode()) for text in texts]))


@pytest.mark.parametrize(("n", "size"), [(2, "s"), (40, "m"), (TEXTS, "s")])
def test_the_estimate_is_half_the_variance_of_what_was_added(there: World, n: int, size: str) -> None:
    found, answer = computed(there, n=n, size=size), asked(there, n=n, size=size)
    away = (found.first - found.second)[:n]
    sizes = [len(text.encode()) for text in found.texts]
    bits = float(np.var(away)) / 2 / math.log(2) / float(np.mean(sizes))
    assert value(answer, "kl") == pytest.approx(bits, rel=1e-9)
    assert value(answer, "variance") == pytest.approx(float(np.var(away)))
    assert value(answer, "bytes") == pytest.approx(float(np.mean(sizes)))
    assert value(answer, "mean") == pytest.approx(float(away.mean()))
    assert value(answer, "low") <= value(answer, "kl") or n < 5


def test_all_texts_in_any_order_are_the_same_estimate(there: World) -> None:
    one, other = (asked(there, n=1200, seed=seed, size="s") for seed in (1, 9))
    assert value(one, "n") == TEXTS
    assert value(one, "kl") == pytest.approx(value(other, "kl"), rel=1e-9)
    few = [value(asked(there, n=12, seed=seed, size="s"), "kl") for seed in (1, 9)]
    assert few[0] != pytest.approx(few[1], rel=1e-3)
    rows = there.vectors[there.at("s-1@3000")] - there.vectors[there.at("s-2@3000")]
    assert value(one, "kl") == pytest.approx(float(rows.var()) / 2 / math.log(2) / there.mean_bytes, rel=1e-9)


def test_texts_stay_with_what_both_models_give_to_them(there: World) -> None:
    found = computed(there, n=30, size="m")
    names = [model.name for model in found.models]
    for at, text in enumerate(found.texts):
        rows = [row for row, each in enumerate(there.texts) if each == text]
        assert any(found.first[at] == there.vectors[there.at(names[0]), row] for row in rows)
    html = asked(there, n=30, size="m")["drawings"]["wide"].split("<svg")[0]
    written = re.findall(r"<td>([^<]*)</td>", html)
    assert len(written) == 4 * 3
    first, second, centred = (float(each.replace("−", "-")) for each in written[:3])
    assert centred == pytest.approx(first - second - (found.first - found.second)[:30].mean(), abs=0.16)


def test_from_where_it_has_settled_it_stays_within_a_tenth(there: World) -> None:
    found = computed(there, n=50, size="s")
    after = np.arange(1, TEXTS + 1)
    bits = found.in_bits(found.running, after)
    assert (np.abs(bits[found.settled - 1 :] / bits[-1] - 1) <= 0.1).all()
    assert found.settled == 1 or abs(bits[found.settled - 2] / bits[-1] - 1) > 0.1


def test_pairs_are_those_of_the_setting_and_the_size(there: World) -> None:
    def names(**state: object) -> list[str]:
        return [model.name for model in computed(there, **state).models]

    assert names(setting="layer", size="m", which=2) == ["m-1@3000", "m-1@3000 layer 1"]
    assert names(setting="layer", size="m", which=20) == ["m-1@3000", "m-1@3000 layer 1"]
    assert names(setting="8-bits", size="b") == ["s-1@3000", "s-1@3000 8 bits"]
    assert (
        asked(there, setting="layer", size="m", which=2)["clauses"]["pair"]
        == "m-1 and m-1 read after 1 of its layers"
    )


def test_no_setting_is_offered_that_has_no_vectors(there: World) -> None:
    options = part("vector").figure.declaration()["controls"][0]["options"]
    assert "top-k" not in [option["value"] for option in options] and len(options) >= 10


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states("vector"))
def test_every_state_has_a_whole_answer(there: World, state: dict[str, object]) -> None:
    asked(there, **state)
