"""HTML and images in a post: published, rewritten and sized as what Markdown names is."""

from __future__ import annotations

import shutil
from pathlib import Path

import lxml.html
import pytest

from sitegen.base.addresses import in_srcset, of_srcset
from sitegen.base.project import Project
from sitegen.build import Options, build
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

HEAD = "---\ntitle: A post\ndate: 2026-01-01\ndescription: A post.\n---\n\n"
DOT = HERE / "input" / "markdown" / "content" / "everything" / "dot.png"  # 3 × 2 pixels
EVERYTHING = """<IMG SRC='dot.png' ALT=dot WIDTH=30>

In a line <img src=big/dot.png alt="" srcset="dot.png 1x, big/dot.png 2x"/> and <a
href='#there'>a link</a>, <A HREF=my%20paper.pdf>a file</A>, <span id="there">here</span>.

<video src="film.mp4#t=1" poster="dot.png" controls><track src="said.vtt"></video>

<svg viewBox="0 0 1 1"><image href="dot.png"/><linearGradient id="g"/></svg>

<script type="module" src="run.js"></script>
<link rel="stylesheet" href="css/look.css">
"""
FILES = {
    "my paper.pdf": "%PDF",
    "film.mp4": "film",
    "said.vtt": "WEBVTT",
    "run.js": 'import { go } from "./go.js";\ngo();\n',
    "go.js": "export const go = () => {};\n",
    "css/look.css": '.a { background: url("../dot.png#x") } .b { fill: url(#g) }\n',
    "private.txt": "not linked",
}


@pytest.fixture
def made(tmp_path: Path, plain_project: MakeProject) -> Project:
    post = tmp_path / "source" / "content" / "post"
    (post / "css").mkdir(parents=True)
    shutil.copy(HERE / "input" / "markdown" / "content" / "site.toml", post.parent)
    for name, text in FILES.items():
        (post / name).write_text(text)
    (post / "big").mkdir()
    for place in ("dot.png", "big/dot.png"):
        shutil.copy(DOT, post / place)
    (post / "index.md").write_text(HEAD + EVERYTHING, "utf-8")
    project = plain_project(tmp_path / "source")
    build(project, Options("https://example.org/"), FakeStudio().studio)
    return project


def test_files_that_html_names_are_published_and_no_others(made: Project) -> None:
    folder = made.site / "post"
    published = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert published == {*FILES, "dot.png", "big/dot.png", "index.html"} - {"private.txt"}


def test_html_is_written_in_one_form(made: Project) -> None:
    page = (made.site / "post" / "index.html").read_text("utf-8")
    later = 'loading="lazy" decoding="async"'
    for written in (
        f'<img src="dot.png" alt="dot" width="30" height="20" {later}>',
        f'<img src="big/dot.png" alt="" srcset="dot.png 1x, big/dot.png 2x" width="3" height="2" {later}>',
        '<a href="#there">a link</a>',
        '<a href="my%20paper.pdf" data-link="1">a file</a>',
        '<video src="film.mp4#t=1" poster="dot.png" controls><track src="said.vtt"></video>',
        '<svg viewBox="0 0 1 1"><image href="dot.png"/><linearGradient id="g"/></svg>',
    ):
        assert written in page


def test_offline_copy_holds_all_that_html_loads(made: Project) -> None:
    copy = lxml.html.document_fromstring((made.site / "offline" / "post.html").read_bytes())
    shown = [e for e in copy.iter("img", "video", "track", "image") if isinstance(e.tag, str)]
    loaded = [value for e in shown for name in ("src", "poster", "href") if (value := e.get(name))]
    assert len(loaded) == 6
    assert all(value.startswith("data:") for value in loaded)
    (both,) = (value for e in shown if (value := e.get("srcset")))
    assert [address.split(";")[0] for address in of_srcset(both)] == ["data:image/png"] * 2
    assert copy.xpath("//style[contains(., 'url(\"data:image/png')]")
    assert not copy.xpath("//link[@rel='stylesheet'] | //script[@src]")
    policy = copy.xpath("//meta[@http-equiv]/@content")[0]
    assert "media-src data:" in policy


def test_feed_names_files_of_html_by_their_whole_address(made: Project) -> None:
    feed = (made.site / "feed.xml").read_text("utf-8")
    here = "https://example.org/post/"
    for name in ("poster", "src"):
        assert f"{name}=&quot;{here}dot.png" in feed or f'{name}="{here}dot.png' in feed
    assert f"{here}dot.png 1x, {here}big/dot.png 2x" in feed


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ("", 'width="300" height="200"'),
        ("{width=30}", 'width="30" height="20"'),
        ("{width=30px}", 'width="30" height="20"'),
        ("{height=20}", 'width="30" height="20"'),
        ("{width=30 height=30}", 'width="30" height="30"'),
        ("{width=50%}", 'style="width: 50%;" width="300" height="200"'),
        ('{width="12.5%" .wide}', 'class="wide" style="width: 12.5%;" width="300" height="200"'),
    ],
)
def test_width_of_an_image_is_obeyed_and_keeps_its_place(written: str, attributes: str) -> None:
    resolved = Resolved(images={"a.png": {"src": "a.png", "width": 300, "height": 200}})
    html = render(parse(f"See ![a](a.png){written}."), resolved).html
    assert html == f'<p>See <img src="a.png" alt="a" {attributes} loading="lazy" decoding="async">.</p>\n'


def test_caption_is_markdown() -> None:
    image = {"src": "a.png", "width": 0, "height": 0}
    resolved = Resolved(math={"ix": {"html": "<math>x</math>"}}, images={"a.png": image})
    html = render(parse('![a](a.png "Costs \\$5, *not* $x$")'), resolved).html
    caption = 'Costs $5, <em>not</em> <span class="math"><math>x</math></span>'
    assert f"<figcaption>{caption}</figcaption></figure>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>a</summary>\n\nText *b* <i>c</i>.\n\n- d\n\n</details>",
        "<DIV><P>a</p><br/>b<br></Div>",
        "<my-own>a</my-own>, <b\nclass=x>c</b>, 1 < 2, `<int>`, \\<int> and <https://example.org>",
        "<math><mi>x</mi><mspace/></math> <svg><g><path d='M0'/><title>a</title></g></svg>",
        "<style>a::before { content: '<int>' }</style>",
        '<script type="application/json">{"a": "</b><int>"}</script>',
        "- <div>a\n\n  b\n\n  </div>\n- c",
        "> <p>a</p>\n\n<ul><li>a</li></ul>",
        "| a |\n|---|\n| P(A\\|B) `c\\|d` $e$ |",
        "[x], a \\[b](c d), f[i], [0, 1]",
        "```\n<!--\n```\n\n~~~~ \n~~~\n~~~~",
        "## Über {#über}\n\n## Two {#two .x}\n\n### {a}",
        "\n".join("  " * depth + "- a" for depth in range(40)),
    ],
)
def test_nothing_is_told_of_what_is_right(text: str) -> None:
    assert parse(text).notices == []


def test_deep_list_is_shown() -> None:
    text = "\n".join("  " * depth + f"- level {depth}" for depth in range(40))
    assert "level 39" in render(parse(text), Resolved()).html


def test_heading_keeps_the_id_that_is_given() -> None:
    html = render(parse("## Über {#u\u0308ber .x .y}"), Resolved()).html
    assert html.startswith('<h2 id="\u00fcber" class="x y">Über <a')


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        (" a,b.png 100w ,\n c.png,d.png 2x", ["a,b.png", "c.png,d.png"]),
        ("data:image/png;base64,AA== 1x, b.png", ["data:image/png;base64,AA==", "b.png"]),
    ],
)
def test_addresses_in_a_srcset(written: str, addresses: list[str]) -> None:
    assert of_srcset(written) == addresses
    assert of_srcset(in_srcset(written, lambda address: f"x/{address}")) == [f"x/{a}" for a in addresses]
