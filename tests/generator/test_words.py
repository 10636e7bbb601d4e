"""The words that pages have of their own: complete in each language, and none left over in English."""

from __future__ import annotations

import ast
import html
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from sitegen.base.project import open_project
from sitegen.base.words import ENGLISH, direction
from sitegen.build import Options, build
from sitegen.markdown.blocks import CALLOUTS
from sitegen.theme.languages import read_words
from tests.generator.conftest import HERE, REPOSITORY

TEMPLATES = REPOSITORY / "templates"
WORDS = TEMPLATES / "words"
TRANSLATIONS = sorted(path.stem for path in WORDS.glob("*.toml") if path.stem != "en")
SAID = re.compile(r"""\bsay\(\s*(?:'([^'\\]*)'|"([^"\\]*)")""")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = ("aria-label", "aria-valuetext", "title", "alt", "placeholder")
ATTRIBUTE = re.compile(rf"""(?!{"|".join(SPOKEN)})\b[\w-]+="[^"]*\"""")  # a macro's, outside of any tag
NAMES = {
    "SVG",
    "PNG",
    "CSV",
    "JSON",
    "Python",
    "BibTeX",
    "Cache",
    "Storage",
    "localStorage",
    "sessionStorage",
}  # the same in every language

SITE = """title = "Ein Heft"
description = "Über Münzen."
language = "{language}"
corrections = "https://example.org/fehler"

[[authors]]
name = "Ada"

[[authors]]
name = "Blaise"

[licence.text]
name = "CC BY 4.0"
url = "https://creativecommons.org/licenses/by/4.0/"

[licence.code]
name = "MIT"
url = "https://opensource.org/license/mit"
"""
POST = """---
title: Münzen
date: 2026-03-21
updated: 2026-05-02
description: Ein Satz.
series: Reihe
order: {order}
---

"Wort" und 'Wort'. [](#eins), [](../{other}/index.md#eins), [](..), [](#whole), [](#whole?a=0.5).[^a]

## Abschnitt {{#eins}}

$$
x
$$ (gl)

[](#gl), @cover, @drei.

| a |
|---|
| b |

::: note
Hinweis.
:::

::: try
Versuch.
:::

## Ende

::: figure whole
:::

[^a]: Fußnote.
"""
BIB = """@book{cover, author = {Cover, T. and Thomas, J.}, title = {Buch}, year = 2006}
@article{drei, author = {A, B and C, D and E, F}, title = {Text}, journal = {Heft}, year = 2007}
"""


def phrases(path: Path) -> dict[str, dict[str, str]]:
    read = tomllib.loads(path.read_text("utf-8"))
    return {table: read[table] for table in ("page", "scripts")}


def said(folder: Path, pattern: str) -> set[str]:
    texts = (path.read_text("utf-8") for path in folder.rglob(pattern))
    return {single or double for text in texts for single, double in SAID.findall(text)}


def said_in_python() -> set[str]:
    calls = (
        node
        for path in (REPOSITORY / "sitegen").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def values(phrase: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", phrase))


def test_list_of_phrases_holds_what_is_said_and_no_more() -> None:
    listed = phrases(WORDS / "en.toml")
    pages = said(TEMPLATES, "*.html") | said(TEMPLATES, "*.xml")
    assert set(listed["page"]) == pages | said_in_python() | set(CALLOUTS.values())
    assert set(listed["scripts"]) == said(TEMPLATES / "assets" / "js", "*.js")


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translation_is_complete(language: str) -> None:
    english, own = phrases(WORDS / "en.toml"), phrases(WORDS / f"{language}.toml")
    for table, listed in english.items():
        assert list(own[table]) == list(listed)
        assert all(own[table].values())
        assert {key: values(text) for key, text in own[table].items()} == {key: values(key) for key in listed}


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_template_holds_no_words_of_its_own(template: Path) -> None:
    bare = JINJA.sub("", template.read_text("utf-8"))
    spoken = (ATTRIBUTE.sub("", text) for text in texts(f"<div>{bare}</div>"))
    found = {word for text in spoken for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert found - NAMES == set()


def texts(page: str) -> Iterator[str]:
    """What a reader reads and hears, and what machines are told in words."""
    for element in lxml.html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag not in ("script", "style"):
            yield element.text or ""
        yield element.tail or ""
        yield from (element.get(name, "") for name in SPOKEN)


def site_in(language: str, folder: Path, base_url: str = "https://example.org/") -> dict[str, str]:
    """The pages of a small site by their path. Everything in it is real."""
    content = folder / "content"
    for order, (slug, other) in enumerate((("eins", "zwei"), ("zwei", "eins")), 1):
        (content / slug).mkdir(parents=True)
        (content / slug / "index.md").write_text(POST.format(order=order, other=other), "utf-8")
        shutil.copy(HERE / "whole.py", content / slug)
    (content / "site.toml").write_text(SITE.format(language=language), "utf-8")
    (content / "references.bib").write_text(BIB, "utf-8")
    project = open_project(folder)
    build(project, Options(base_url))
    return {
        path.relative_to(project.site).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in project.site.rglob("*")
        if path.suffix in (".html", ".xml")
    }


@pytest.mark.parametrize("base_url", ["", "https://example.org/"])
def test_german_site_says_nothing_in_english(tmp_path: Path, base_url: str) -> None:
    pages = site_in("de", tmp_path, base_url)
    german = phrases(WORDS / "de.toml")["page"]
    foreign = [
        re.compile("(.+)".join(map(re.escape, re.split(r"\{\w+\}", english))))
        for english, own in german.items()
        if own != english and not re.fullmatch(r"\{\w+\}.*\{\w+\}", english)
    ]
    for path, page in pages.items():
        if path.endswith(".html"):
            assert '<html lang="de" dir="ltr" ' in page or path.startswith("offline/")
            own = [" ".join(text.split()) for text in texts(page)]
            left = {text for text in own for phrase in foreign if phrase.fullmatch(text)}
            assert left == set(), path


def test_german_site_says_it_in_german(tmp_path: Path) -> None:
    pages = site_in("de", tmp_path)
    page, copy = pages["eins/index.html"], html.unescape(pages["offline/eins.html"])
    for words in (
        "„Wort“ und ‚Wort‘.",
        'class="ref">„Abschnitt“</a>',
        "„Abschnitt“ von „Münzen“</a>",
        "die Liste aller Beiträge</a>",
        "Abbildung 1</a>",
        "dieser Zustand von Abbildung 1</a>",
        "Gleichung (1)</a>",
        '<p class="callout-title"><strong>Hinweis</strong></p>',
        '<p class="callout-title"><strong>Zum Ausprobieren</strong></p>',
        "Ada und Blaise",
        "21. März 2026</time>",
        "aktualisiert am <time",
        "„Text“. <cite>Heft</cite>.",
        '<a href="https://example.org/fehler">Korrektur vorschlagen</a>',
        '<a href="https://example.org/fehler">bitte Bescheid sagen</a>',
        '"Copied":"Kopiert"',
    ):
        assert words in page
        assert words in copy or words.startswith('"')
    assert '"Copied":"Kopiert"' in copy
    assert "Auf der Seite die Regler bewegen" in pages["feed.xml"]
    assert "Das Python hinter „Münzen“" in pages["eins/python.html"]
    assert "Diese Seite gibt es nicht" in pages["404.html"]


def test_language_without_words_is_marked_and_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = site_in("ar", tmp_path)
    assert '<html lang="ar" dir="rtl" ' in pages["eins/index.html"]
    assert "Cite this page" in pages["eins/index.html"]
    assert capsys.readouterr().err.count("The theme has no words in `ar`: its own stay English.") == 1


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en-GB", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("az-Arab", "rtl"),
        ("ks-Deva", "ltr"),
        ("ar-EG", "rtl"),
    ],
)
def test_direction(language: str, way: str) -> None:
    assert direction(language) == way


def test_author_adds_a_language_and_says_some_of_it_otherwise(tmp_path: Path) -> None:
    project, words = open_project(tmp_path), tmp_path / "templates" / "words"
    words.mkdir(parents=True)
    (words / "fr.toml").write_text(
        'quotes = ["« ", " »", "“", "”"]\n[page]\n"Contents" = "Sommaire"\n', "utf-8"
    )
    (words / "de.toml").write_text('[page]\n"Contents" = "Überblick"\n', "utf-8")

    french, said = read_words(project, "fr-CA")
    german, complete = read_words(project, "de-AT")

    assert (french.say("Contents"), french.quoted("a"), french.say("Posts")) == ("Sommaire", "« a »", "Posts")
    assert said.startswith("templates/words/fr.toml lacks ")
    assert (german.say("Contents"), german.say("Posts"), complete) == ("Überblick", "Beiträge", "")
    assert read_words(project, "en-GB") == (ENGLISH, "")
