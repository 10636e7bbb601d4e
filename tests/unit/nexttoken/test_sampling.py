"""Samplers and penalties: against engines written out in plain Python, and by what must hold of each."""

import math
from dataclasses import replace

import numpy as np
import pytest
from engines import ENGINES as ORACLES
from engines import softmax
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import entropy_of
from nexttoken.sampling import (
    ENGINES,
    STAGES,
    Candidates,
    Differences,
    Engine,
    Settings,
    chain,
    epsilon_cutoff,
    eta_cutoff,
    min_p,
    penalised,
    tempered,
    top_k,
    top_n_sigma,
    top_p,
    typical_p,
)

INF = math.inf
EVEN_STEPS = st.integers(-40, 40).map(lambda n: n / 8)  # so that ties are common, and none by rounding alone
LOGITS = st.lists(EVEN_STEPS | st.floats(-20, 20).map(lambda x: round(x, 3)), min_size=1, max_size=40)
TEXTS = st.lists(st.integers(0, 39))
SHARES = st.floats(0.001, 0.999).map(lambda x: round(x, 3))
ODD = {"top_p", "typical_p", "min_p", "epsilon_cutoff", "eta_cutoff", "top_n_sigma"}


def of(logits):
    return Candidates.of(np.array(logits, dtype=float))


def kept(logits, cut):
    """The tokens that a cut leaves."""
    return sorted(of(logits).run(cut.kept).ids.tolist())


@st.composite
def settings_of(draw):
    """Settings of which any may be off."""
    off = Settings()
    chosen = {
        "temperature": draw(st.floats(0.1, 3).map(lambda x: round(x, 2))),
        "top_k": draw(st.integers(0, 12)),
        "repetition_penalty": draw(st.sampled_from([1.0, 1.3, 2.0, 0.5])),
        "frequency_penalty": draw(st.sampled_from([0.0, 0.25, 1.5])),
        "presence_penalty": draw(st.sampled_from([0.0, 0.5, -1.0])),
        "penalty_last_n": draw(st.integers(0, 6)),
    }
    for name in ODD:
        if draw(st.booleans()):
            chosen[name] = draw(SHARES)
    return replace(off, **chosen)


# ------------------------------------------------------------------------------------------- engines


@pytest.mark.parametrize("name", ENGINES)
@given(
    logits=LOGITS,
    settings=settings_of(),
    prompt=st.lists(st.integers(0, 39)),
    answer=st.lists(st.integers(0, 39)),
)
def test_an_engine_leaves_what_it_documents(name, logits, settings, prompt, answer):
    expected = softmax(ORACLES[name](list(logits), settings, prompt, answer))
    found = chain(of(logits), settings, ENGINES[name], [*prompt, *answer], len(prompt))
    if _near_a_limit(found):
        return  # where one rounding decides, none is right
    assert found.probs == pytest.approx(expected, abs=1e-12)
    cut = found.verdicts(range(len(logits)))
    assert len(logits) - len(cut) == sum(p > 0 for p in expected) or min(expected) == 0


@given(logits=LOGITS, settings=settings_of(), prompt=st.lists(st.integers(0, 39)))
def test_chains_differ_by_what_either_leaves(logits, settings, prompt):
    one, other = (chain(of(logits), settings, ENGINES[name], prompt) for name in ("vllm", "llama.cpp"))
    found = Differences.between(one, other)
    apart = np.abs(one.probs - other.probs)
    assert found.total_variation == pytest.approx(apart.sum() / 2, abs=1e-12)
    assert sorted(found.ids.tolist()) == sorted({*one.left.ids.tolist(), *other.left.ids.tolist()})
    assert found.largest is None if apart.max() == 0 else apart[found.largest] == apart.max()


@pytest.mark.parametrize("name", ENGINES)
@given(logits=LOGITS, settings=settings_of(), prompt=st.lists(st.integers(0, 39)))
def test_each_step_knows_where_every_token_is(name, logits, settings, prompt):
    steps = chain(of(logits), settings, ENGINES[name], prompt).steps
    assert tuple(step.stage for step in steps) == ENGINES[name].order
    for step in steps:
        ids = step.left.ids.tolist()
        assert step.left.places(range(50)) == {id: place for place, id in enumerate(ids)}


def _near_a_limit(found):
    for step in found.steps:
        if step.cut and step.stage in ODD:
            between = np.abs(step.cut.numbers - step.cut.limit)
            between = between[between > 0] if step.stage == "typical_p" else between
            if len(between) and between.min() < 1e-9:
                return True
            if step.stage == "typical_p" and _nearly_enough(step):
                return True
    return False


def _nearly_enough(step):
    """Whether the mass within some distance is the limit but for rounding, or distances tie but for it."""
    order = np.argsort(step.cut.numbers, kind="stable")
    ties = np.diff(step.cut.numbers[order])
    return bool(((ties > 0) & (ties < 1e-9)).any())


def test_temperature_before_or_after_top_p_is_not_the_same():
    settings, logits = Settings(temperature=0.5, top_p=0.8), [3.0, 2.0, 1.0]
    found = {name: chain(of(logits), settings, engine) for name, engine in ENGINES.items()}
    assert found["transformers"].left.ids.tolist() == found["vllm"].left.ids.tolist() == [0]
    assert found["llama.cpp"].left.ids.tolist() == [0, 1]
    second = 1 / (1 + math.exp(2))
    apart = Differences.between(found["vllm"], found["llama.cpp"])
    assert apart.total_variation == pytest.approx(second)
    assert apart.largest in (0, 1)
    same = Differences.between(found["vllm"], found["transformers"])
    assert (same.total_variation, same.largest) == (0, None)


def test_min_p_before_or_after_top_p_is_not_the_same():
    logits, settings = np.log([0.4, 0.3, 0.2, 0.1]), Settings(top_p=0.75, min_p=0.4)
    found = {name: chain(of(logits), settings, ENGINES[name]) for name in ("transformers", "vllm")}
    assert [len(step.left) for step in found["vllm"].steps] == [4, 4, 3, 3, 2]  # .7 of .9 is more than .75
    assert found["transformers"].left.ids.tolist() == [0, 1, 2]


def test_frequency_and_presence_are_counted_where_the_engine_counts_them():
    settings = Settings(frequency_penalty=1.0, presence_penalty=2.0)
    by_token = {}
    for name, engine in ENGINES.items():
        left = chain(of([0.0] * 4), settings, engine, [1, 1, 2], prompt=2).left
        by_token[name] = dict(zip(left.ids.tolist(), left.logits.tolist(), strict=True))
    assert by_token["transformers"] == {0: 0, 1: 0, 2: 0, 3: 0}
    assert by_token["vllm"] == {0: 0, 1: 0, 2: -3, 3: 0}
    assert by_token["llama.cpp"] == {0: 0, 1: -4, 2: -3, 3: 0}


def test_an_order_of_ones_own():
    logits, settings = [2.0, 1.0, 0.0, -1.0], Settings(temperature=2.0, top_k=2, top_p=0.5)
    found = chain(of(logits), settings, Engine(("top_k", "temperature", "top_p")))
    assert [step.stage for step in found.steps] == ["top_k", "temperature", "top_p"]
    assert [len(step.left) for step in found.steps] == [2, 2, 1]
    cut = {id: step.stage for id, (step, _) in found.verdicts(range(4)).items()}
    assert cut == {1: "top_p", 2: "top_k", 3: "top_k"}


@pytest.mark.parametrize("order", [("top_k", "top_k"), ("best_of",)])
def test_an_order_that_is_none_is_refused(order):
    with pytest.raises(ValueError, match=r"An order names each of penalties, .* once at most"):
        chain(of([0.0]), Settings(), Engine(order))


# -------------------------------------------------------------------------------------- what is said


@given(LOGITS, settings_of(), st.permutations(STAGES))
def test_each_token_is_left_or_has_one_reason(logits, settings, order):
    found = chain(of(logits), settings, Engine(tuple(order)), [0, 1])
    for id in range(len(logits)):
        verdict = found.verdict(id)
        if verdict is None:
            assert id in found.left.ids
            continue
        step, number = verdict
        assert id in step.before.ids and id not in step.left.ids
        assert not _within(step.stage, number, step.cut.limit), (step.stage, number, step.cut.limit)
        assert found.probs[id] == 0
    for step in found.steps:
        assert len(step.left) >= 1
        if step.cut:
            judged = dict(zip(step.before.ids.tolist(), step.cut.numbers.tolist(), strict=True))
            spared = {step.before.ids[0]}  # by these rules the likeliest stays, whatever its number is
            for id in set(step.left.ids.tolist()) - spared:
                tied = step.before.logits[step.before.ids == id] == step.before.logits[0]
                assert tied or step.stage == "top_k" or _within(step.stage, judged[id], step.cut.limit)


def _within(stage, number, limit):
    """Whether a number is on the side of the limit that stays."""
    if stage == "top_p":
        return number < limit
    if stage in ("top_k", "typical_p", "top_n_sigma", "temperature"):
        return number <= limit
    return number >= limit


@given(LOGITS, settings_of(), st.permutations(STAGES))
def test_what_is_left_is_in_order_and_a_distribution(logits, settings, order):
    for step in chain(of(logits), settings, Engine(tuple(order)), [0, 0, 3]).steps:
        left = step.left
        pairs = list(zip((-left.logits).tolist(), left.ids.tolist(), strict=True))
        assert [pair[0] for pair in pairs] == sorted(pair[0] for pair in pairs)
        assert left.probs.sum() == pytest.approx(1, abs=1e-12)
        assert left.entropy == pytest.approx(entropy_of(left.log_probs), abs=1e-9)
        assert np.exp(left.log_probs) == pytest.approx(left.probs, abs=1e-12)
        assert left.weights[0] == 1


def test_the_sort_may_come_with_the_distribution():
    logits = np.random.default_rng(1).normal(size=1000)
    order = np.argsort(-logits, kind="stable").astype(np.int32)
    found, sorted_anew = Candidates.of(logits, order), Candidates.of(logits)
    assert np.array_equal(found.ids, sorted_anew.ids)
    assert np.array_equal(found.logits, sorted_anew.logits)


@pytest.mark.parametrize("logits", [[], [1.0, math.nan], [0.0, -INF]])
def test_what_are_no_logits_is_refused(logits):
    with pytest.raises(ValueError, match="their logits are finite"):
        of(logits)


# ------------------------------------------------------------------------------------ rule by rule


def test_top_k_keeps_ties_or_not():
    logits = [1.0, 3.0, 1.0, 2.0, 1.0]
    assert kept(logits, top_k(of(logits), 3)) == [0, 1, 2, 3, 4]
    assert kept(logits, top_k(of(logits), 3, ties=False)) == [0, 1, 3]
    assert kept(logits, top_k(of(logits), 99)) == [0, 1, 2, 3, 4]
    assert top_k(of(logits), 2).numbers.tolist() == [1, 2, 3, 4, 5]


def test_top_p_keeps_the_token_that_reaches_p():
    logits = np.log([0.5, 0.3, 0.15, 0.05])
    for p, left in ((0.0, 1), (0.4, 1), (0.51, 2), (0.79, 2), (0.81, 3), (0.96, 4), (1.0, 4)):
        assert len(kept(logits, top_p(of(logits), p))) == left, p
    assert top_p(of(logits), 0.6).numbers == pytest.approx([0, 0.5, 0.8, 0.95])


def test_min_p_is_a_share_of_the_largest():
    logits = np.log([0.5, 0.3, 0.15, 0.05])
    assert kept(logits, min_p(of(logits), 0.31)) == [0, 1]
    assert kept(logits, min_p(of(logits), 1.0)) == [0]
    assert min_p(of(logits), 0.2).numbers == pytest.approx([1, 0.6, 0.3, 0.1])


def test_typical_may_cut_the_likeliest():
    probs = [0.4, *[0.1] * 6]  # of entropy 1.75: a tenth has a surprise of 2.3, two fifths one of 0.9
    found = typical_p(of(np.log(probs)), 0.5)
    assert kept(np.log(probs), found) == [1, 2, 3, 4, 5, 6]
    assert found.numbers[0] == pytest.approx(entropy_of(np.log(probs)) - math.log(2.5))
    assert found.limit == pytest.approx(math.log(10) - entropy_of(np.log(probs)))
    cut = chain(of(np.log(probs)), Settings(typical_p=0.5), ENGINES["llama.cpp"]).verdict(0)
    assert cut[0].stage == "typical_p"


@given(st.integers(0, 999), st.floats(0.05, 0.95))
def test_typical_keeps_the_nearest_to_the_expected_surprise_until_they_are_enough(seed, p):
    logits = np.random.default_rng(seed).normal(0, 2, 30)
    probs = np.array(softmax(logits.tolist()))
    far = np.abs(-np.log(probs) + (probs * np.log(probs)).sum())
    nearest = np.argsort(far)
    enough = int(np.searchsorted(probs[nearest].cumsum(), p)) + 1
    assert kept(logits, typical_p(of(logits), p)) == sorted(nearest[:enough].tolist())


def test_a_temperature_of_zero_keeps_the_likeliest_and_says_how_far_the_others_are():
    (step,) = chain(of([1.0, 3.0, 0.5, 3.0]), Settings(temperature=0), Engine(("temperature",))).steps
    assert step.left.ids.tolist() == step.before.run(step.cut.kept).ids.tolist() == [1, 3]
    assert (step.cut.numbers.tolist(), step.cut.limit) == ([0, 0, 2, 2.5], 0)


def test_what_was_cut_has_no_probability():
    left = of([0.0, math.log(3), 0.0]).run(slice(0, 2))
    assert left.probs_of([2, 1, 0]) == {0: pytest.approx(0.25), 1: pytest.approx(0.75)}


def test_cutoffs_spare_the_likeliest():
    logits = [0.0] * 100
    assert kept(logits, epsilon_cutoff(of(logits), 0.5)) == list(range(100))
    logits[0] = 0.1
    assert kept(logits, epsilon_cutoff(of(logits), 0.5)) == [0]
    assert kept(logits, eta_cutoff(of(logits), 0.0009)) == list(range(100))


def test_eta_is_what_transformers_has_it_to_be():
    logits = np.log([0.7, 0.2, 0.1])
    entropy = entropy_of(logits)
    assert eta_cutoff(of(logits), 0.9).limit == pytest.approx(min(0.9, math.sqrt(0.9) * math.exp(-entropy)))
    assert eta_cutoff(of(logits), 0.01).limit == 0.01


@given(LOGITS, st.floats(0.2, 5), st.floats(0, 3))
def test_top_n_sigma_does_not_see_temperature(logits, temperature, n):
    before, after = of(logits), tempered(of(logits), temperature)
    found = top_n_sigma(before, n)
    if np.abs(found.numbers - n).min() > 1e-9 and before.logits.std() > 1e-9:
        assert found.kept == top_n_sigma(after, n).kept


def test_temperature_at_its_ends():
    logits = [2.0, 5.0, 5.0, 1.0]
    cold = chain(of(logits), Settings(temperature=0), Engine(("temperature",)))
    assert cold.probs.tolist() == [0, 0.5, 0.5, 0]
    assert cold.verdict(0)[1] == 3.0
    assert tempered(of(logits), 1e-6).over(4) == pytest.approx([0, 0.5, 0.5, 0])
    assert tempered(of(logits), 1e9).over(4) == pytest.approx([0.25] * 4, abs=1e-8)
    assert tempered(of([1000.0, 0.0]), 0.01).probs.tolist() == [1, 0]  # e^100000 is no double


@given(LOGITS, st.floats(0.05, 20))
def test_temperature_keeps_the_order(logits, temperature):
    assert np.array_equal(of(logits).ids, tempered(of(logits), temperature).ids)


# -------------------------------------------------------------------------------------- penalties


def test_a_repetition_penalty_divides_or_multiplies():
    left = penalised(of([2.0, 1.0, -1.0, 0.5]), {0, 2}, {}, repetition=4.0)
    assert dict(zip(left.ids.tolist(), left.logits.tolist(), strict=True)) == {0: 0.5, 1: 1, 2: -4, 3: 0.5}
    assert left.ids.tolist() == [1, 0, 3, 2]


def test_of_equals_the_smaller_id_comes_first_after_a_penalty_too():
    left = penalised(of([1.0, 1.0, 2.0, 1.0, 1.0, 2.0]), set(), {2: 1, 5: 1}, frequency=1.0)
    assert left.ids.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_repetition_penalty_depends_on_where_zero_is():
    logits = np.array([2.0, 1.0, 0.0])
    here, there = (penalised(of(logits + shift), {0}, {}, repetition=1.5).over(3) for shift in (0.0, 5.0))
    assert np.abs(here - there).max() > 0.1
    frequent = [penalised(of(logits + shift), set(), {0: 3}, frequency=0.5).over(3) for shift in (0.0, 5.0)]
    assert frequent[0] == pytest.approx(frequent[1], abs=1e-12)


@given(LOGITS, st.lists(st.integers(0, 45)), st.sampled_from([1.0, 1.5, 0.25]), st.sampled_from([0.0, 0.5]))
def test_only_what_was_said_moves_and_the_order_is_that_of_a_sort(logits, said, repetition, frequency):
    counts = {id: said.count(id) for id in said}
    left = penalised(of(logits), said, counts, repetition, frequency)
    by_token = np.empty(len(logits))
    by_token[left.ids] = left.logits
    untouched = [id for id in range(len(logits)) if id not in said]
    assert np.array_equal(by_token[untouched], np.array(logits)[untouched])
    assert np.array_equal(left.ids, Candidates.of(by_token).ids)


# ------------------------------------------------------------------------------------------- draws


def test_a_draw_gives_each_token_its_probability():
    left = of(np.log([0.2, 0.5, 0.3]))
    assert [left.draw(u) for u in (0.0, 0.49, 0.51, 0.79, 0.81, 0.9999999)] == [1, 1, 2, 2, 0, 0]
    share = np.bincount([left.draw(u) for u in (np.arange(1000) + 0.5) / 1000], minlength=3) / 1000
    assert share == pytest.approx([0.2, 0.5, 0.3], abs=0.002)


# ----------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (top_k, 0),
        (top_p, 1.1),
        (top_p, -0.1),
        (min_p, math.nan),
        (typical_p, 2),
        (epsilon_cutoff, -1),
        (eta_cutoff, 1.5),
        (top_n_sigma, -1),
        (top_n_sigma, INF),
        (tempered, -1),
        (tempered, 1e-9),
        (tempered, INF),
        (tempered, math.nan),
    ],
)
def test_a_parameter_out_of_range_is_refused(rule, wrong):
    with pytest.raises(ValueError, match=f"not {wrong}|not {float(wrong)}"):
        rule(of([1.0, 0.0]), wrong)


@pytest.mark.parametrize(
    ("rule", "called"),
    [
        (top_p, "Top-p's p"),
        (min_p, "Min-p's share"),
        (typical_p, "Typical sampling's p"),
        (epsilon_cutoff, "Epsilon"),
        (eta_cutoff, "Eta's epsilon"),
    ],
)
def test_what_is_refused_is_called_by_its_name(rule, called):
    with pytest.raises(ValueError, match=f"^{called} is from 0 to 1, not 2.$"):
        rule(of([1.0, 0.0]), 2)


@pytest.mark.parametrize("wrong", [{"repetition": 0.0}, {"frequency": INF}, {"presence": math.nan}])
def test_a_penalty_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="every penalty is finite"):
        penalised(of([1.0, 0.0]), {0}, {0: 1}, **wrong)
    with pytest.raises(ValueError, match="no less than 0 tokens"):
        chain(of([1.0]), Settings(penalty_last_n=-1), ENGINES["vllm"])
