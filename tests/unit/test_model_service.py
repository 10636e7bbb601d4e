"""The site's service of language models, on a small model of chance weights."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorable import Call, Progress, worker
from explorable.needs import MissingError
from nexttoken import lm
from nexttoken.noise import uniform_noise
from nexttoken.sampling import ENGINES, Candidates, Settings, chain
from nexttoken.sequence import beam_search

from tests.unit.nexttoken import tiny_model

ROOT = Path(__file__).resolve().parents[2]
TEXT = "the thé\n the aaaa"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Path]:
    """The service, with the small model in the place of its own."""
    there = tmp_path / "services"
    shutil.copytree(ROOT / "services/model", there / "model", ignore=shutil.ignore_patterns("*.gguf"))
    (there / "model/family-s.gguf").write_bytes(tiny_model.gguf())
    worker.mount(str(tmp_path / "posts"), str(there))
    yield there
    worker.mount("/posts")


@pytest.fixture
def model() -> lm.Model:
    return lm.load(tiny_model.gguf())


def call(method: str, told: list[object] | None = None, **arguments: object) -> dict[str, Any]:
    hear = (told if told is not None else []).append
    result = worker.call(Call("model", method, **{"model": "s", **arguments}).told(), hear)
    assert isinstance(result, dict)
    return result


def rows(model: lm.Model, text: str) -> Any:
    """What the service is to say: a text is read after a line break."""
    return model.logprobs(model.tokenize("\n") + model.tokenize(text))


def test_next_tokens_are_what_the_model_says_after_a_line_break_and_the_text(
    services: Path, model: lm.Model
) -> None:
    for text in ("", TEXT):
        found = call("next_tokens", text=text)
        assert found["ids"].tolist() == model.tokenize(text)
        assert found["logprobs"] == pytest.approx(rows(model, text)[-1], abs=1e-6)
        logits = model.logits(model.tokenize("\n" + text))[-1]
        assert found["logprobs"] + found["log_normalizer"] == pytest.approx(logits, abs=1e-5)


def test_each_token_of_a_text_has_its_surprise_and_its_rank(services: Path, model: lm.Model) -> None:
    found, wanted = call("positions", text=TEXT), rows(model, TEXT)
    ids = model.tokenize(TEXT)
    assert found["ids"].tolist() == ids
    assert found["logprobs"] == pytest.approx(wanted[np.arange(len(ids)), ids], abs=1e-6)
    assert found["ranks"].tolist() == [
        1 + np.argsort(-row, kind="stable").tolist().index(id) for row, id in zip(wanted, ids, strict=False)
    ]
    assert found["entropy"] == pytest.approx(-(np.exp(wanted) * wanted).sum(axis=1), abs=1e-5)
    assert np.array_equal(found["top"], np.argsort(-wanted, axis=1, kind="stable")[:, :20])
    assert found["top_logprobs"] == pytest.approx(-np.sort(-wanted, axis=1)[:, :20], abs=1e-5)


def test_what_was_picked_is_read_as_it_is(services: Path, model: lm.Model) -> None:
    """As text, the two would be one token."""
    picks = [*model.tokenize("h"), *model.tokenize("e")]
    ids = [*model.tokenize("a"), *picks]
    assert model.tokenize("ahe") != ids
    wanted = model.logprobs([*model.tokenize("\n"), *ids])
    found = call("next_tokens", text="a", picks=picks)
    assert found["ids"].tolist() == ids
    assert found["logprobs"] == pytest.approx(wanted[-1], abs=1e-6)
    scored = call("positions", text="a", picks=picks)
    assert scored["logprobs"] == pytest.approx(wanted[np.arange(3), ids], abs=1e-6)


def test_nothing_may_stand_before_a_text(services: Path, model: lm.Model) -> None:
    wanted, ids = model.logprobs(model.tokenize(TEXT)), model.tokenize(TEXT)
    assert call("next_tokens", text=TEXT, before="")["logprobs"] == pytest.approx(wanted[-1], abs=1e-6)
    found = call("positions", text=TEXT, before="")
    assert found["logprobs"] == pytest.approx(wanted[np.arange(len(ids) - 1), ids[1:]], abs=1e-6)
    with pytest.raises(ValueError, match="There is no token to read"):
        call("next_tokens", text="", before="")


def test_continuations_begin_with_the_likeliest_after_text_and_picks(services: Path, model: lm.Model) -> None:
    picks, told = model.tokenize(" a"), list[object]()
    tree = call("continuations", told, text="the", picks=picks, opened=5)
    ids = [*model.tokenize("\n"), *model.tokenize("the"), *picks]
    said = model.logprobs(ids)[-1]
    assert tree["ids"][:12] == np.argsort(-said, kind="stable")[:12].tolist()
    assert tree["log_probs"][:12] == pytest.approx(-np.sort(-said)[:12], abs=1e-4)
    assert tree["opened"][0] == -1 and len(tree["opened"]) == 5
    after = model.logprobs([*ids, tree["ids"][tree["opened"][1]]])[-1]
    assert tree["log_probs"][12:24] == pytest.approx(-np.sort(-after)[:12], abs=1e-4)
    assert [step.done for step in told if isinstance(step, Progress)][-1] == 1


@pytest.mark.parametrize("texts", [["the", "the a", "the aaaa", "the", "an", ""], ["", "", "t", "a"]])
def test_what_was_read_before_changes_no_answer(services: Path, model: lm.Model, texts: list[str]) -> None:
    for text in texts:
        assert call("next_tokens", text=text)["logprobs"] == pytest.approx(rows(model, text)[-1], abs=1e-5)
        found, wanted = call("positions", text=text), rows(model, text)
        assert found["entropy"] == pytest.approx(-(np.exp(wanted) * wanted).sum(axis=1), abs=1e-5)
        places = np.arange(len(wanted) - 1)
        assert found["logprobs"] == pytest.approx(wanted[places, found["ids"]], abs=1e-5)


def test_a_text_is_compared_with_how_another_temperature_or_model_reads_it(
    services: Path, model: lm.Model
) -> None:
    flat = {"output_norm.weight": ("F32", np.ones(tiny_model.WIDTH, np.float32))}
    (services / "model/family-m.gguf").write_bytes(tiny_model.gguf(tensors_but=flat))
    other, wanted = lm.load(tiny_model.gguf(tensors_but=flat)), rows(model, TEXT)
    ids = model.tokenize(TEXT)
    warm = wanted / 2 - np.log(np.exp(wanted / 2).sum(axis=1, keepdims=True))
    for arguments, others in ({"temperature": 2.0}, warm), ({"other": "m"}, rows(other, TEXT)):
        found = call("differences", text=TEXT, **arguments)
        assert found["kl"] == pytest.approx((np.exp(wanted) * (wanted - others)).sum(axis=1), abs=1e-6)
        assert found["entropy"] == pytest.approx(-(np.exp(others) * others).sum(axis=1), abs=1e-6)
        assert found["logprobs"] == pytest.approx(others[np.arange(len(ids)), ids], abs=1e-6)
        assert found["same_top"].tolist() == (wanted.argmax(axis=1) == others.argmax(axis=1)).tolist()
    assert call("differences", text=TEXT, other="s")["kl"] == pytest.approx(0, abs=1e-9)


def test_a_comparison_cuts_the_text_as_a_reading_does(
    services: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together with the line break before it, a blank may be one token."""
    tokenize = lm.Model.tokenize

    def joining(model: lm.Model, text: str, special: bool = False) -> list[int]:
        ids = tokenize(model, text, special)
        return ids[1:] if text.startswith("\n ") else ids

    monkeypatch.setattr(lm.Model, "tokenize", joining)
    read, found = call("positions", text="  foo"), call("differences", text="  foo", temperature=2.0)
    assert len(found["kl"]) == len(read["ids"]) + 1


def test_what_is_split_up_is_the_divergence_of_a_temperature_another_model_or_a_rounded_copy(
    services: Path, model: lm.Model
) -> None:
    shutil.copy(services / "model/family-s.gguf", services / "model/family-m.gguf")
    said = rows(model, TEXT)
    copy = rows(lm.load(tiny_model.gguf(), lm.rounded(3)), TEXT)
    warm = lm.log_softmax(said / 2)
    for arguments, others in (({"temperature": 2.0}, warm), ({"other": "m"}, said), ({"bits": 3}, copy)):
        found = call("splits", text=TEXT, **arguments)
        kl = (np.exp(said) * (said - others)).sum(axis=1)[-len(found["kl"]) :]
        assert found["kl"] == pytest.approx(kl, abs=1e-6)
        parts = found["head"] + found["body"] + found["tail"]
        assert parts == pytest.approx(kl, abs=1e-6)
    assert found["same_top"].tolist() == (said.argmax(axis=1) == copy.argmax(axis=1)).tolist()


def test_where_words_may_be_over_is_told(services: Path, model: lm.Model) -> None:
    found, wanted = call("positions", text=TEXT), rows(model, TEXT)
    blank = [token[:1] in b" \n\t\r\v\f" or token == b"<|end|>" for token in model.tokenizer.tokens]
    assert found["boundary"] == pytest.approx(np.log(np.exp(wanted)[:, blank].sum(axis=1)), abs=1e-5)


def test_a_longer_text_costs_its_new_tokens(services: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the last one before them, of which it is asked now what follows; the same text costs nothing."""
    asked: list[int] = []
    logits = lm.Model.logits

    def counting(model: lm.Model, ids: list[int], *rest: Any) -> Any:
        asked.append(len(ids))
        return logits(model, ids, *rest)

    monkeypatch.setattr(lm.Model, "logits", counting)
    call("positions", text="z" * 40)
    call("positions", text="z" * 43)
    call("next_tokens", text="z" * 43)
    assert asked == [32, 9, 4]


def test_what_could_not_be_read_changes_no_answer(
    services: Path, model: lm.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though what was read before it is given up by then."""
    call("next_tokens", text="aa")
    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(lm.Model, "logits", lambda *_: (_ for _ in ()).throw(MemoryError))
        call("next_tokens", text="aab")
    assert call("next_tokens", text="a")["logprobs"] == pytest.approx(rows(model, "a")[-1], abs=1e-6)


def test_it_says_how_far_it_is(services: Path) -> None:
    told: list[object] = []
    call("positions", told, text="z" * 100)
    done = [step.done for step in told if isinstance(step, Progress)]
    assert len(set(done)) == 4 and done == sorted(done) and done[-1] == 1


def test_the_vocabulary_names_each_token(services: Path, model: lm.Model) -> None:
    found = call("vocabulary")
    pieces = np.split(found["bytes"], np.cumsum(found["lengths"])[:-1])
    assert [piece.tobytes() for piece in pieces] == list(model.tokenizer.tokens)
    assert call("tokenize", text=TEXT)["ids"].tolist() == model.tokenize(TEXT)


def test_the_lens_reads_each_layer_after_what_a_text_is_read_after(services: Path, model: lm.Model) -> None:
    told: list[object] = []
    found = call("lens", told, text="the")
    ids = model.tokenize("\n") + model.tokenize("the")
    assert found["ids"].tolist() == ids
    assert [step.done for step in told if isinstance(step, Progress)][-1] == 1
    for here, final in zip(found["positions"], model.logprobs(ids), strict=True):
        assert here["top"].shape == (tiny_model.LAYERS + 1, 5)
        assert here["top_log_probs"][-1] == pytest.approx(np.sort(final)[::-1][:5])
        assert here["kl"][-1] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"text": "z" * 200}, "The text is too long for this model: it has 200 tokens, and 159 fit."),
        ({"text": "z\ud800"}, r"Character 2 of the text, U\+D800, is half a surrogate pair"),
        ({"text": "z", "picks": [265]}, "The id of a token is at least 0 and below 265, not 265."),
        ({"text": "z", "model": "XL"}, 'There is no model "XL": there are s, m, b, smollm2'),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    services: Path, arguments: dict[str, object], sentence: str
) -> None:
    for method in ("next_tokens", "positions"):
        with pytest.raises(ValueError, match=sentence):
            call(method, **arguments)
    assert call("next_tokens", text="z")["logprobs"].shape == (265,)


def test_a_model_is_brought_only_where_it_is_asked(services: Path) -> None:
    (services / "model/family-s.gguf").unlink()
    with pytest.raises(MissingError) as missing:
        call("positions", text="z")
    assert [need["data"].rsplit("/", 1)[1] for need in missing.value.needs] == ["family-s.gguf"]


def onward(model: lm.Model, text: str) -> Any:
    """The model after a text, without a cache."""
    start = model.tokenize("\n") + model.tokenize(text)
    return lambda ids: model.logprobs([*start, *ids])[-1]


def test_strategies_go_on_as_they_do_without_a_cache(services: Path, model: lm.Model) -> None:
    settings: list[dict[str, float]] = [{"temperature": 0}, {"top_k": 5}, {"temperature": 1.5, "top_p": 0.9}]
    told: list[object] = []
    found = call("strategies", told, text="the", settings=settings, seed=3, count=6, width=3)
    after = onward(model, "the")
    numbers = uniform_noise(3, 6)
    for each, ids, logprobs in zip(settings, found["ids"], found["logprobs"], strict=False):
        so_far: tuple[int, ...] = ()
        for number, id, logprob in zip(numbers, ids.tolist(), logprobs, strict=True):
            row = after(so_far)
            left = chain(Candidates.of(row), Settings(**each), ENGINES["transformers"]).left  # type: ignore[arg-type]
            assert id == left.draw(number)
            assert logprob == pytest.approx(row[id], abs=1e-5)
            so_far = (*so_far, id)
    best = beam_search(after, 3, 6)[0]
    assert found["ids"][-1].tolist() == list(best.ids)
    assert found["logprobs"][-1].sum() == pytest.approx(best.log_prob, abs=1e-4)
    assert found["ids"].shape == found["logprobs"].shape == (4, 6)
    assert told and all(isinstance(each, Progress) and 0 <= each.done <= 1 for each in told)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("strategies", {"settings": [{"top_k": 5}], "seed": 1, "count": 20, "width": 2}),
        ("continuations", {"opened": 20}),
    ],
)
def test_a_text_that_leaves_no_room_to_go_on_is_refused_beforehand(
    services: Path, method: str, arguments: dict[str, object]
) -> None:
    """Of 159 tokens, the last 19 are read on the way."""
    told: list[object] = []
    with pytest.raises(ValueError, match="it has 141 tokens, and 140 fit beside 19 that may come after it"):
        call(method, told, text="z" * 141, **arguments)
    assert not told
    assert call(method, text="z" * 140, **arguments)["ids"] is not None
