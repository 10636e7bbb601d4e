"""How the post on the scale reads what was measured: nats a text become bits a byte."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.unit.figure_checks import module

BYTES = 200.0  # of a text
MADE = {
    "commands": ["python -m lab family", "python -m lab scale"],
    "texts": {"count": 3, "bytes": 600},
    "sha256": {"pairs.json": "0123456789abcdef"},
}


def told(setting: str, **others: list[float] | None) -> dict[str, object]:
    """A pair as `lab.scale.files` writes it, in nats a text."""
    shares = {
        f"{name}_share": [0.2, 0.1, 0.3] for name in ("shape", "head", "body", "tail", "zipf", "nearest_zipf")
    }
    means = {"rho": [0.9, 0.8, 1.0], "total_variation": [0.3, 0.2, 0.4], "same_top": [0.8, 0.7, 0.9]}
    nats = {"kl": [20.0, 18.0, 22.0], "reverse": [25.0, 23.0, 27.0], "estimate": [10.0, 9.0, 11.0]}
    names = {"setting": setting, "first": "s-1@3000", "second": "s-2@3000"}
    return {**names, **nats, **shares, **means, **others}


def test_a_pair_is_in_bits_per_byte_but_for_its_shares_and_means() -> None:
    pair = module("shared.measured", "kl-scale").pairs_of([told("seed")], BYTES, 2 * BYTES)[0]
    assert pair.kl.value == pytest.approx(20 / math.log(2) / 200)
    assert pair.reverse.low == pytest.approx(23 / math.log(2) / 200)
    assert pair.estimate.high == pytest.approx(11 / math.log(2) / 400)
    assert (pair.shape_share.value, pair.total_variation.low, pair.same_top.high) == (0.2, 0.2, 0.9)
    assert pair.name == "s-1@3000 and s-2@3000" and pair.setting.label == "Seeds"


def test_where_a_model_rules_tokens_out_what_the_file_has_none_of_is_infinite() -> None:
    measured = module("shared.measured", "kl-scale")
    (pair,) = measured.pairs_of([told("top-k", reverse=None, estimate=None)], BYTES, BYTES)
    assert math.isinf(pair.reverse.value) and math.isinf(pair.estimate.low)
    assert math.isfinite(pair.kl.value)


def test_every_setting_that_is_measured_has_its_words() -> None:
    """Those of `lab.scale.pairs`, by the family itself."""
    from lab.family.study import family
    from lab.scale.pairs import pairs

    settings = module("shared.settings", "kl-scale")
    assert {pair.setting for pair in pairs(family())} == set(settings.BY_NAME)


def test_every_setting_can_be_written_in_a_link_and_each_median_of_the_paper_is_beside_one() -> None:
    settings = module("shared.settings", "kl-scale")
    assert all(key.replace("-", "").isalnum() for key in settings.BY_KEY)
    assert {median.setting for median in settings.PAPERS} - {""} <= set(settings.BY_NAME)
    values = [median.bits_per_byte for median in settings.PAPERS]
    assert values == sorted(values)


def test_a_text_s_mean_length_is_that_of_all_texts() -> None:
    assert module("shared.measured", "kl-scale").mean_bytes_of(MADE) == BYTES


def test_what_was_measured_names_the_commands_that_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = module("shared.measured", "kl-scale")
    monkeypatch.setattr(measured, "made", lambda: MADE)
    traced = measured.trace("pairs.json")
    assert traced == "data/pairs.json, sha256 0123456789ab…: python -m lab family, then python -m lab scale"


def test_texts_models_and_vectors_are_row_for_row(tmp_path: Path) -> None:
    measured = module("shared.measured", "kl-scale")
    name = {"name": "m-2@3000 4 bits", "member": "m-2", "step": 3000, "bits": 4, "layer": None}
    rest = {"temperature": 1.0, "parent": "", "corpus": "austen", "seed": 2}
    (tmp_path / "models.json").write_text(json.dumps([name | rest]))
    (tmp_path / "texts.json").write_text(json.dumps(["été", "Emma"]))
    np.save(tmp_path / "vectors.npy", np.array([[-20.5, -10.25]], np.float32))
    (model,) = measured.models(tmp_path / "models.json")
    assert (model.size, model.bits, model.layer) == ("m", 4, None)
    assert measured.texts(tmp_path / "texts.json") == ("été", "Emma")
    assert measured.vectors(tmp_path / "vectors.npy").tolist() == [[-20.5, -10.25]]


def test_the_vectors_cannot_be_written_over(tmp_path: Path) -> None:
    """They are kept from state to state."""
    measured = module("shared.measured", "kl-scale")
    np.save(tmp_path / "vectors.npy", np.zeros((2, 2), np.float32))
    with pytest.raises(ValueError, match="read-only"):
        measured.vectors(tmp_path / "vectors.npy")[0, 0] = 1.0


def test_a_walk_is_squared_distances_of_weights_beside_bits_per_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = module("shared.measured", "kl-scale")
    monkeypatch.setattr(measured, "made", lambda: MADE)
    walk = {"steps": [0, 1], "squared_distances": [[0, 4], [4, 0]], "kl": [[0, 2.0], [2.0, 0]]}
    (tmp_path / "walks.json").write_text(json.dumps({"s-1": walk}))
    (found,) = measured.walks(tmp_path / "walks.json")
    assert (found.member, found.steps) == ("s-1", (0, 1))
    assert_allclose(found.weights, [[0, 4], [4, 0]])
    assert_allclose(found.kl, [[0, 0.01 / math.log(2)], [0.01 / math.log(2), 0]])
