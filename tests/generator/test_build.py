"""What a build promises as a whole: nothing half-written, the same bytes again, and no work done twice."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.base import toolchain
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.build import Options, Studio, build
from sitegen.runtime import Runtime
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

SAMPLE = HERE / "input" / "markdown"


def snapshot(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


def edit(project: Project, old: str, new: str) -> None:
    path = project.content / "everything" / "index.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_same_input_gives_the_same_bytes(plain_project: MakeProject, tmp_path: Path) -> None:
    project = plain_project(SAMPLE)
    build(project, Options("https://example.org/"), FakeStudio().studio)
    first = snapshot(project.site)

    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(project.content, elsewhere / "content")
    cold = Project(elsewhere, project.home, tmp_path / "another-cache")
    build(cold, Options("https://example.org/"), FakeStudio().studio)

    assert snapshot(cold.site) == first


def test_failed_build_leaves_the_last_good_site(plain_project: MakeProject) -> None:
    project = plain_project(SAMPLE)
    build(project, None, FakeStudio().studio)
    good = snapshot(project.site)
    edit(project, "Because.", "Because [it](#is-not-there).")

    with pytest.raises(BuildFailed):
        build(project, None, FakeStudio().studio)

    assert snapshot(project.site) == good
    assert sorted(path.name for path in project.root.iterdir()) == ["content", "site"]


def test_what_is_gone_from_the_content_is_gone_from_the_site(plain_project: MakeProject) -> None:
    project = plain_project(SAMPLE)
    build(project, None, FakeStudio().studio)
    edit(project, "; [the data](data/points.csv)", "")

    build(project, None, FakeStudio().studio)

    assert not (project.site / "everything" / "data").exists()


def test_paragraph_is_rebuilt_without_node(
    plain_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = plain_project(SAMPLE)
    build(project, None, FakeStudio().studio)
    edit(project, "Because.", "Because of this.")

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(toolchain, "node", refuse)
    build(project, None, FakeStudio().studio)

    assert "Because of this." in (project.site / "everything" / "index.html").read_text("utf-8")


def test_untouched_post_is_neither_parsed_nor_rendered_again(
    plain_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = plain_project(SAMPLE)
    build(project, None, FakeStudio().studio)
    first = snapshot(project.site)
    assert "Because." in first["everything/index.html"].decode()
    shutil.rmtree(project.site)

    def refuse(*args: object) -> None:
        raise AssertionError("the post was parsed")

    monkeypatch.setattr("sitegen.markdown.parser.parse", refuse)
    build(project, None, FakeStudio().studio)
    assert snapshot(project.site) == first


def test_figure_in_another_encoding_is_shown_as_python_reads_it(plain_project: MakeProject) -> None:
    project = plain_project(SAMPLE)
    figure = project.content / "everything" / "coin.py"
    figure.write_bytes("# coding: latin-1\n# Café\n".encode("latin-1"))
    build(project, None, FakeStudio().studio)
    assert "# Café" in (project.site / "everything" / "python.html").read_text("utf-8")


@pytest.mark.parametrize("base_url", ["", "https://a.example/b/"])
def test_the_page_with_the_python_says_how_to_install_it(plain_project: MakeProject, base_url: str) -> None:
    project = plain_project(SAMPLE)
    build(project, Options(base_url), FakeStudio().studio)
    page = (project.site / "everything" / "python.html").read_text("utf-8")
    wheel = next((project.site / "runtime").glob("*.whl")).name
    address = f"{base_url}runtime/{wheel}" if base_url else f"../runtime/{wheel}"
    assert f'<a href="../runtime/{wheel}">pip install {address}</a>' in page


def test_a_figure_s_states_are_drawn_once_each(plain_project: MakeProject) -> None:
    project, fake = plain_project(SAMPLE), FakeStudio()
    build(project, None, fake.studio)
    assert fake.drawn == [
        "everything/coin {}",
        'everything/coin {"p": 0.3, "side": "heads"}',
        'everything/coin {"p": 0.3, "side": "tails"}',
    ]


def test_runtime_s_faults_come_with_the_others(plain_project: MakeProject) -> None:
    project, fake = plain_project(SAMPLE), FakeStudio()
    edit(project, "Because.", "Because [it](#is-not-there).")
    hashed = Fault("runtime.lock.json", 0, "numpy is not the locked file", "Fetch it again.")

    def prepare(project: Project, *, quick: bool) -> Runtime:
        raise BuildFailed([hashed])

    with pytest.raises(BuildFailed) as failed:
        build(project, None, Studio(prepare=prepare, pack=fake.pack, layer=fake.layer, draw=fake.draw))

    assert hashed in failed.value.faults
    assert [fault.what for fault in failed.value.faults if fault != hashed] == [
        "this post has no `#is-not-there`"
    ]


def test_drafts_are_built_only_when_asked_for(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    with pytest.raises(BuildFailed, match="#nowhere"):
        build(project, Options(drafts=True), FakeStudio().studio)


def test_content_and_posts_may_be_symbolic_links(plain_project: MakeProject, tmp_path: Path) -> None:
    project = plain_project(HERE / "input" / "series")
    project.content.rename(tmp_path / "real")
    project.content.symlink_to(tmp_path / "real")
    post = project.content / "second"
    post.rename(tmp_path / "elsewhere")
    post.symlink_to(tmp_path / "elsewhere")
    with (post / "index.md").open("a", encoding="utf-8") as text:
        text.write("\n[one](points.csv), [](../first/), [](#second-things)\n\n## Second things\n")
    (post / "points.csv").write_text("1")

    build(project, None, FakeStudio().studio)

    assert (project.site / "second" / "points.csv").read_text() == "1"


def test_symbolic_link_out_of_the_content_is_refused(plain_project: MakeProject, tmp_path: Path) -> None:
    project = plain_project(SAMPLE)
    (tmp_path / "secret.csv").write_text("secret")
    (project.content / "everything" / "linked.csv").symlink_to(tmp_path / "secret.csv")
    (project.content / "linked.csv").symlink_to(tmp_path / "secret.csv")
    edit(project, "Because.", "Because [of](linked.csv) [it](../linked.csv).")

    with pytest.raises(BuildFailed) as failed:
        build(project, None, FakeStudio().studio)

    assert [fault.what for fault in failed.value.faults] == [
        f"the link `{link}` leaves the content folder" for link in ("../linked.csv", "linked.csv")
    ]


def test_unlisted_post_is_nobody_s_neighbour(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    first, text = project.site / "first" / "index.html", project.content / "second" / "index.md"
    build(project, None, FakeStudio().studio)
    assert "next: ../second/index.html" in first.read_text("utf-8")

    text.write_text(text.read_text("utf-8").replace("order: 2", "order: 2\nstatus: unlisted"), "utf-8")
    build(project, None, FakeStudio().studio)

    assert "next: \n" in first.read_text("utf-8")
    assert "prev: \n" in (project.site / "second" / "index.html").read_text("utf-8")


def test_a_quick_build_makes_no_copies_and_names_none(plain_project: MakeProject) -> None:
    project = plain_project(SAMPLE)
    build(project, Options(quick=True), FakeStudio().studio)
    made = {path.relative_to(project.site).as_posix() for path in project.site.rglob("*") if path.is_file()}
    assert not [path for path in made if path.startswith("offline/") or path.endswith(".whl")]
    pages = list(project.site.rglob("*.html"))
    assert pages and not any("offline/" in page.read_text("utf-8") for page in pages)
    build(project, None, FakeStudio().studio)
    whole = {path.relative_to(project.site).as_posix() for path in project.site.rglob("*") if path.is_file()}
    unhashed = [{re.sub(r"^assets-\w+", "assets", path) for path in paths} for paths in (made, whole)]
    assert unhashed[0] < unhashed[1], "its fonts are whole"
