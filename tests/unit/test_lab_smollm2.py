"""The real weights, multiplied both ways, against what others make of them: slow, and only where they are."""

import json
import os
from pathlib import Path

import pytest
from nexttoken import lm
from nexttoken.lm import quantised

from lab.smollm2 import check
from lab.smollm2.weights import read_weights
from sitegen.runtime.compiling import side_module
from tests.unit.nexttoken.test_lm_kernel import SOURCE, Kernel

REFERENCE = json.loads(Path(check.__file__).with_name("reference.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def weights():
    if "SMOLLM2" not in os.environ:
        pytest.skip("SMOLLM2 does not name the file of the weights, which lab/README.md says how to fetch")
    return read_weights(Path(os.environ["SMOLLM2"]))


def test_ids_are_those_of_others(weights):
    model = lm.load(weights)
    assert len(REFERENCE["texts"]) >= 300
    assert [text for text, ids in REFERENCE["texts"] if model.tokenize(text) != ids] == []


@pytest.mark.parametrize("way", ["numpy", "kernel"])
def test_log_probabilities_are_those_of_others(weights, way, monkeypatch):
    kernel = Kernel(side_module("kernel.c", SOURCE.read_bytes())) if way == "kernel" else None
    monkeypatch.setattr(quantised, "kernel", lambda: kernel)
    model = lm.load(weights)
    for passage in REFERENCE["passages"]:
        off, swaps = check.farthest(model, **passage)
        assert off < check.CLOSE
        assert not swaps
