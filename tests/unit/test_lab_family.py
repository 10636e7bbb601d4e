"""The family's trainer: on corpora written here in the packages' formats, with models trained in seconds."""

import gzip
import hashlib
import json
import math
import random
import struct
import subprocess
import sys
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nexttoken import lm

from lab.family import rdata, study, tokens, train
from lab.family.corpora import paragraphs, split
from lab.family.decoder import Size, first_weights, log_probs
from lab.family.export import gguf
from lab.family.study import Member
from lab.family.train import Recipe

SIZE = Size(width=64, layers=2, heads=4, groups=2, inner=96, context=32, vocabulary=tokens.VOCABULARY)
RECIPE = Recipe(steps=60, rate=6e-3, seed=1, warm=5, cool=20, texts=4)
HOME = Path(__file__).resolve().parents[2]
CLOSE, CLOSE_IN_8_BITS = 1e-4, 0.1  # of log-probabilities, in nats
PACKAGES = {"austen": "r-cran-janeaustenr", "kjv": "bible-kjv bible-kjv-text", "jargon": "jargon-text"}


class StoppedError(Exception):
    """What comes between."""


# ------------------------------------------------------------------------------------------- corpora


def whole(*numbers):
    return struct.pack(f">{len(numbers)}i", *numbers)


def r_text(text):
    return whole(0x40009, len(text.encode())) + text.encode()


def r_strings(lines):
    return whole(16, len(lines)) + b"".join(map(r_text, lines))


WRITTEN = whole(1) + r_text("names")
POINTED_AT = whole(0x1FF)


def r_named(values, names=WRITTEN):
    """A list with names; that word is written once, and later only pointed at."""
    return (
        whole(0x213, len(values))
        + b"".join(values.values())
        + (whole(0x402) + names + r_strings(values) + whole(254))
    )


def r_file(value):
    return b"X\n" + whole(3, 0x40201, 0x30500, 5) + b"UTF-8" + value


def write_austen(root, novels):
    folder = root / "usr/lib/R/site-library/janeaustenr/data"
    folder.mkdir(parents=True)
    places, content = {}, b""
    for name, lines in novels.items():
        plain = r_file(r_strings(lines))
        packed = whole(len(plain)) + zlib.compress(plain)
        places[name] = whole(13, 2, len(content), len(packed))
        content += packed
    index = r_named({"variables": r_named(places), "compressed": whole(13, 1, 1)}, names=POINTED_AT)
    (folder / "Rdata.rdx").write_bytes(gzip.compress(r_file(index)))
    (folder / "Rdata.rdb").write_bytes(content)


def write_kjv(root, verses):
    """A program that prints verses if the text is where it is told to look."""
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/lib").mkdir(parents=True, exist_ok=True)
    (root / "usr/lib/bible.data").write_text("".join(f"{verse}\n" for verse in verses))
    program = root / "usr/bin/bible"
    program.write_text('#!/bin/sh\n[ "$1 $3 $4" = "-p -f gen1:1-rev22:21" ] && cat "$2/bible.data"\n')
    program.chmod(0o755)


def write_jargon(root, text):
    folder = root / "usr/share/doc/jargon-text"
    folder.mkdir(parents=True)
    (folder / "jargon.txt.gz").write_bytes(gzip.compress(text.encode()))


def sentences(count, seed=1):
    chance = random.Random(seed)
    people, verbs, things = (
        ("Emma", "Anne", "Mr Knightley"),
        ("saw", "heard", "left"),
        ("road", "house", "sea"),
    )
    return [
        f"{chance.choice(people)} {chance.choice(verbs)} the {chance.choice(things)}." for _ in range(count)
    ]


def with_gaps(lines):
    return [each for line in lines for each in (line, "")]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("root")
    write_austen(folder, {"emma": with_gaps(sentences(900)), "persuasion": with_gaps(sentences(900, 2))})
    write_kjv(folder, [f"Ge1:{at} {said}" for at, said in enumerate(sentences(800, 3), 1)])
    write_jargon(folder, "Welcome to the Jargon File\n\n" + "\n\n".join(sentences(800, 4)))
    return folder


@pytest.fixture(scope="module")
def texts(root):
    return study.read_texts(root)


def test_novels_are_read_from_r_in_the_order_of_their_names(tmp_path):
    write_austen(
        tmp_path, {"b": ["SECOND", "", "Two"], "a": ["FIRST", "", "It is", "a é —truth.", "", "", "One"]}
    )
    assert paragraphs("austen", tmp_path) == ["FIRST", "It is a é —truth.", "One", "SECOND", "Two"]


def test_verses_lose_their_numbers(tmp_path):
    write_kjv(tmp_path, ["Ge1:1 In the beginning", "1Ch10:12 They arose,", "SSol2:1 I am the rose: 1:1"])
    assert paragraphs("kjv", tmp_path) == ["In the beginning", "They arose,", "I am the rose: 1:1"]


def test_the_jargon_file_begins_after_its_title_and_has_no_tables(tmp_path):
    write_jargon(
        tmp_path, "Contents\n\nWelcome to the Jargon File\n\n   foo:  the\n   first\n┌──┐\n\n  bar\n"
    )
    assert paragraphs("jargon", tmp_path) == ["foo: the first", "bar"]


@pytest.mark.parametrize("name", PACKAGES)
def test_of_a_package_that_is_not_there_it_is_said_how_to_get_it(name, tmp_path):
    with pytest.raises(ValueError, match=rf"is not there: `apt-get install {PACKAGES[name]}` brings it"):
        paragraphs(name, tmp_path)


def test_of_a_program_whose_text_is_not_there_it_is_said_how_to_get_that(tmp_path):
    write_kjv(tmp_path, ["Ge1:1 In the beginning"])
    (tmp_path / "usr/lib/bible.data").unlink()
    with pytest.raises(
        ValueError, match=r"usr/lib/bible\.data is not there: `apt-get install bible-kjv bible-kjv"
    ):
        paragraphs("kjv", tmp_path)


def test_what_r_wrote_is_refused_where_it_is_cut_short_or_something_else():
    whole_file = r_file(r_strings(["one", "two"]))
    assert rdata.read(whole_file) == ["one", "two"]
    for end in range(2, len(whole_file)):
        with pytest.raises(ValueError, match="cut short"):
            rdata.read(whole_file[:end])
    with pytest.raises(ValueError, match="type 14, which is not read"):
        rdata.read(r_file(whole(14, 0)))
    with pytest.raises(ValueError, match="not what R writes"):
        rdata.read(b"RDX3\n")


def test_of_twenty_blocks_of_forty_paragraphs_the_last_is_held_out():
    learnt, out = split([str(at) for at in range(1700)])
    assert out == [str(at) for at in [*range(760, 800), *range(1560, 1600)]]
    assert len(learnt) + len(out) == 1700


# -------------------------------------------------------------------------------------------- tokens


def test_the_most_frequent_pair_is_merged_first_and_of_equals_the_one_of_older_tokens():
    found = tokens.learn_merges(["aaaa aaaa", "bcbc"], vocabulary=260)
    assert found == ["a a", "b c", "aa aa", "Ġ aaaa"]
    assert tokens.learn_merges(["the tea", "the ten", "ten"], 259) == ["t e", "h e", "t he"]


def test_texts_too_short_for_a_vocabulary_are_refused():
    with pytest.raises(ValueError, match="too short: they have 257 tokens, not 258"):
        tokens.learn_merges(["ab"], vocabulary=258)


def test_the_merges_that_are_kept_make_the_vocabulary_and_lose_nothing():
    tokenizer = tokens.made_of(tokens.read_merges())
    text = "\nIt is a truth universally acknowledged—é, 1813\n日本 🙂"
    assert len(tokenizer.tokens) == tokens.VOCABULARY
    assert not tokenizer.bytes_without_token
    assert tokenizer.decode(tokenizer.tokenize(text)) == text


# ------------------------------------------------------------------------------------------ training


def trained(text, folder, tell=lambda now: None, recipe=RECIPE):
    """The last weights; each checkpoint is in `folder`."""
    for step, weights in train.train(first_weights(SIZE, 1), text, SIZE, recipe, folder, tell):
        last = step, train.copied(weights)
    assert last[0] == recipe.steps
    return last[1]


def checkpoints(folder):
    """The bytes of each, but of the state, which says how long it took."""
    return {file.name: file.read_bytes() for file in folder.glob("*.npz") if file.name != "state.npz"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("trained")


@pytest.fixture(scope="module")
def weights(texts, home):
    return trained(texts.learnt["austen"], home)


def test_a_model_is_the_same_to_the_byte_when_it_is_trained_again(texts, home, weights, tmp_path):
    trained(texts.learnt["austen"], tmp_path)
    assert checkpoints(tmp_path) == checkpoints(home)
    assert sorted(int(Path(name).stem) for name in checkpoints(home)) == RECIPE.checkpoints()


def test_a_training_that_was_interrupted_ends_in_the_same_bytes(texts, home, weights, tmp_path, monkeypatch):
    monkeypatch.setattr(train, "_SAVED", 7)
    told = []

    def stop(now):
        told.append(now.step)
        if now.step in (21, 42) and told.count(now.step) == 1:
            raise StoppedError

    for _ in range(2):
        with pytest.raises(StoppedError):
            trained(texts.learnt["austen"], tmp_path, stop)
    trained(texts.learnt["austen"], tmp_path, lambda now: told.append(now.step))
    assert checkpoints(tmp_path) == checkpoints(home)
    assert told.count(1) == 1, "what was kept is not computed again"
    assert told.count(21) == told.count(42) == 2, "what was not kept is"


def test_another_seed_is_another_model(texts, home, weights, tmp_path):
    other = trained(texts.learnt["austen"], tmp_path, recipe=replace(RECIPE, seed=2, steps=1, cool=1))
    assert train.distance(train.read_weights(home / "1.npz"), other) > 0


def test_a_first_guess_is_no_worse_than_one_by_chance(texts):
    surprise = train.held_out(first_weights(SIZE, 1), texts.held_out["austen"], SIZE)
    assert surprise == pytest.approx(math.log(SIZE.vocabulary), abs=0.1)


def test_what_was_learnt_is_more_than_how_often_a_token_occurs(texts, weights):
    counts = Counter(texts.learnt["austen"].tolist())
    out = texts.held_out["austen"].tolist()
    unigram = -sum(math.log(counts[id] / counts.total()) for id in out) / len(out)
    assert train.held_out(weights, texts.held_out["austen"], SIZE) < unigram / 2


def test_the_rate_rises_stays_and_falls():
    recipe = Recipe(steps=100, rate=0.5, seed=1, warm=10, cool=50)
    assert [recipe.rate_at(step) for step in (0, 9, 50)] == pytest.approx([0.05, 0.5, 0.5])
    assert recipe.rate_at(75) == pytest.approx(0.5 * 0.51)
    assert recipe.rate_at(99) == pytest.approx(0.5 * 0.0396)


def test_checkpoints_are_on_a_log_scale_that_runs_share_and_the_first_and_last_are_among_them():
    short, long = (Recipe(steps, rate=0.5, seed=1).log_scale() for steps in (100, 3000))
    assert short[:-1] == [step for step in long if step < 100] == [0, 1, 2, 4, 6, 9, 14, 23, 35, 55, 85]
    assert short[-1] == 100
    assert len(long) == 19


def test_from_one_place_weights_are_kept_after_twice_as_many_steps_each_time_while_the_rate_stays():
    recipe = Recipe(3000, rate=0.5, seed=1)
    place, *others = recipe.wandering()
    assert np.diff(np.log2(np.subtract(others, place))).tolist() == [1] * 10
    assert {recipe.rate_at(step) for step in range(place, others[-1])} == {0.5}
    assert recipe.checkpoints() == sorted({*recipe.log_scale(), place, *others})


@pytest.mark.parametrize(("kind", "close"), [("F32", CLOSE), ("Q8_0", CLOSE_IN_8_BITS)])
def test_nexttoken_says_of_the_file_what_the_trainer_says_of_the_weights(kind, close, texts, weights):
    model = lm.load(gguf(weights, "tiny", SIZE, tokens.read_merges(), kind))
    ids = texts.held_out["austen"][: SIZE.context]
    assert model.decode(ids).startswith("\n")
    said = np.asarray(log_probs(weights, ids[None], SIZE))[0]
    assert np.abs(model.logprobs(ids.tolist()) - said).max() < close


# ------------------------------------------------------------------------------------------- members


@pytest.fixture
def family(monkeypatch):
    """Three of one size, and a child."""
    recipe = replace(RECIPE, steps=4, cool=2)
    parents = [Member(f"{size}-1", SIZE, replace(recipe, seed=at)) for at, size in enumerate("smb")]
    members = [*parents, Member("s-1-kjv", SIZE, recipe, "kjv", "s-1")]
    monkeypatch.setattr(study, "family", lambda: members)
    return members


def test_members_are_made_once_measured_and_shipped_with_where_they_come_from(family, texts, tmp_path):
    runs, shipped, told = tmp_path / "runs", tmp_path / "shipped", []
    records = [study.make(member, texts, runs, told.append) for member in family]
    assert told[0].startswith("s-1: step 1 of 4, ")
    assert told[0].endswith(" minutes left")
    assert [study.make(member, texts, runs, pytest.fail) for member in family] == records

    study.ship(family, runs, shipped)
    told = json.loads((shipped / "family.json").read_text())
    for size, record in told.items():
        content = (shipped / f"family-{size}.gguf").read_bytes()
        assert record["sha256"] == hashlib.sha256(content).hexdigest()
        assert record["bytes"] == len(content)
        assert record["corpus"]["package"] == PACKAGES["austen"]
        assert record["tokens_seen"] == 4 * 4 * SIZE.context
        assert record["cpu_seconds"] >= 0
        model, out = lm.load(content), texts.held_out["austen"]
        pieces = [out[at : at + SIZE.context + 1].tolist() for at in range(0, len(out) - 1, SIZE.context)]
        full = [piece for piece in pieces if len(piece) > SIZE.context]
        nats = [-model.logprobs(piece[:-1])[range(SIZE.context), piece[1:]].mean() for piece in full]
        assert record["held_out"]["austen"]["nats_per_token"] == pytest.approx(np.mean(nats), abs=0.01)
        held = record["held_out"]["austen"]
        bits = held["nats_per_token"] / math.log(2) / held["bytes_per_token"]
        assert held["bits_per_byte"] == pytest.approx(bits)
    assert list(told) == ["s", "m", "b"]
    assert len(list(shipped.iterdir())) == 4


def test_a_child_begins_where_its_parent_ended(family, texts, tmp_path):
    parent, child = (study.make(family[at], texts, tmp_path, lambda line: None) for at in (0, 3))
    assert child["parent"] == parent["name"]
    assert [each["step"] for each in child["checkpoints"]] == [0, 1, 2, 4]
    far = [each["from_first"] for each in child["checkpoints"]]
    assert far[0] == 0
    assert far == sorted(far)
    assert far[-1] > 0
    begun = train.read_weights(tmp_path / "s-1-kjv/0.npz")
    assert train.distance(begun, train.copied(train.read_weights(tmp_path / "s-1/4.npz"))) == 0


def test_what_was_begun_otherwise_is_not_gone_on_with(family, texts, tmp_path):
    study.make(family[0], texts, tmp_path, lambda line: None)
    other = replace(family[0], recipe=replace(family[0].recipe, rate=1e-3))
    with pytest.raises(ValueError, match="s-1 was begun with another recipe: remove it, or name"):
        study.make(other, texts, tmp_path, pytest.fail)


def test_whom_members_come_from_are_chosen_with_them():
    assert [member.name for member in study.chosen(["m-1-jargon"])] == ["m-1", "m-1-jargon"]
    assert len(study.chosen(None)) == 18
    with pytest.raises(ValueError, match=r"The family has no x-1: it has xs-1, s-1, m-1, b-1, xs-2, "):
        study.chosen(["x-1"])


def test_each_member_can_be_stored_in_8_bits_and_the_sizes_are_what_a_page_can_load():
    for name, most in (("s-1", 1e6), ("m-1", 4e6), ("b-1", 4e6)):
        member = study.chosen([name])[0]
        content = gguf(first_weights(member.size, 1), name, member.size, tokens.read_merges())
        assert len(content) <= most
        assert lm.load(content).config.context == member.size.context


def test_the_command_says_which_package_is_missing(tmp_path):
    command = [sys.executable, "-m", "lab", "family", "--only", "s-1", "--processes", "1"]
    command += ["--root", str(tmp_path), "--runs", str(tmp_path / "runs")]
    env = {"PYTHONPATH": str(HOME / "py" / "nexttoken" / "src")}
    done = subprocess.run(command, cwd=HOME, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("lab: ")
    assert "`apt-get install r-cran-janeaustenr` brings it" in done.stderr
    assert done.stderr.count("\n") == 1
