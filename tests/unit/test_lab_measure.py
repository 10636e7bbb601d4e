"""What is measured of a model, on one with chance weights: against the same by another way."""

import io
import json
import subprocess
import sys
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from nexttoken import lm
from nexttoken.lm.rounding import round_blocks, rounded
from nexttoken.noise import uniform_noise
from nexttoken.sampling import ENGINES, Candidates, Settings
from nexttoken.sequence import beam_search, left_by, sampled
from nexttoken.stored import parted, restored, stored
from scipy.special import log_softmax, rel_entr

from lab.measure import measured
from lab.measure.texts import PASSAGES, PROMPTS, Text
from tests.unit.nexttoken import tiny_model

PROMPT = Text("prompt", "a prompt", "the other")
PASSAGE = Text("passage", "a passage", "the heath, then the path\n")
CLOSE = 1e-4  # numbers are written with four digits
WEIGHTS = tiny_model.gguf()


def files():
    return dict(measured(WEIGHTS, (PROMPT,), (PASSAGE,), lambda line: None))


@pytest.fixture(scope="module")
def made():
    return files()


@pytest.fixture(scope="module")
def model():
    return lm.load(WEIGHTS)


@pytest.fixture(scope="module")
def prompt(made):
    return json.loads(made["prompts.json"])[0]


@pytest.fixture(scope="module")
def passage(made):
    return json.loads(made["passage-passage.json"])


@pytest.fixture(scope="module")
def layers(made):
    return json.loads(made["prompt-layers.json"])


@pytest.fixture(scope="module")
def tree(made):
    return json.loads(made["prompt-tree.json"])


def test_the_same_weights_give_the_same_bytes(made):
    assert files() == made
    assert sorted(made) == [
        "passage-passage.json",
        "prompt-layers.json",
        "prompt-tree.json",
        "prompt.npy",
        "prompts.json",
        "strategies.json",
        "vocabulary.npy",
    ]


def test_the_vocabulary_is_the_models(made, model):
    file = io.BytesIO(made["vocabulary.npy"])
    lengths = np.load(file)
    assert parted(lengths, np.load(file)) == list(model.tokenizer.tokens)


def test_a_prompts_distribution_is_the_models(made, model):
    kept = restored(np.load(io.BytesIO(made["prompt.npy"])))
    assert np.abs(kept - model.logprobs(model.tokenize(PROMPT.text))[-1]).max() <= 1e-3


def test_a_prompts_logits_are_known_by_what_softmax_takes_from_them(prompt, model):
    ids = model.tokenize(PROMPT.text)
    logits = model.logits(ids)[-1]
    assert logits - prompt["log_normalizer"] == pytest.approx(model.logprobs(ids)[-1], abs=CLOSE)
    assert abs(prompt["log_normalizer"]) > CLOSE  # else nothing is said here


def test_each_position_tells_what_follows_its_rank_and_the_likeliest(passage, model):
    ids = model.tokenize(PASSAGE.text)
    assert passage["ids"] == ids
    assert sum(passage["bytes"]) == len(PASSAGE.text.encode())
    for at, row in enumerate(model.logprobs(ids)):
        order = sorted(range(len(row)), key=lambda id, row=row: -row[id])
        assert passage["top"][at] == order[:10]
        assert passage["entropies"][at] == pytest.approx(-(np.exp(row) @ row), abs=CLOSE)
        if at + 1 < len(ids):
            assert passage["log_probs"][at] == pytest.approx(row[ids[at + 1]], abs=CLOSE)
            assert passage["ranks"][at] == 1 + order.index(ids[at + 1])


def test_temperatures_and_copies_are_compared_by_kl(passage, model):
    rows = model.logprobs(passage["ids"])
    others = {f"T = {t:g}": log_softmax(rows / t, axis=1) for t in (0.5, 0.8, 1.25, 2)}
    others |= {
        f"{bits} bits": lm.load(WEIGHTS, rounded(bits)).logprobs(passage["ids"]) for bits in (8, 4, 3, 2)
    }
    assert passage["compared"].keys() == others.keys()
    for name, other in others.items():
        kl = rel_entr(np.exp(rows), np.exp(other)).sum(axis=1)
        assert passage["compared"][name]["kl"] == pytest.approx(kl.tolist(), abs=CLOSE)
        assert passage["compared"][name]["same_top"] == (rows.argmax(1) == other.argmax(1)).tolist()
    coarser = [np.mean(passage["compared"][f"{bits} bits"]["kl"]) for bits in (8, 4, 3, 2)]
    assert coarser == sorted(coarser)


def test_the_last_layer_says_what_the_model_says(prompt, layers, model):
    assert all(len(each["top"]) == tiny_model.LAYERS + 1 for each in layers)
    assert [each["kl"][-1] for each in layers] == [0] * len(prompt["ids"])
    assert [each["top"][-1] for each in layers] == [row[:5] for row in prompt["top"]]
    assert [each["entropies"][-1] for each in layers] == pytest.approx(prompt["entropies"], abs=CLOSE)


def test_a_layer_says_what_its_states_read_as_the_last_ones_say(prompt, layers, model):
    hidden = model.hidden(prompt["ids"])
    final = model.logprobs(prompt["ids"])
    for at, each in enumerate(layers):
        for number, states in enumerate(hidden):
            row = model.lens(states)[at]
            order = sorted(range(len(row)), key=lambda id, row=row: (-row[id], id))
            assert each["top"][number] == order[:5]
            assert each["top_log_probs"][number] == pytest.approx(row[order[:5]].tolist(), abs=CLOSE)
            assert each["entropies"][number] == pytest.approx(-(np.exp(row) @ row), abs=CLOSE)
            kl = rel_entr(np.exp(final[at]), np.exp(row)).sum()
            assert each["kl"][number] == pytest.approx(kl, abs=CLOSE)


def test_a_layers_likeliest_token_is_followed_through_all_layers(prompt, layers, model):
    hidden = model.hidden(prompt["ids"])
    for at, each in enumerate(layers):
        rows = [model.lens(states)[at] for states in hidden]
        assert set(each["leaders"]) == {int(row.argmax()) for row in rows}
        for row, kept in zip(rows, each["leader_log_probs"], strict=True):
            assert kept == pytest.approx(row[each["leaders"]].tolist(), abs=CLOSE)


def test_where_words_may_be_over_is_told_of_passages(passage, model):
    rows = np.exp(model.logprobs(passage["ids"]))
    ends = [
        token[:1] in (b" ", b"\n", b"\t", b"\r", b"\v", b"\f", b"")
        or (token.startswith(b"<|") and token.endswith(b"|>"))
        for token in model.tokenizer.tokens
    ]
    assert passage["boundaries"] == pytest.approx(np.log(rows[:, ends].sum(axis=1)), abs=CLOSE)


def test_a_tree_keeps_all_mass_and_opens_the_likeliest_beginnings(prompt, tree, model):
    probability = []
    for parent, log_prob in zip(tree["parents"], tree["log_probs"], strict=True):
        probability.append(np.exp(log_prob) * (1 if parent < 0 else probability[parent]))
    opened = tree["opened"][:60]  # further ones are on ways that a reader may press
    assert opened[0] == -1
    assert len(tree["opened"]) == len(set(tree["opened"])) > 60
    closed = set(range(12 * 60)) - set(opened)
    assert min(probability[node] for node in opened[1:]) >= max(probability[node] for node in closed) - CLOSE
    for node, left_out in zip(tree["opened"], tree["left_out"], strict=True):
        children = [p for p, parent in zip(tree["log_probs"], tree["parents"], strict=True) if parent == node]
        assert sum(np.exp(children)) + np.exp(left_out) == pytest.approx(1, abs=1e-3)
    deep, entropy = opened[-1], dict(zip(tree["opened"], tree["entropies"], strict=True))
    path = [deep]
    while tree["parents"][path[0]] >= 0:
        path.insert(0, tree["parents"][path[0]])
    ids = [*prompt["ids"], *(tree["ids"][node] for node in path)]
    *_, said, after = model.logprobs(ids)
    assert tree["log_probs"][deep] == pytest.approx(said[ids[-1]], abs=2 * CLOSE)
    assert entropy[deep] == pytest.approx(-np.exp(after) @ after, abs=2 * CLOSE)


@pytest.mark.parametrize("rule", ["greedy", "sample"])
def test_a_reader_can_pick_forty_times_by_either_rule(prompt, tree, model, rule):
    """Each by the whole distribution; what the seed draws from far out is there, too, with its rank."""
    drawn, ranks, node, ids = dict(tree["drawn"]), dict(tree["ranks"]), -1, [*prompt["ids"]]
    numbers = uniform_noise(tree["seed"], 40)
    for at in range(40):
        said = model.logprobs(ids)[-1]
        if at == 0:
            said = restored(stored(said))  # from which pages draw the first
        picked = Candidates.of(said).draw(numbers[at])
        assert tree["ids"][drawn[node]] == picked
        children = [each for each, parent in enumerate(tree["parents"]) if parent == node]
        order = sorted(range(len(said)), key=lambda id, said=said: (-said[id], id))
        for rank, child in enumerate(children, start=1):
            assert order.index(tree["ids"][child]) == ranks.get(child, rank) - 1
            close = CLOSE if at else 1e-3
            assert tree["log_probs"][child] == pytest.approx(said[tree["ids"][child]], abs=close)
        node = children[0] if rule == "greedy" else drawn[node]
        ids.append(tree["ids"][node])


def test_after_a_few_picks_the_other_rule_goes_on(tree):
    drawn, opened = dict(tree["drawn"]), set(tree["opened"])
    node = -1
    for _ in range(3):
        node = drawn[node]
    for _ in range(4):
        assert node in opened
        node = tree["parents"].index(node)


def test_strategies_draw_as_the_models_service_does(made, prompt, model):
    told = json.loads(made["strategies.json"])["prompt"]
    after = partial(_after, model, prompt["ids"])
    for each in told["drawn"]:
        left = left_by(Settings(**each["settings"]), ENGINES["transformers"])
        again = [*islice(sampled(after, each["seed"], left=left), 20)]
        assert each["ids"] == [pick.id for pick in again]
        assert each["log_probs"] == pytest.approx([pick.log_prob for pick in again], abs=CLOSE)
    best = told["beam"]["best"]
    assert [len(each["ids"]) for each in best] == [*range(1, 21)]
    for length in (1, 5):
        found = beam_search(after, told["beam"]["width"], length)[0]
        assert best[length - 1]["ids"] == [*found.ids]
        assert sum(best[length - 1]["log_probs"]) == pytest.approx(found.log_prob, abs=length * CLOSE)


def _after(model, prompt, ids):
    return model.logprobs([*prompt, *ids])[-1]


@pytest.mark.parametrize("bits", [8, 4, 3, 2])
def test_rounding_leaves_whole_multiples_of_a_blocks_scale(bits):
    weights = np.random.default_rng(bits).normal(size=(6, 64)).astype(np.float32)
    weights[0] = 0
    found = round_blocks(weights, bits)
    most = 2 ** (bits - 1) - 1
    for before, after in zip(weights.reshape(-1, 32), found.reshape(-1, 32), strict=True):
        scale = np.abs(before).max() / most or 1
        steps = after / scale
        assert np.abs(steps - np.rint(steps)).max() < 1e-4
        assert np.abs(after - before).max() <= scale * 0.5001


def test_names_are_files_of_their_own():
    for texts in (PROMPTS, PASSAGES):
        assert len({text.name for text in texts}) == len(texts)
        assert all(text.name.replace("-", "").isalpha() for text in texts)


@pytest.mark.parametrize(("content", "said"), [(b"GGUF", "its sha256 is not"), (None, "There is no file")])
def test_other_weights_are_refused_in_a_sentence(tmp_path, content, said):
    file = tmp_path / "other.gguf"
    if content:
        file.write_bytes(content)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "lab", "measure", str(file), "--to", str(tmp_path / "made")]
    env = {"PYTHONPATH": str(root / "py" / "nexttoken" / "src")}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "made").exists()
