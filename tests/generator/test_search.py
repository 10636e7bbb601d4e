"""What a reader can search: sections in words, in a script."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sitegen.base.project import open_project
from sitegen.build import Options, build
from sitegen.markdown import mathml
from sitegen.pages.search import Section, read_sections
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

FORMULA = (
    '<span class="katex"><span class="katex-mathml"><math><semantics>'
    "<mrow><mi>p</mi><mo>&lt;</mo><mfrac><mn>1</mn><mi>q</mi></mfrac></mrow>"
    '<annotation encoding="application/x-tex">p&lt;\\frac1q</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span class="base"><span>p</span></span>&lt;1</span></span>'
)
FIGURE = (
    '<nt-figure id="coin"><figure><figcaption><p class="figure-title">A coin</p></figcaption>'
    '<svg><text>0.5</text></svg><button>Stop</button><p class="sentence">It is fair.</p></figure>'
    '<script type="application/json">{"id": "coin"}</script></nt-figure>'
)
SITE = 'title = "Coins"\ndescription = "Of coins."\n[[authors]]\nname = "Ada Lovelace"\n'
FRONT = "---\ntitle: First\ndate: 2026-01-01\ndescription: Of coins.\n---\n\n"


def test_a_section_begins_with_each_heading() -> None:
    article = (
        '<p>First.</p>\n<h2 id="a">One <a class="anchor" href="#a" aria-label="Link"></a></h2>\n<p>Of</p>'
        '<p>one.</p><h3 id="b">Two</h3><ul><li>x</li><li>y</li></ul>'
    )
    assert list(read_sections(article)) == [
        Section("", "", "First."),
        Section("a", "One", "Of one."),
        Section("b", "Two", "x y"),
    ]


def test_a_formula_is_read_once_in_one_line_and_a_figure_in_its_words() -> None:
    note = '<sup class="note-ref"><a href="#note-1">1</a></sup> follows'
    (section,) = read_sections(f"<p>Here {FORMULA}, as{note}.</p>{FIGURE}<p>After.</p>")
    assert section.text == "Here p < 1/q, as follows. A coin It is fair. After."


def test_a_formula_that_is_known_is_read_as_any_other() -> None:
    article = f"<p>Here {FORMULA}, and {FORMULA}.</p>"
    known = {"html": FORMULA, "plain": mathml.plain(FORMULA)}
    assert list(read_sections(article, [known])) == list(read_sections(article))
    assert next(read_sections(article, [known | {"plain": "a < b"}])).text == "Here a < b, and a < b."


def found(site: Path) -> dict[str, list[list[str]]]:
    (script,) = site.glob("assets-*/texts.*.js")
    text = re.fullmatch(r"globalThis\.siteTexts=(.*)\n", script.read_text("utf-8"))
    assert text
    return {path: sections for path, _, sections in json.loads(text[1])}


def test_listed_posts_are_found_and_of_the_others_those_of_the_menu(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    site = project.content / "site.toml"
    menu = site.read_text("utf-8")
    build(project, Options(quick=True), FakeStudio().studio)
    with_menu = found(project.site)
    assert with_menu["first/index.html"][1] == ["start", "Start", "a (1) On to “The second”."]
    assert "notation/index.html" in with_menu

    site.write_text(re.sub(r"\[\[links\]\].*?(?=\n\n|\n\[|\Z)", "", menu, flags=re.DOTALL), "utf-8")
    build(project, Options(quick=True), FakeStudio().studio)
    without = found(project.site)
    assert with_menu.keys() - without.keys() == {"notation/index.html"}


def test_a_page_names_the_texts_of_its_own_build(tmp_path: Path) -> None:
    """In a file that another build does not have, so that a browser may keep it for ever."""
    text = tmp_path / "content/first/index.md"
    text.parent.mkdir(parents=True)
    (tmp_path / "content/site.toml").write_text(SITE, "utf-8")
    scripts = []
    for word in ("Heads", "Tails"):
        text.write_text(f"{FRONT}{word}.\n", "utf-8")
        build(open_project(tmp_path), Options(quick=True))
        (script,) = tmp_path.glob("site/assets-*/texts.*.js")
        scripts.append(script.relative_to(tmp_path / "site").as_posix())
        assert word in script.read_text("utf-8")
        assert f'data-scripts="../{scripts[-1]} ' in (tmp_path / "site/first/index.html").read_text("utf-8")
        assert f'data-scripts="{scripts[-1]} ' in (tmp_path / "site/index.html").read_text("utf-8")
    assert scripts[0] != scripts[1]
