"""Works as a bibliography has them, and as posts cite them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.base.project import Project
from sitegen.markdown.outline import outline
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from sitegen.references.citations import Work, read_bibliography
from sitegen.references.tex import to_html


def works(tmp_path: Path, bibtex: str) -> dict[str, Work]:
    (tmp_path / "content").mkdir(exist_ok=True)
    (tmp_path / "content" / "references.bib").write_text(bibtex, "utf-8")
    return read_bibliography(Project(tmp_path, tmp_path, tmp_path / "cache"))


def work(tmp_path: Path, fields: str) -> Work:
    return works(tmp_path, f"@misc{{a, {fields}}}")["a"]


@pytest.mark.parametrize(
    ("authors", "label", "names"),
    [
        ("Vaswani, Ashish and others", "Vaswani et al.", "Vaswani, A. et al."),
        ("Vaswani, Ashish and Shazeer, Noam and others", "Vaswani et al.", "Vaswani, A., Shazeer, N. et al."),
        ("Cover, Thomas M. and Thomas, Joy A.", "Cover & Thomas", "Cover, T. M. &amp; Thomas, J. A."),
        (r"M{\"u}ller, J{\'e}r{\^o}me", "Müller", "Müller, J."),
        ("{World Health Organization}", "World Health Organization", "World Health Organization"),
    ],
)
def test_names(tmp_path: Path, authors: str, label: str, names: str) -> None:
    read = work(tmp_path, f"author = {{{authors}}}, title = {{T}}, year = 2017")
    assert read.authors == label
    assert read.html == f"{names} (2017). <cite>T</cite>."


def test_names_of_fields_may_be_written_large(tmp_path: Path) -> None:
    read = work(tmp_path, "Author = {Ada L.}, Title = {On \\emph{Coins}}, Journal = {Heads}, Year = 2000")
    assert "“On <em>Coins</em>”" in read.html
    assert "<cite>Heads</cite>" in read.html


@pytest.mark.parametrize(
    ("tex", "made"),
    [
        (r"\emph{Attention} at 100% of $n$", "<em>Attention</em> at 100% of <i>n</i>"),
        (r"{\em A} \textit{b {\bf c}}", "<em>A</em> <em>b <strong>c</strong></em>"),
        (r"$n^2 \log n$, $\alpha_{ij}$", "<i>n</i><sup>2</sup> log <i>n</i>, α<sub><i>ij</i></sub>"),
        (r"A \& B, 5\% --- ``q'' 1--2 \$", "A &amp; B, 5% — “q” 1–2 $"),
        (r"{\'E}tude, na{\"\i}ve, \c{c}a, \v{S}, {\ss}, \o re", "Étude, naïve, ça, Š, ß, øre"),
        (r"\url{https://a.org/b\_c?d&e}", '<a href="https://a.org/b_c?d&amp;e">https://a.org/b_c?d&amp;e</a>'),
        (r"<b>{DNA}</b> costs $5", "&lt;b&gt;DNA&lt;/b&gt; costs $5"),
        ("{unbalanced} }", "unbalanced"),
    ],
)  # fmt: skip
def test_tex_of_a_field(tex: str, made: str) -> None:
    assert to_html(tex) == (made, [])


def test_command_that_cannot_be_shown_is_named() -> None:
    assert to_html(r"On \foo{x} in $\mathbb{R}$")[1] == [r"\foo", r"\mathbb"]


@pytest.mark.parametrize(
    "doi", ["10.1000/x_1", "https://doi.org/10.1000/x_1", "doi:10.1000/x_1", r"10.1000/x\_1"]
)
def test_doi_however_it_is_written(tmp_path: Path, doi: str) -> None:
    read = work(tmp_path, f"author = {{A}}, title = {{T}}, year = 2017, doi = {{{doi}}}")
    assert read.html.endswith(' <a href="https://doi.org/10.1000/x_1">doi:10.1000/x_1</a>')
    assert read.faults == []


@pytest.mark.parametrize(
    ("fields", "label", "entry"),
    [
        ("author = {A}, title = {T}, date = {2020-05-01}", "A 2020", "A (2020). <cite>T</cite>."),
        ("author = {A}, title = {T}, date = {2020/2021}", "A 2020", "A (2020). <cite>T</cite>."),
        ("editor = {E}, title = {T}, year = 2020", "E 2020", "E (2020). <cite>T</cite>."),
        ("organization = {W3C}, title = {T}, year = 2020", "W3C 2020", "W3C (2020). <cite>T</cite>."),
        ("title = {A Page}, date = 2020", "“A Page” 2020", "<cite>A Page</cite>. (2020)."),
    ],
)
def test_year_from_a_date_and_works_that_nobody_signed(
    tmp_path: Path, fields: str, label: str, entry: str
) -> None:
    read = work(tmp_path, fields)
    assert (read.label, read.html, read.faults) == (label, entry, [])


def test_letters_of_a_year_do_not_end_with_z(tmp_path: Path) -> None:
    read = works(
        tmp_path,
        "".join(f"@misc{{k{n:02}, author={{A}}, title={{T{n:02}}}, year=2020}}\n" for n in range(28)),
    )
    assert [read[key].year for key in ("k00", "k25", "k26", "k27")] == ["2020a", "2020z", "2020aa", "2020ab"]


RESOLVED = Resolved(citations=dict.fromkeys(("c", "10.1145/3292500.3330701", "a&b"), ("Cover", "2006")))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("As @10.1145/3292500.3330701.", ["10.1145/3292500.3330701"]),
        ("[@DBLP:conf/nips/VaswaniSPUJGKP17]", ["DBLP:conf/nips/VaswaniSPUJGKP17"]),
        ("@a/b, (@c:d); @e.f: @g-h- and @müller_2020!", ["a/b", "c:d", "e.f", "g-h", "müller_2020"]),
        ("@{https://example.org/?a=b&c}", ["https://example.org/?a=b&c"]),
        ("[see @a, p. 3; also -@b]", ["a", "b"]),
        (r"me@example.org, \@a, [\@a], [see @a](https://example.org), 3 @ 10, @ 2, @10", ["a"]),
        ("[see @a and @b; both]", ["a", "b"]),
    ],
)
def test_keys_that_a_text_cites(text: str, keys: list[str]) -> None:
    assert [key for key, _ in outline(parse(text)).citations] == keys


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "[see *only* @c, p. 3; also -@c]",
            '(see <em>only</em> <a href="#ref-c">Cover 2006</a>, p. 3; also <a href="#ref-c">2006</a>)',
        ),
        ("[-@c]", '(<a href="#ref-c">2006</a>)'),
        ("@c", '<a href="#ref-c">Cover (2006)</a>'),
        ("[@10.1145/3292500.3330701]", '(<a href="#ref-10.1145/3292500.3330701">Cover 2006</a>)'),
        ("[@{a&b}]", '(<a href="#ref-a%26b">Cover 2006</a>)'),
    ],
)  # fmt: skip
def test_citations_as_pages_show_them(text: str, html: str) -> None:
    assert render(parse(text), RESOLVED).html == f'<p><span class="citation">{html}</span></p>\n'
