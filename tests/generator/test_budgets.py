"""Budgets for a page and for the site: what fits without a word, and what is told of what does not."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project, open_project
from sitegen.checking.check import check
from tests.e2e.small_site import SITE, build_small_site, figure

MODEL = 4_000_000  # bytes, which no packing makes fewer
BROUGHT = """
from explorable import Data

MODEL = Data("model.bin")
OFFERED = Data("offered.bin", offered=True)


def needs(state):
    return [MODEL]
"""


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Five posts, one with a model of 4 MB and one on offer of 12, in a site that says nothing of budgets."""
    root = tmp_path_factory.mktemp("five")
    (root / "content" / "model").mkdir(parents=True)
    (root / "content" / "model" / "model.bin").write_bytes(random.Random(1).randbytes(MODEL))
    (root / "content" / "model" / "offered.bin").write_bytes(random.Random(2).randbytes(3 * MODEL))
    asks = figure("asks", "It asks", "return model.stat().st_size * state.x", BROUGHT, "\n    needs=needs,")
    posts = {
        f"post-{n}": {"plain": figure("plain", "It asks for nothing", "return state.x")} for n in range(4)
    }
    build_small_site(
        root, posts | {"model": {"asks": asks.replace("compute(state)", "compute(state, model)")}}
    )
    return open_project(root)


@pytest.fixture
def project(five: Project, tmp_path: Path) -> Project:
    """The same, with a `site.toml` of its own."""
    (tmp_path / "site").symlink_to(five.site)
    shutil.copytree(five.content, tmp_path / "content")
    return open_project(tmp_path)


def set_budgets(project: Project, written: str) -> None:
    (project.content / "site.toml").write_text(f"{SITE}\n{written}", "utf-8")


def told(project: Project) -> Fault:
    """The one thing that is over its budget."""
    with pytest.raises(BuildFailed) as failed:
        check(project)
    (fault,) = failed.value.faults
    return fault


def test_five_posts_with_a_model_and_the_archive_fit(five: Project) -> None:
    lines = {line.split()[0]: line for line in check(five)}
    assert lines["asked"].endswith(" of 10,000,000  model/index.html")
    assert lines["archive"].endswith(" of 20,000,000  offline/site.zip")
    assert int(lines["asked"].split()[1].replace(",", "")) > MODEL


def test_a_page_over_its_budget_is_told_with_what_is_heaviest_and_what_to_write(project: Project) -> None:
    set_budgets(project, "[budgets]\nasked = 3_000_000")
    fault = told(project)
    assert fault.path == "site/model/index.html"
    assert re.fullmatch(
        r"files and services that figures of this page ask for have (4,0\d\d,\d{3}) bytes "
        r"\(posts/model/model\.bin \1\); the budget is 3,000,000",
        fault.what,
    )
    assert "write `asked = 4_100_000` under `[budgets.posts.model]` in content/site.toml" in fault.remedy
    set_budgets(project, "[budgets]\nasked = 3_000_000\n[budgets.posts.model]\nasked = 4_100_000")
    check(project)


def test_a_post_may_have_less_than_the_others(project: Project) -> None:
    set_budgets(project, "[budgets.posts.post-1]\nstart = 9_000")
    fault = told(project)
    assert fault.path == "site/post-1/index.html"
    assert fault.what.startswith("before its figures are live, this page loads Python of")
    assert "(snapshot 4," in fault.what
    assert fault.what.endswith("the budget is 9,000")
