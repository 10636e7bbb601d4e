"""How models are compared: on a family of chance weights, against the trainer's own code and scipy."""

import argparse
import io
import json
import math
import os
import signal
from dataclasses import replace
from functools import partial
from hashlib import sha256

import numpy as np
import pytest
from nexttoken import exponent_for_entropy, exponent_for_mean_log_rank, log_ranks
from nexttoken import log_probs as zipf
from scipy.special import kl_div, log_softmax, rel_entr
from scipy.stats import entropy, spearmanr

from lab import scale
from lab.family import tokens, train
from lab.family.decoder import Size, first_weights, log_probs
from lab.family.export import gguf
from lab.family.study import Member
from lab.family.train import Recipe
from lab.measure.models import BITS
from lab.scale import study
from lab.scale.files import files_of, told_of
from lab.scale.large import _file, large_file
from lab.scale.models import TEMPERATURES, TOP_K, Model, Weights, models_of
from lab.scale.pairs import Pair, pairs
from lab.scale.texts import LEAST, MOST, pieces

SIZE = Size(width=64, layers=2, heads=4, groups=2, inner=96, context=64, vocabulary=tokens.VOCABULARY)
WIDE = replace(SIZE, inner=128)
RECIPE = Recipe(steps=3, rate=6e-3, seed=1)
WANDERED = 2  # steps, which no checkpoint of the log scale has
PARENT = Member("s-1", SIZE, RECIPE)
FAMILY = (
    PARENT,
    Member("m-1", WIDE, RECIPE),
    Member("s-2", SIZE, replace(RECIPE, seed=2)),
    Member("s-1-kjv", SIZE, RECIPE, "kjv", "s-1"),
)
TEXTS = (
    "It is a truth universally acknowledged,",
    "that a single man in possession",
    "must want a wife.",
    "She was the youngest",
    "of two daughters.",
    "He had been",
    "about Emma.",
)
COMPARED = study.compared(TEXTS)
CLOSE = 1e-3  # nats a text: both ways add up in 32 bits
RECORD = {"corpus": {"name": "austen"}} | dict.fromkeys(
    ("made_by", "made_on", "versions", "sha256", "held_out", "cpu_seconds"), "told"
)


@pytest.fixture(scope="module", autouse=True)
def schedule():
    """Of three steps, too, some are kept only to see how far training wanders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "_LOG_SCALE", [1])
        patch.setattr(train, "_WANDERING", [1, WANDERED])
        yield


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """What `lab family` leaves, but not learnt: weights drawn for each step, large enough to differ."""
    folder = tmp_path_factory.mktemp("runs")
    for at, member in enumerate(FAMILY):
        for step in member.recipe.checkpoints():
            drawn = first_weights(member.size, 100 * at + step)
            train.write_arrays(folder / member.name / f"{step}.npz", {k: 4 * w for k, w in drawn.items()})
        (folder / member.name / "record.json").write_text(json.dumps(RECORD))
    return folder


@pytest.fixture(scope="module")
def measured(runs):
    for piece in study.pieces(FAMILY):
        study.measure(piece, TEXTS, runs)
    return lambda what: study.measured(study.piece_of(what), TEXTS, runs)


def rows(weights, text, runs):
    """ln p at each token of a text after its beginning, and these tokens, by the code that trains."""
    ids = np.array(tokens.made_of(tokens.read_merges()).tokenize("\n" + text))
    held = train.read_weights(runs / weights.member.name / f"{weights.step}.npz")
    return np.asarray(log_probs(held, ids[None, :-1], weights.member.size), np.float64)[0], ids[1:]


def test_a_texts_likelihood_is_that_of_its_tokens_after_a_newline(measured, runs):
    weights = Weights(PARENT, 2)
    found = measured(weights)["s-1@2"]
    for text, log_likelihood in zip(TEXTS, found, strict=True):
        said, following = rows(weights, text, runs)
        assert log_likelihood == pytest.approx(said[range(len(following)), following].sum(), abs=CLOSE)


def test_of_a_parents_last_weights_layers_temperatures_and_copies_are_models(measured, runs):
    weights = Weights(PARENT, 3)
    found = measured(weights)
    assert list(found) == [model.name for model in models_of(weights)]
    assert list(found)[:3] == ["s-1@3", "s-1@3 layer 0", "s-1@3 layer 1"]
    for temperature in TEMPERATURES:
        said, following = rows(weights, TEXTS[0], runs)
        warmer = log_softmax(said / temperature, axis=1)[range(len(following)), following].sum()
        assert found[f"s-1@3 T = {temperature:g}"][0] == pytest.approx(warmer, abs=CLOSE)
    for bits in BITS:
        assert list(measured(replace(weights, bits=bits))) == [f"s-1@3 {bits} bits"]
    assert list(measured(Weights(FAMILY[-1], 3))) == ["s-1-kjv@3"]


def test_pairs_differ_in_one_thing():
    found = {}
    for pair in pairs(FAMILY):
        found.setdefault(pair.setting, []).append(pair.name)
    assert found["seed"] == ["s-1@3 and s-2@3"]
    assert found["size"] == ["s-1@3 and m-1@3"]
    assert found["fine-tuned"] == ["s-1@3 and s-1-kjv@3"]
    assert found["layer"][:2] == ["s-1@3 layer 1 and s-1@3 layer 0", "s-1@3 and s-1@3 layer 1"]
    assert found["checkpoint"][:2] == ["s-1@1 and s-1@0", "s-1@3 and s-1@1"]
    assert found["top-k"][0] == "s-1@3 top-k 40 and s-1@3"
    assert found["4 bits"] == [f"{name}@3 and {name}@3 4 bits" for name in ("s-1", "m-1", "s-2")]
    assert len({pair.name for pair in pairs(FAMILY)}) == len(pairs(FAMILY))


def test_a_pair_is_compared_over_the_whole_vocabulary(measured, runs):
    first, second = Weights(PARENT, 3), Weights(FAMILY[2], 3)
    found = measured(Pair("seed", Model(first), Model(second)))
    both = [(rows(first, text, runs)[0], rows(second, text, runs)[0]) for text in COMPARED]
    kl = [rel_entr(np.exp(p), np.exp(q)).sum() for p, q in both]
    reverse = [rel_entr(np.exp(q), np.exp(p)).sum() for p, q in both]
    shape = [rel_entr(np.sort(np.exp(p)), np.sort(np.exp(q))).sum() for p, q in both]
    positions = sum(len(p) for p, _ in both)
    apart = sum(np.abs(np.exp(p) - np.exp(q)).sum() / 2 for p, q in both) / positions
    assert found["kl"][0] == pytest.approx(np.mean(kl), abs=CLOSE)
    assert found["reverse"][0] == pytest.approx(np.mean(reverse), abs=CLOSE)
    assert found["shape_share"][0] == pytest.approx(sum(shape) / sum(kl), abs=CLOSE)
    assert found["total_variation"][0] == pytest.approx(apart, abs=CLOSE)
    assert found["same_top"][0] == pytest.approx(
        sum((p.argmax(axis=1) == q.argmax(axis=1)).sum() for p, q in both) / positions
    )
    assert min(kl) - CLOSE <= found["kl"][1] < found["kl"][0] < found["kl"][2] <= max(kl) + CLOSE


@pytest.fixture(scope="module")
def seeds(runs):
    """What two members say of each token of all texts, as probabilities, (tokens, vocabulary)."""
    weights = Weights(PARENT, 3), Weights(FAMILY[2], 3)
    return [np.exp(np.concatenate([rows(each, text, runs)[0] for text in COMPARED])) for each in weights]


@pytest.fixture(scope="module")
def apart(measured):
    return measured(Pair("seed", Model(Weights(PARENT, 3)), Model(Weights(FAMILY[2], 3))))


def test_head_body_and_tail_are_by_the_first_models_ranks_and_hold_all_of_kl(seeds, apart):
    held = sum(kl_div(p, q)[np.argsort(-p)] for p, q in zip(*seeds, strict=True))
    parts = np.array([held[:10].sum(), held[10:100].sum(), held[100:].sum()]) / held.sum()
    assert [apart[f"{part}_share"][0] for part in ("head", "body", "tail")] == pytest.approx(parts, abs=1e-5)
    assert apart["tail_share"][1] < apart["tail_share"][0] < apart["tail_share"][2]


def test_rho_is_spearmans_over_the_whole_vocabulary(seeds, apart):
    rhos = [spearmanr(p, q).statistic for p, q in zip(*seeds, strict=True)]
    assert apart["rho"][0] == pytest.approx(np.mean(rhos), abs=1e-6)


def test_zipf_lines_are_those_of_the_first_models_entropy_and_the_nearest_to_it(seeds, apart):
    size, kl = SIZE.vocabulary, sum(rel_entr(*seeds).sum(axis=1))
    first = -np.sort(-seeds[0])
    alike = [exponent_for_entropy(entropy(p), size) for p in first]
    nearest = [exponent_for_mean_log_rank(p @ log_ranks(size), size) for p in first]
    for name, exponents in (("zipf_share", alike), ("nearest_zipf_share", nearest)):
        lines = np.exp([zipf(exponent, size) for exponent in exponents])
        assert apart[name][0] == pytest.approx(rel_entr(first, lines).sum() / kl, rel=1e-4)
    assert apart["nearest_zipf_share"][0] < apart["zipf_share"][0]


def test_a_temperature_leaves_the_order_and_is_all_shape(measured):
    warmer = Pair("temperature", Model(Weights(PARENT, 3)), Model(Weights(PARENT, 3), temperature=2.0))
    found = measured(warmer)
    assert found["kl"][0] > 0.01
    assert found["shape_share"] == pytest.approx([1, 1, 1])
    assert found["same_top"] == [1, 1, 1]
    assert found["rho"] == pytest.approx([1, 1, 1])


def test_what_is_cut_to_its_top_k_differs_by_what_it_leaves_out_and_infinitely_the_other_way(measured, runs):
    end = Weights(PARENT, 3)
    found = measured(Pair("top-k", Model(end, top_k=TOP_K), Model(end)))
    p = np.exp(np.concatenate([rows(end, text, runs)[0] for text in COMPARED]))
    kept, known = (np.sort(p)[:, -most:].sum(axis=1) for most in (TOP_K, 100))
    assert found["kl"][0] == pytest.approx(-np.log(kept).sum() / len(COMPARED), abs=CLOSE)
    assert found["total_variation"][0] == pytest.approx(np.mean(1 - kept), abs=1e-5)
    assert found["reverse"] is None
    assert found["rho"] == pytest.approx([1, 1, 1])
    assert found["shape_share"][0] == pytest.approx(1)
    assert found["same_top"] == [1, 1, 1]
    parts = [found[f"{part}_share"][0] for part in ("head", "body", "tail")]
    assert sum(parts) == pytest.approx(1)
    assert parts[2] == pytest.approx((1 - known).sum() / -np.log(kept).sum(), abs=1e-5)


def test_a_walk_is_how_far_apart_the_weights_are(measured, runs):
    found = measured(PARENT)
    one, other = (train.read_weights(runs / "s-1" / f"{step}.npz") for step in (1, 3))
    assert found["steps"] == [0, 1, 2, 3]
    assert found["squared_distances"][1][3] == pytest.approx(train.distance(one, train.copied(other)) ** 2)
    assert found["squared_distances"][2][2] == 0
    begun = train.read_weights(runs / "s-1" / "0.npz")
    assert found["squared_distances"][0][1] == pytest.approx(train.distance(begun, train.copied(one)) ** 2)


def killed_once(piece, texts, runs, flag):
    """The process that first comes to a copy of 3 bits ends there."""
    if piece.name.endswith("3 bits") and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return study.measure(piece, texts, runs)


def test_two_processes_of_which_one_is_killed_come_to_the_same_numbers(measured, runs, tmp_path, monkeypatch):
    for name in (member.name for member in FAMILY):
        (tmp_path / name).mkdir()
        for file in (*(runs / name).glob("*.npz"), runs / name / "record.json"):
            (tmp_path / name / file.name).symlink_to(file)
    monkeypatch.setattr(study, "measure", partial(killed_once, flag=tmp_path / "killed"))
    told = []
    study.measure_all(FAMILY, TEXTS, tmp_path, told.append, processes=2)
    wanted = study.pieces(FAMILY)
    assert (tmp_path / "killed").exists()
    assert len(told) == len(wanted)
    assert told[-1].startswith(f"{len(wanted)} of {len(wanted)}: ")
    for piece in wanted:
        assert piece.file(TEXTS, tmp_path).read_bytes() == piece.file(TEXTS, runs).read_bytes()


def test_what_is_measured_is_not_measured_again(measured, runs, monkeypatch):
    monkeypatch.setattr(study.tasks, "each", lambda work, items, **where: list(items))
    study.measure_all(FAMILY, TEXTS, runs, pytest.fail)


def test_of_a_member_that_was_trained_anew_nothing_is_measured_nor_of_its_pairs(measured, runs, tmp_path):
    for name in (member.name for member in FAMILY):
        (tmp_path / name).mkdir()
        record = RECORD | {"sha256": "another"} if name == "s-2" else RECORD
        (tmp_path / name / "record.json").write_text(json.dumps(record))
    for piece in study.pieces(FAMILY):
        there = piece.file(TEXTS, runs).relative_to(runs)
        assert (piece.file(TEXTS, tmp_path).relative_to(tmp_path) == there) == ("s-2" not in piece.members)
    assert {len(piece.members) for piece in study.pieces(FAMILY)} == {1, 2}


def test_where_a_member_is_missing_the_command_that_makes_it_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"s-1 is not in .*: `python -m lab family` trains it"):
        study.measure_all(FAMILY, TEXTS, tmp_path, pytest.fail)


def test_files_hold_all_of_it_and_say_where_it_is_from(measured, runs):
    files = files_of(FAMILY, TEXTS, runs)
    models, vectors = json.loads(files["models.json"]), np.load(io.BytesIO(files["vectors.npy"]))
    assert json.loads(files["texts.json"]) == list(TEXTS)
    assert vectors.shape == (len(models), len(TEXTS))
    assert len({model["name"] for model in models}) == len(models)
    assert {model["step"] for model in models} == {0, 1, 3}
    for model, row in zip(models, vectors, strict=True):
        if model["name"] == "m-1@3 8 bits":
            assert row == pytest.approx(measured(Weights(FAMILY[1], 3, 8))["m-1@3 8 bits"])
            assert (model["member"], model["step"], model["bits"], model["seed"]) == ("m-1", 3, 8, 1)
    told = json.loads(files["pairs.json"])
    assert [f"{pair['first']} and {pair['second']}" for pair in told] == [p.name for p in pairs(FAMILY)]
    seeds = next(pair for pair in told if pair["setting"] == "seed")
    difference = np.subtract(measured(Weights(PARENT, 3))["s-1@3"], measured(Weights(FAMILY[2], 3))["s-2@3"])
    assert seeds["estimate"][0] == pytest.approx(difference.var() / 2, rel=1e-4)
    assert seeds["estimate"][1] <= seeds["estimate"][0] <= seeds["estimate"][2]
    cut = next(pair for pair in told if pair["setting"] == "top-k")
    assert cut["first"] not in {model["name"] for model in models}
    assert cut["estimate"] is cut["reverse"] is None
    made = told_of(FAMILY, TEXTS, runs)
    assert made["texts"]["bytes"] == sum(map(len, TEXTS))
    assert made["compared"] == {"count": len(COMPARED), "bytes": sum(map(len, COMPARED))}
    walk = json.loads(files["walks.json"])["s-1"]
    difference = np.subtract(measured(Weights(PARENT, 1))["s-1@1"], measured(Weights(PARENT, 3))["s-1@3"])
    assert walk["kl"][1][3] == pytest.approx(difference.var() / 2, rel=1e-4)
    assert list(json.loads(files["walks.json"])) == ["s-1", "m-1", "s-2"]


@pytest.fixture(scope="module")
def large(runs, tmp_path_factory):
    """A small model in SmolLM2's place, in a file, read by what it reads; and what is made of it."""
    held = train.read_weights(runs / "s-1" / "3.npz")
    folder = tmp_path_factory.mktemp("large")
    (folder / "large.gguf").write_bytes(gguf(held, "large", SIZE, tokens.read_merges(), "F32"))
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lab.scale.large.read_weights", type(folder).read_bytes)
        patch.setattr("lab.scale.large._EVERY", 1)
        patch.setattr("lab.scale.large.tasks.each", lambda work, items: map(work, items))
        made = {}
        for name, change in (("first", list), ("again", list), ("turned", reversed), ("lacking", drop_one)):
            for kept in sorted((folder / "smollm2").glob("*.json"))[:1]:
                found = json.loads(kept.read_text())
                kept.write_text(json.dumps(found | {"apart": dict(change(list(found["apart"].items())))}))
            told.append(name)
            made[name] = large_file(folder / "large.gguf", COMPARED, folder, told.append)
    return made, told


def drop_one(pairs):
    return pairs[1:]


def test_smollm2_is_compared_with_itself_as_members_are(large, measured):
    made = json.loads(large[0]["first"])
    found = {pair["second"]: pair for pair in made["pairs"] if pair["setting"] != "top-k"}
    end = Weights(PARENT, 3)
    for suffix, second in {
        " 4 bits": Model(replace(end, bits=4)),
        " T = 0.5": Model(end, temperature=0.5),
        " layer 1": Model(end, 1),
    }.items():
        setting = {" 4 bits": "4 bits", " T = 0.5": "temperature", " layer 1": "layer"}[suffix]
        alike = measured(Pair(setting, Model(end), second))
        own = found[f"SmolLM2-135M{suffix}"]
        assert own["first"] == "SmolLM2-135M"
        for name, numbers in alike.items():
            if isinstance(numbers, list):
                assert own[name] == pytest.approx(numbers, rel=1e-3), name
    assert (made["texts"], made["bytes"]) == (len(COMPARED), sum(map(len, COMPARED)))
    assert made["tokens"] == sum(
        len(tokens.made_of(tokens.read_merges()).tokenize(text)) for text in COMPARED
    )
    likelihoods = np.subtract(*(study.compared(measured(end)[f"s-1@3{at}"]) for at in ("", " T = 0.5")))
    assert found["SmolLM2-135M T = 0.5"]["estimate"][0] == pytest.approx(likelihoods.var() / 2, rel=1e-3)


def test_a_text_that_smollm2_has_read_is_not_read_again_unless_it_lacks_a_pair(large):
    made, told = large
    lines = [line.partition(":")[0] for line in told]
    assert lines == ["first", "1 of 2", "2 of 2", "again", "turned", "lacking", "1 of 1"]
    assert len({*made.values()}) == 1  # pairs are found by name, whatever their order


def test_each_command_writes_down_the_hashes_of_its_files_and_keeps_those_of_the_others(
    runs, measured, large, tmp_path, monkeypatch
):
    monkeypatch.setattr("lab.scale.texts.text_set", lambda root: TEXTS)
    monkeypatch.setattr("lab.family.study.family", lambda: FAMILY)
    monkeypatch.setattr("lab.scale.large.large_file", lambda *_, **where: large[0]["first"])
    parser = argparse.ArgumentParser()
    scale.declare(parser)
    for more in ["--smollm2", "any"], [], ["--smollm2", "any"]:
        scale.run(parser.parse_args(["--runs", str(runs), "--to", str(tmp_path), *more]))
        made = json.loads((tmp_path / "made.json").read_bytes())
        assert made["sha256"] == hashes_in(tmp_path)
    assert made["commands"] and "smollm2.json" in made["sha256"] and len(made["sha256"]) == 6


def test_the_post_s_data_are_those_whose_hashes_were_written_down():
    assert json.loads((scale.TARGET / "made.json").read_bytes())["sha256"] == hashes_in(scale.TARGET)


def hashes_in(folder):
    found = {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    del found["made.json"]
    return found


def test_what_an_older_version_has_kept_of_a_text_is_refused_with_what_to_do(tmp_path):
    """Its pairs were a list, in an order that nobody knows any more."""
    folder = tmp_path / "smollm2"
    folder.mkdir()
    for text in COMPARED:
        kept = {"layers": 2, "tokens": 3, "log_likelihoods": {}, "apart": [{"kl": 0.1}]}
        _file(text, tmp_path).write_text(json.dumps(kept))
    said = (
        rf"smollm2/\w+\.json was kept by an older version, .*: remove the folder {folder}, and its texts are"
    )
    with pytest.raises(ValueError, match=said):
        large_file(tmp_path / "large.gguf", COMPARED, tmp_path, pytest.fail)


def test_texts_are_cut_between_words_and_no_short_rest_is_kept():
    paragraph = " ".join(f"word{at}" for at in range(200))
    cut = pieces(paragraph)
    assert paragraph.startswith(" ".join(cut))
    assert all(LEAST <= len(piece) <= MOST for piece in cut)
    assert math.ceil(len(paragraph) / MOST) - len(cut) in (0, 1)
    assert pieces("Too short.") == []
