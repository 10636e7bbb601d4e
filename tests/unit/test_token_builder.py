"""The figure in which a reader picks token after token: what is counted of the picks, the table, the tree."""

from __future__ import annotations

import json
import math
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from explorable import worker
from explorable.format import number
from nexttoken.stored import restored

from lab.measure.texts import PROMPTS
from tests.unit.figure_checks import CONTENT, SVG, Answer, ask, module, value

POST, FIGURE = "token-explorer", "builder"
SERVICES = str(CONTENT.parent / "services")
DATA = CONTENT / POST / "data"


@pytest.fixture(autouse=True)
def posts() -> None:
    worker.mount(str(CONTENT))


def tree_of(prompt: str) -> Any:
    return json.loads((DATA / f"{prompt}-tree.json").read_text("utf-8"))


def tree_as_read(prompt: str) -> Any:
    """The tree as figures get it."""
    return module("shared.continuations", POST).measured(DATA / f"{prompt}-tree.json")


def rows(answer: Answer) -> list[list[str]]:
    """The cells of the wide drawing's table."""
    return cells(answer["drawings"]["wide"])


def cells(html: str) -> list[list[str]]:
    """Those of the first table."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    plain = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if row)
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in plain]


def ids(answer: Answer) -> list[int]:
    return [int(row[-1]) for row in rows(answer)]


def test_the_table_has_all_tokens_the_likeliest_first() -> None:
    log_probs = restored(np.load(DATA / "story.npy"))
    order = np.argsort(-log_probs, kind="stable")
    assert ids(ask(FIGURE, prompt="story")) == order[:10].tolist()
    assert ids(ask(FIGURE, prompt="story", page=4916)) == order[49150:].tolist()
    assert ids(ask(FIGURE, prompt="story", sort="unlikely")) == order[::-1][:10].tolist()
    assert ids(ask(FIGURE, prompt="story", sort="id", page=3)) == list(range(20, 30))
    entropy = value(ask(FIGURE, prompt="story"), "entropy")
    assert entropy == pytest.approx(-(np.exp(log_probs) * log_probs).sum(), rel=1e-9)


@pytest.mark.parametrize(("find", "part"), [(" Par", b" Par"), ("0xE280", b"\xe2\x80"), ("!", b"!")])
def test_tokens_are_found_by_text_or_bytes_and_sorted_by_these(find: str, part: bytes) -> None:
    tokens = module("shared.vocabulary", POST).tokens_of(DATA / "vocabulary.npy")
    wanted = sorted((token, id) for id, token in enumerate(tokens) if part in token)
    answer = ask(FIGURE, find=find, sort="bytes")
    assert ids(answer) == [id for _, id in wanted[:10]]
    assert f"{len(wanted):,}".replace(",", "\u202f") + " of 49" in answer["drawings"]["wide"]


def test_what_is_not_there_is_an_empty_table() -> None:
    answer = ask(FIGURE, find="qqqqqqqqq", page=7)
    assert rows(answer) == []
    assert "1 of 1" in answer["drawings"]["wide"]


def test_picks_are_scored_as_they_were_measured_and_without_the_settings() -> None:
    tree = tree_of("fact")
    first = tree["ids"][0]
    second = next(node for node, parent in enumerate(tree["parents"]) if parent == 0)
    picks = [first, tree["ids"][second]]
    answer = ask(FIGURE, prompt="fact", picks=picks, temperature=2.0, top_k=3)
    exact = restored(np.load(DATA / "fact.npy"))[first]
    assert value(answer, "log_prob") == pytest.approx(exact + tree["log_probs"][second], abs=1e-6)
    assert value(answer, "perplexity") == pytest.approx(math.exp(-value(answer, "log_prob") / 2))
    assert exact == pytest.approx(tree["log_probs"][0], abs=1e-3)


def test_the_settings_cut_with_a_reason_and_what_is_left_is_whole() -> None:
    answer = ask(FIGURE, prompt="story", temperature=0.7, top_k=40, top_p=0.5, find=" ")
    log_probs = restored(np.load(DATA / "story.npy"))
    order = np.argsort(-log_probs, kind="stable")[:40]
    weights = np.exp(log_probs[order] / 0.7)
    weights /= weights.sum()
    kept = int(np.searchsorted(np.cumsum(weights), 0.5)) + 1
    assert value(answer, "left") == kept
    first = ask(FIGURE, prompt="story", temperature=0.7, top_k=40, top_p=0.5)
    assert rows(first)[0][3] == f"{100 * weights[0] / weights[:kept].sum():.0f}\u202f%"
    later = [
        row
        for page in (2, 5)
        for row in rows(ask(FIGURE, prompt="story", temperature=0.7, top_k=40, top_p=0.5, page=page))
    ]
    assert any(row[3].startswith("cut by top-p:") for row in later)
    assert later[-1][3] == "cut by top-k: its rank, 50 > 40"


def test_beyond_what_was_measured_it_says_so_and_offers_the_model() -> None:
    few = ask(FIGURE, prompt="fact", picks=[tree_of("fact")["ids"][0]])
    assert "Here 12 tokens were measured; the 49\u202f140 others" in few["notes"][0]["text"]
    assert few["notes"][0]["state"] == {"run": "here"}
    tree = tree_of("fact")
    assert value(few, "entropy") == tree["entropies"][tree["opened"].index(0)]
    none = ask(FIGURE, prompt="fact", picks=[40_000])
    assert "Nothing was measured" in none["notes"][0]["text"]
    assert none["readouts"]["entropy"]["value"] == ""
    assert math.isfinite(value(none, "log_prob"))
    further = ask(FIGURE, prompt="fact", picks=[40_000, 5])
    assert further["readouts"]["log_prob"]["value"] == ""


def test_sample_draws_by_the_seed_and_the_place() -> None:
    def way(**state: object) -> str:
        found = re.search(
            r'aria-label="Sample: ([^"]*)"', ask(FIGURE, prompt="story", **state)["drawings"]["wide"]
        )
        assert found
        return found[1]

    assert way(seed=5) == way(seed=5)
    assert len({way(seed=seed) for seed in range(12)}) > 6
    assert {way(seed=seed, top_k=1) for seed in range(12)} == {"‘\u00a0small’"}


@pytest.mark.parametrize("prompt", [each.name for each in PROMPTS])
@pytest.mark.parametrize("way", ["Greedy", "Sample"])
def test_a_reader_presses_the_same_way_again_and_again(prompt: str, way: str) -> None:
    """Forty tokens of SmolLM2 follow each prompt, and none of them stops the reader."""
    picks: list[int] = []
    for at in range(40):
        answer = ask(FIGURE, prompt=prompt, picks=picks)
        link = re.search(rf'picks=([\d.]+)[^"]*" aria-label="{way}: ', answer["drawings"]["wide"])
        assert link, f"{way} ends after {at} tokens"
        picks = [int(id) for id in link[1].split(".")]
    assert len(picks) == 40
    whole = ask(FIGURE, prompt=prompt, picks=picks)
    assert math.isfinite(value(whole, "log_prob"))


def test_what_the_seed_draws_from_far_out_has_its_rank_and_no_more_is_made_of_it() -> None:
    tree = tree_of("story")
    node, rank = tree["ranks"][0]
    picks: list[int] = []
    at = tree["parents"][node]
    while at >= 0:
        picks.insert(0, tree["ids"][at])
        at = tree["parents"][at]
    found = {row[-1]: row for row in rows(ask(FIGURE, prompt="story", picks=picks, page=2))}
    assert found[str(tree["ids"][node])][1] == f"{rank:,}".replace(",", "\u202f")
    assert rank > 12
    other = ask(FIGURE, prompt="story", picks=picks, seed=2)
    assert "13 tokens were measured" in other["notes"][0]["text"]


def test_settings_are_heeded_where_the_likeliest_decide_and_else_it_says_that_they_cannot_be() -> None:
    picks = [tree_of("story")["ids"][0]]
    few = ask(FIGURE, prompt="story", picks=picks, top_k=3, temperature=0.5)
    assert value(few, "left") == 3
    assert [row[3].startswith("cut by top-k") for row in rows(few)[:5]] == [False, False, False, True, True]
    assert value(ask(FIGURE, prompt="story", picks=picks, temperature=0), "left") == 1
    assert value(ask(FIGURE, prompt="story", picks=picks), "left") == 49_152
    all_matter = ask(FIGURE, prompt="story", picks=picks, top_p=0.9)
    assert all_matter["readouts"]["left"]["value"] == ""
    assert "depends on those others" in all_matter["notes"][1]["text"]
    assert all_matter["notes"][1]["state"]["top_p"] == 1
    assert '<span class="no-way">Sample</span>' in all_matter["drawings"]["wide"]


@pytest.mark.parametrize("prompt", ["fact", "story", "repetition"])
def test_the_ways_that_are_drawn_and_all_others_have_all_mass(prompt: str) -> None:
    result, branches = (module(f"builder.{name}", POST) for name in ("result", "branches"))
    figure = module("builder", POST).figure
    state = figure.state({"prompt": prompt})
    shared = module("shared.distribution", POST)
    told = shared.distribution(state, *(need.path for need in shared.needs(state)))
    ways = branches.likeliest(result.from_measured(state, told, tree_as_read(prompt)).text, 5, 2)
    ends = [way for way in branches._all(ways) if not way.further]
    assert len(ends) == branches.ROWS
    assert sorted(way.row for way in ends) == list(range(len(ends)))
    assert 0 < math.fsum(way.probability for way in ends) <= 1
    for way in branches._all(ways):
        assert math.fsum(each.probability for each in way.further) <= way.probability + 1e-9
        if way.further:
            assert way.row == way.further[0].row


def test_the_ways_are_looked_for_once_for_picture_and_table(monkeypatch: pytest.MonkeyPatch) -> None:
    branches, looked = module("builder.branches", POST), []
    likeliest = branches.likeliest
    monkeypatch.setattr(branches, "likeliest", lambda *how: looked.append(how) or likeliest(*how))
    ask(FIGURE, prompt="code")
    assert len(looked) == 2  # of both widths


def test_what_was_left_behind_is_drawn_beside_what_was_picked() -> None:
    """The text goes along the first line, however unlikely that was."""
    tree = tree_of("fact")
    first = tree["ids"][1]
    node = next(n for n, parent in enumerate(tree["parents"]) if parent == 1)
    result, branches = (module(f"builder.{name}", POST) for name in ("result", "branches"))
    state = module("builder", POST).figure.state({"prompt": "fact", "picks": (first, tree["ids"][node])})
    shared = module("shared.distribution", POST)
    told = shared.distribution(state, *(need.path for need in shared.needs(state)))
    ways = branches.likeliest(result.from_measured(state, told, tree_as_read("fact")).text, 5, 2)
    assert ways[0].picks == (first,) and ways[0].picked and ways[0].row == 0
    assert ways[1].picks == (tree["ids"][0],) and not ways[1].picked
    assert ways[0].probability == pytest.approx(math.exp(told.log_probs[first]))
    on = ways[0].further[0]
    assert on.picks == state.picks and on.picked
    assert on.probability == pytest.approx(ways[0].probability * math.exp(tree["log_probs"][node]))
    far = module("builder", POST).figure.state({"prompt": "fact", "picks": (40_000,)})
    unlikely = branches.likeliest(result.from_measured(far, told, tree_as_read("fact")).text, 5, 2)
    assert unlikely[0].picks == (40_000,) and len(unlikely) == branches.ROWS


def test_the_table_has_each_pick_and_each_way_that_is_drawn() -> None:
    default = ask(FIGURE)
    drawn = re.findall(r'aria-label="(‘[^"]*’), ([^"]*) from the left', default["drawings"]["wide"])
    told = cells(default["table"])
    assert [row[0] for row in told] == [f"way {at}" for at in range(1, len(drawn) + 1)]
    for row, (token, share) in zip(told, drawn, strict=True):
        assert row[1].endswith(unescape(token))
        assert float(row[2]) == pytest.approx(float(share.partition("\u202f")[0]) / 100, abs=0.006)
    tree = tree_of("fact")
    node = next(n for n, parent in enumerate(tree["parents"]) if parent == 0)
    after = ask(FIGURE, prompt="fact", picks=[tree["ids"][0], tree["ids"][node]])
    told = cells(after["table"])
    assert [row[0] for row in told[:3]] == ["pick 1", "pick 2", "way 1"]
    assert told[2][1] == told[0][1]  # drawn along what was picked
    both = number(value(after, "log_prob"))
    assert told[1][4] == both == told[3][3] == told[3][4]
    assert told[1][5] == told[3][5] == number(value(after, "perplexity"))
    far = cells(ask(FIGURE, prompt="fact", picks=[40_000, 5])["table"])
    assert [row[2] == "–" for row in far[:2]] == [False, True]
    assert far[0][4] == "–"


def test_a_model_that_runs_follows_anywhere() -> None:
    """What the page would bring is asked of the service here."""
    builder = module("builder", POST)
    worker.mount(str(CONTENT), SERVICES)
    state = builder.figure.state({"prompt": "own", "text": "My dear", "picks": (300, 301)})
    brought = [worker.call(need.told(), lambda step: None) for need in builder.needs(state)]
    found = builder.compute(state, *brought)
    assert [pick.id for pick in found.text.picks] == [300, 301]
    assert found.text.log_probs == pytest.approx(brought[2]["logprobs"][-2:].tolist())
    assert len(found.next.raw) == 2048 and found.next.rest == 0
    drawing = builder.draw(found, "wide")
    assert drawing.readouts["entropy"].value == pytest.approx(float(brought[2]["entropy"][-1]), rel=1e-6)
    svg = ElementTree.fromstring(drawing.svg)
    assert len(list(svg.iter(f"{SVG}a"))) >= 12
