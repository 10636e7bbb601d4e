"""The map of models: against numpy's and scipy's of the same vectors, and as readers move about it."""

from __future__ import annotations

import json
import math
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import scipy.linalg
from hypothesis import HealthCheck, given, settings

from tests.unit.figure_checks import CONTENT, SVG, Answer, states, value
from tests.unit.kl_scale_world import MADE, TEXTS, World, answered, part, world

ENDS = ("s-1@3000", "m-1@3000", "s-2@3000", "m-2@3000")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world(tmp_path_factory.mktemp("map"))


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part("shared.measured"), "made", lambda: MADE)


def computed(there: World, **state: object) -> Any:
    figure = part("map").figure
    return figure.compute(figure.state(state), *there.brought)


def asked(there: World, **state: object) -> Answer:
    return answered("map", there.brought, **state)


def kl(there: World, first: str, second: str, texts: list[int] | None = None) -> float:
    """Half the variance of the difference, in bits per byte of these texts."""
    texts = list(range(TEXTS)) if texts is None else texts
    away = (there.vectors[there.at(first)] - there.vectors[there.at(second)])[texts]
    sizes = [len(there.texts[at].encode()) for at in texts]
    return float(away.var()) / 2 / math.log(2) / float(np.mean(sizes))


def links(answer: Answer, width: str = "wide") -> list[ElementTree.Element]:
    """The models in a drawing."""
    drawing = answer["drawings"][width]
    root = ElementTree.fromstring(drawing[: drawing.index("</svg>") + 6])
    return list(root.iter(f"{SVG}a"))


def told(link: ElementTree.Element) -> str:
    return "".join(link.itertext())


def corners(link: ElementTree.Element) -> Any:
    """Of a model's mark, in the drawing's units, (n, 2); of a disc, its middle."""
    mark = link[0].attrib
    points = mark.get("points") or f"{mark['cx']} {mark['cy']}"
    return np.array(points.split(), float).reshape(-1, 2)


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ({}, list(range(TEXTS))),
        ({"texts": 6}, [at for at in range(TEXTS) if at % 12 < 6]),
        ({"texts": 6, "side": "last"}, [at for at in range(TEXTS) if at % 12 >= 6]),
        ({"texts": 1}, list(range(0, TEXTS, 12))),
    ],
)
def test_each_model_tells_its_kl_from_the_origin(
    there: World, state: dict[str, object], texts: list[int]
) -> None:
    origin = there.at("m-1@3000")
    found = computed(there, kinds="all", origin=origin + 1, **state)
    assert found.from_model.name == "m-1@3000" and len(found.models) == len(there.models)
    for model, far in zip(found.models, found.kl, strict=True):
        assert far == pytest.approx(kl(there, "m-1@3000", model.name, texts), rel=1e-9, abs=1e-12)


def test_places_are_those_of_classical_scaling_of_the_chosen_models_alone(there: World) -> None:
    found = computed(there, kinds="bits", size="s", texts=3, side="last", origin=there.at("s-1@3000") + 1)
    names = [model.name for model in found.models]
    assert names == [n for s in (1, 2) for n in (f"s-{s}@3000", f"s-{s}@3000 8 bits", f"s-{s}@3000 2 bits")]
    texts = [at for at in range(TEXTS) if at % 12 >= 9]
    rows = there.vectors[[there.at(name) for name in names]][:, texts]
    centred = rows - rows.mean(axis=1, keepdims=True)
    centred -= centred.mean(axis=0)
    per_text = (
        float(np.mean([len(text.encode()) for text in (there.texts[at] for at in texts)])) * math.log(2) * 2
    )
    values, vectors = scipy.linalg.eigh(centred @ centred.T / centred.shape[1] / per_text)
    expected = vectors[:, :-3:-1] * np.sqrt(values[:-3:-1])
    signs = np.sign((expected * found.places).sum(axis=0))
    assert found.places == pytest.approx(expected * signs, abs=1e-9)
    assert found.share == pytest.approx(values[:-3:-1] / values.sum())


def test_a_model_names_its_kl_and_leads_to_the_map_measured_from_it(there: World) -> None:
    answer = asked(there, kinds="end", origin=there.at("s-1@3000") + 1)
    found = {told(link).partition(":")[0]: link for link in links(answer)}
    number = part("map.said").number
    assert told(found["m-2"]) == f"m-2: {number(kl(there, 's-1@3000', 'm-2@3000'))} bits per byte"
    assert f"origin={there.at('m-2@3000') + 1}" in found["m-2"].attrib["href"]
    (current,) = [link for link in links(answer) if link.get("aria-current")]
    assert told(current) == "s-1: the origin"


@pytest.mark.parametrize("name", ["s-2@100", "m-1-kjv@200"])
def test_the_origin_is_on_the_map_whatever_is_chosen(there: World, name: str) -> None:
    found = computed(there, kinds="end", size="s", seed="1", origin=there.at(name) + 1)
    assert [model.name for model in found.models if model.name != name] == ["s-1@3000"]
    assert found.kl[found.origin] == 0


def test_a_number_beyond_the_last_model_is_the_last(there: World) -> None:
    assert computed(there, origin=319).from_model.name == there.models[-1]["name"]


def test_training_is_scrubbed_and_takes_along_what_comes_of_its_end(there: World) -> None:
    half, whole = (asked(there, kinds="all", step=step, origin=1) for step in (150, 3000))
    names = {told(link).partition(":")[0].partition(",")[0] for link in links(half)}
    assert "s-1 after 100 steps" in names and "s-1 after 1000 steps" not in names
    assert not any("bits" in name or "T =" in name or "layers" in name for name in names)
    assert len(links(whole)) == len(there.models) > len(links(half))
    assert value(half, "models") == value(whole, "models")
    assert "150 steps" in half["notes"][-1]["text"]
    ends = {half["clauses"][name] for name in ("nearest_is", "farthest_is")}
    assert ends <= {told(link).partition(":")[0] for link in links(half)}


def test_each_model_that_was_measured_can_be_the_origin() -> None:
    measured = json.loads((CONTENT / "kl-scale/data/models.json").read_text("utf-8"))
    assert len(measured) == part("map").MOST


def test_lines_lead_through_training_from_layer_to_layer_and_to_fewer_bits(there: World) -> None:
    found = computed(there, kinds="all", seed="1", size="s", origin=there.at("s-1@3000") + 1)
    joined = {
        tuple(found.models[at].name.removeprefix("s-1@3000") for at in pair) for pair in found.strung.pairs
    }
    assert {(" layer 0", " layer 1"), (" layer 1", ""), ("", " 8 bits"), (" 8 bits", " 2 bits")} <= joined
    assert {("s-1@0", "s-1@1"), ("s-1@1000", ""), ("", " T = 2"), ("", "s-1-kjv@200")} <= joined
    assert len(joined) == len(found.models) - 1


def turned(link: ElementTree.Element) -> tuple[float, ...]:
    """How many corners a mark has, and which way the second lies from the first."""
    spots = corners(link)
    return (len(spots), *np.sign(spots[1 % len(spots)] - spots[0]).tolist())


@pytest.mark.parametrize("colour", ["size", "seed", "corpus", "step", "bits", "layer", "temperature"])
def test_marks_differ_in_shape_where_they_differ_in_colour(there: World, colour: str) -> None:
    drawing = asked(there, kinds="all", colour=colour)["drawings"]["wide"]
    root = ElementTree.fromstring(drawing[: drawing.index("</svg>") + 6])
    groups = [group for group in root.iter(f"{SVG}g") if "marks" in group.attrib["class"]]
    shapes = [{turned(link) for link in group} for group in groups]
    assert len(shapes) == len({group.attrib["class"] for group in groups}) == len(set().union(*shapes)) > 1
    assert all(len(each) == 1 for each in shapes)


def test_what_is_out_of_the_view_is_not_drawn_and_what_is_in_it_is_nearer(there: World) -> None:
    origin = there.at("m-1@3000") + 1
    whole = asked(there, kinds="all", origin=origin)
    (to_origin,) = re.findall(r'href="([^"]*)"[^>]*>To the origin', whole["drawings"]["wide"])
    x, y = (
        float(re.search(rf"{name}=([-\d.]+)", to_origin)[1]) if f"{name}=" in to_origin else 0.0
        for name in "xy"
    )  # type: ignore[index]
    near = asked(there, kinds="all", origin=origin, zoom=20, x=x, y=y)
    assert 1 <= len(links(near)) < len(links(whole))
    (current,) = [link for link in links(near) if link.get("aria-current")]
    spots = corners(current)
    assert (spots.min(axis=0) + spots.max(axis=0)) / 2 == pytest.approx((360, 245), abs=8)
    assert near["notes"][0]["state"] == {"zoom": 1, "x": 0, "y": 0}


def test_drawing_it_along_is_worth_what_the_drawing_says(there: World) -> None:
    """The script moves x and y by these numbers: what was under the pointer has to go along."""
    origin = there.at("m-1@3000") + 1

    def pan_and_spot(**state: float) -> tuple[list[float], np.ndarray[Any, Any]]:
        answer = asked(there, kinds="end", zoom=2, origin=origin, **state)
        pan = re.search('data-pan="x y zoom ([^"]*)"', answer["drawings"]["wide"])
        (current,) = [link for link in links(answer) if link.get("aria-current")]
        assert pan
        return [float(each) for each in pan[1].split()], corners(current)[0]

    (to,) = re.findall(
        r'href="([^"]*)"[^>]*>To the origin', asked(there, kinds="end", origin=origin)["drawings"]["wide"]
    )
    x, y = (float(found[1]) if (found := re.search(rf"{name}=([-\d.]+)", to)) else 0.0 for name in "xy")
    sides = (-1 if x > 0 else 1, -1 if y > 0 else 1)
    (_, _, across, up), before = pan_and_spot(x=x, y=y)
    moved = (round(x + sides[0] * 0.1, 5), round(y + sides[1] * 0.1, 5))
    _, after = pan_and_spot(x=moved[0], y=moved[1])
    assert after - before == pytest.approx([-sides[0] * 0.1 / across, -sides[1] * 0.1 / up], abs=0.3)


def test_the_table_has_all_models_from_the_nearest_on(there: World) -> None:
    answer = asked(there, kinds="child", origin=there.at("m-1@3000") + 1)
    rows = re.findall(r"<tr><th scope=\"row\"><a [^>]*>([^<]*)</a></th><td>([^<]*)</td>", answer["table"])
    assert rows[0] == ("m-1", "0.000") and len(rows) == value(answer, "models") == 8
    assert answer["clauses"]["nearest_is"] == rows[1][0]
    assert "python -m lab scale" in answer["table"]


def test_numbers_of_models_are_those_of_all_that_were_measured() -> None:
    """What readers choose an origin by, and the one at first: the end of a training."""
    file = CONTENT / "kl-scale" / "data" / "models.json"
    measured, control = json.loads(file.read_text("utf-8")), part("map").figure.declaration()["controls"]
    (origin,) = [each for each in control if each["name"] == "origin"]
    assert origin["max"] == len(measured)
    assert measured[origin["default"] - 1]["name"] == "m-1@3000"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states("map"))
def test_every_state_has_a_whole_answer(there: World, state: dict[str, object]) -> None:
    asked(there, **state)
