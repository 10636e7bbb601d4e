"""Formulas, from what an author writes to what the page, its head and its feed say."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sitegen.base.project import open_project
from sitegen.build import Options, build
from sitegen.checking.check import check
from sitegen.drawing.figures import Drawn
from sitegen.markdown import mathml
from sitegen.markdown.math_text import formulas_in, math_text
from sitegen.markdown.parser import parse
from sitegen.references.math import typeset
from sitegen.source.macros import Macro
from tests.generator.conftest import REPOSITORY, MakeProject
from tests.generator.fakes import FakeStudio

SITE = 'title = "Site"\ndescription = "A site."\n\n[[authors]]\nname = "Ada Lovelace"\n'
HEAD = "---\ntitle: {}\ndate: 2026-01-01\ndescription: {}\n---\n\n"


def write(root: Path, post: str, *, title: str = "A", description: str = "B.", more: str = "") -> Path:
    folder = root / "content" / "a"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "content" / "site.toml").write_text(SITE + more, "utf-8")
    (folder / "index.md").write_text(HEAD.format(title, description) + post, "utf-8")
    return root


def formula(tex: str, shared_cache: Path, **macros: str) -> dict[str, Any]:
    known = {f"\\{name}": Macro(body, 1) for name, body in macros.items()}
    written = f"d{tex}"
    project = dataclasses.replace(open_project(REPOSITORY), cache=shared_cache)
    return typeset(project, known, {"a": {written}})[written]


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"x^2", "x²"),
        (r"D_{\mathrm{KL}}(\P \| \Q)", "D_KL(P∥Q)"),
        (r"-p \ln p - (1-p) \ln (1-p)", "−p ln p − (1 − p) ln(1 − p)"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\binom{n}{k}", "(n over k)"),
        (r"x_{i+1} \le e^{-x/2}", "xᵢ₊₁ ≤ e^(−x/2)"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\sqrt{x+1}", "√(x + 1)"),
        (r"50\%", "50%"),
        (r"\text{a word}", "a word"),
        (r"f'(x), \alpha", "f′(x), α"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"\begin{aligned} a &= b \\ &\le c \\ d &= e \end{aligned}", "a = b ≤ c; d = e"),
        (r"\begin{pmatrix} 1 & 0 \\ -1 & 2 \end{pmatrix}", "(1 0; −1 2)"),
        (r"\sum_i p_i \log \frac{p_i}{q_i}.", "∑ᵢ pᵢ log(pᵢ/qᵢ)."),
        (r"\sum_j \frac{1}{j} + \frac{a}{b}(c + d)", "∑ⱼ 1/j + (a/b)(c + d)"),
        (r"\tfrac{\lambda}{2} w^2 = \frac{\lambda w^2}{2}", "(λ/2) w² = (λ w²)/2"),
        (r"\prod_{t=1}^n p(x_t)", "∏_(t = 1)ⁿ p(x_t)"),
        (r"\underbrace{a + b}_{\text{both}}", "(a + b)_both"),
    ],
)
def test_a_formula_can_be_read_as_plain_text(tex: str, plain: str, shared_cache: Path) -> None:
    assert mathml.plain(formula(tex, shared_cache)["html"]) == plain


@pytest.mark.parametrize("name", ["align", "equation", "gather", "alignat"])
def test_rows_have_no_numbers_of_their_own(name: str, shared_cache: Path) -> None:
    columns = "{1}" if name == "alignat" else ""
    row = "a" if name in ("equation", "gather") else "a &= b"
    html = formula(f"\\begin{{{name}}}{columns} {row} \\end{{{name}}}", shared_cache)["html"]
    assert "eqn-num" not in html
    assert 'class ="' not in html


def test_a_new_line_begins_a_new_line(shared_cache: Path) -> None:
    assert "newline" in formula(r"a = b \\ c = d", shared_cache)["html"]


def test_macros_are_used_and_a_changed_one_is_typeset_anew(shared_cache: Path) -> None:
    for body, said in ((r"\operatorname{E}[#1]", "E[x] + P"), (r"\operatorname{V}[#1]", "V[x] + P")):
        assert mathml.plain(formula(r"\E{x} + \P", shared_cache, E=body)["html"]) == said


def test_macros_of_the_site_are_the_posts(tmp_path: Path, plain_project: MakeProject) -> None:
    post = "$\\E x$ and $\\R$"
    macros = "\n[macros]\n'\\E' = '\\operatorname{E}'\n\"\\\\R\" = \"\\\\mathbb{R}\"\n"
    project = plain_project(write(tmp_path / "source", post, more=macros))
    build(project, None, FakeStudio().studio)
    page = (project.site / "a" / "index.html").read_text("utf-8")
    assert ">E</" in page
    assert "R" in re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", page)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What $x^2$ is", ["ix^2"]),
        ("From $5 to $6", []),
        ("5$ and 6$", []),
        ("$ x $", []),
        (r"\$5 and $y$", ["iy"]),
        (r"$a \$ b$", [r"ia \$ b"]),
        ("$n$-grams of $k", ["in"]),
    ],
)
def test_formulas_in_a_title_are_those_of_a_text(text: str, found: list[str]) -> None:
    assert formulas_in(text) == found
    assert ["i" + t.content for t in parse(text).tokens[1].children or [] if t.type == "math_inline"] == found


def test_text_with_formulas_is_safe_on_the_page_and_readable_elsewhere() -> None:
    said = math_text(r"<b> & $x$, \$5", {"ix": {"html": "<math><mi>X</mi></math>", "plain": "X"}})
    assert said.html == '&lt;b&gt; &amp; <span class="math"><math><mi>X</mi></math></span>, $5'
    assert said.plain == "<b> & X, $5"


def test_titles_are_typeset_on_pages_and_plain_elsewhere(tmp_path: Path) -> None:
    root = write(
        tmp_path / "project",
        "## What $y_1$ is\n\n## More\n\n[](#what-y-1-is) of [](../a/index.md)\n",
        title="The n-gram of $x^2$ & $D_{\\mathrm{KL}}$",
        description="Why $p \\le q$.",
    )
    project = open_project(root)
    build(project, Options("https://example.org/"))
    page = (project.site / "a" / "index.html").read_text("utf-8")
    index = (project.site / "index.html").read_text("utf-8")
    feed = (project.site / "feed.xml").read_text("utf-8")

    head = page[: page.index("<body>")]
    title, description = "The n-gram of x² &amp; D_KL", "Why p ≤ q."
    assert f"<title>{title} · Site</title>" in head
    assert f'<meta name="description" content="{description}">' in head
    assert f'"headline":"{title.replace("&amp;", "\\u0026")}"' in head
    assert "$" not in head
    assert "katex" not in head.replace("KaTeX", "")
    assert f"<title>{title}</title>" in feed
    assert f"<summary>{description}</summary>" in feed
    assert f"{title}. Site." in page[page.index('id="cite"') :]
    for html in (
        re.search(r"<h1>.*?</h1>", page),
        re.search(r'<p class="lede">.*?</p>', page),
        re.search(r"<h3>.*?</h3>", index),
        re.search(r'<a href="#what-y-1-is" class="ref">.*?</a>', page),
        re.search(r'<a href="#" class="ref">.*?</a>', page),
        re.search(r'<a href="#what-y-1-is">.*?</a>', page),
    ):
        assert html
        assert "<math" in html[0]
    assert 'class="compound">n-gram<' in page
    assert list(check(project))


def test_what_follows_a_formula_without_a_blank_stays_on_its_line(
    tmp_path: Path, plain_project: MakeProject
) -> None:
    project = plain_project(write(tmp_path / "source", "Of $x$, ($y$). And $z$ so $w$.\n"))
    build(project, None, FakeStudio().studio)
    page = (project.site / "a" / "index.html").read_text("utf-8")
    kept = re.findall(r'<span class="unbroken"><span class="math">.*?</math>.*?</span>([^<>]+)</span>', page)
    assert kept == [",", ").", "."]
    assert "</span>, (<span" not in page and "</span> (<span" in page


def test_a_figure_s_title_and_caption_are_typeset(tmp_path: Path, plain_project: MakeProject) -> None:
    fake = FakeStudio()

    def draw(*args: Any, **options: Any) -> list[Any]:
        texts = {"title": "The $x^2$ of it", "caption": "Why $x$."}
        drawn = [answer for answer in fake.draw(*args, **options) if isinstance(answer, Drawn)]
        return [Drawn(each.declaration | texts, each.answer) for each in drawn]

    (tmp_path / "source" / "content" / "a").mkdir(parents=True)
    (tmp_path / "source" / "content" / "a" / "coin.py").write_text("")
    project = plain_project(write(tmp_path / "source", "::: figure coin\n:::\n"))
    build(project, None, dataclasses.replace(fake.studio, draw=draw))
    page = (project.site / "a" / "index.html").read_text("utf-8")
    declared = re.search(r'<script type="application/json" class="declaration">(.*?)</script>', page)
    assert declared
    assert json.loads(declared[1])["title"] == "The x² of it"
    assert json.loads(declared[1])["caption"] == "Why x."
    assert re.search(r'Figure 1: The <span class="math">.*<math', page)


def test_an_image_s_caption_is_typeset_and_its_description_plain(plain_project: MakeProject) -> None:
    project = plain_project(REPOSITORY / "tests" / "generator" / "input" / "markdown")
    text = project.content / "everything" / "index.md"
    text.write_text(
        text.read_text("utf-8").replace(
            '[A rising line](line.svg "Its *caption*")', '[A $y^2$](line.svg "Of $x$")'
        )
    )
    build(project, None, FakeStudio().studio)
    page = (project.site / "everything" / "index.html").read_text("utf-8")
    assert 'alt="A y²"' in page
    assert re.search(r"<figcaption>Of .*<math", page)


@pytest.mark.parametrize(
    ("post", "faces"),
    [
        ("The odds are $1/6$.", ["KaTeX_Main-Regular"]),
        (r"$\mathbb{R}$, $50\%$, $\ln 2$, $\text{a}$", ["KaTeX_Main-Regular"]),
        ("$x$", ["KaTeX_Main-Regular", "KaTeX_Math-Italic"]),
        ("No formula.", []),
        ("$1$\n\n::: figure coin\n:::\n\n$x$", ["KaTeX_Main-Regular"]),
    ],
)
def test_a_page_asks_early_for_the_faces_that_its_first_formulas_have(
    post: str, faces: list[str], tmp_path: Path
) -> None:
    """With a figure the first screen is full."""
    project = open_project(write(tmp_path / "project", post))
    if "figure" in post:
        shutil.copy(REPOSITORY / "tests" / "generator" / "coin.py", project.content / "a")
    build(project)
    page = (project.site / "a" / "index.html").read_text("utf-8")
    assert re.findall(r'rel="preload".*?/fonts/(KaTeX[\w-]+)\.woff2"', page) == faces
    assert "KaTeX" not in re.findall(r".*preload.*", (project.site / "index.html").read_text("utf-8"))


def test_displayed_formulas_need_no_empty_line_above() -> None:
    types = [token.type for token in parse("Text\n$$\na\n$$\nmore\n\n- item\n$$ b $$ (eq-b)\n").tokens]
    assert types.count("math_block") == 1
    assert types.count("math_block_label") == 1


def test_backticks_within_dollars_are_no_part_of_a_formula() -> None:
    children = parse("So: $`x^2`$.").tokens[1].children or []
    assert [t.content for t in children if t.type == "math_inline"] == ["x^2"]
