"""Who wrote a post, as reference managers and search engines read it."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Person, parse_string

from sitegen.pages.metadata import citation_meta, cite, json_ld
from sitegen.references.tex import to_text
from sitegen.source.config import Config

SITE = Config(
    "Notes", "Of coins.", [{"name": "Ada Lovelace"}, {"name": "The Coin & Dice Club", "kind": "organization"}]
)


def entry(*authors: str) -> dict[str, Any]:
    return {
        "title": "Entropy",
        "description": "Of a coin.",
        "slug": "entropy",
        "date": datetime.date(2026, 1, 2),
        "updated": None,
        "words": 100,
        "tags": [],
        "authors": [SITE.author(name) for name in authors],
    }


def test_an_organization_is_cited_by_its_whole_name() -> None:
    bibtex = cite(SITE, entry("Ada Lovelace", "The Coin & Dice Club", "A Guest"), "")["bibtex"]
    assert r"  author = {Ada Lovelace and {The Coin \& Dice Club} and A Guest}," in bibtex.splitlines()


def test_an_organization_is_no_person_to_machines() -> None:
    authors = json_ld(SITE, "", entry("Ada Lovelace", "The Coin & Dice Club", "A Guest"))["author"]
    assert [author["@type"] for author in authors] == ["Person", "Organization", "Person"]


def test_a_person_has_a_page_and_an_identity() -> None:
    orcid = "https://orcid.org/0000-0002-1825-0097"
    ada = {"name": "Ada", "kind": "person", "url": "", "orcid": orcid}
    at_home = ada | {"name": "Blaise", "url": "https://example.org/"}
    first, second, third = json_ld(SITE, "", entry("Ada") | {"authors": [ada, at_home, SITE.author("Carl")]})[
        "author"
    ]
    assert (first["url"], first["sameAs"]) == (orcid, orcid)
    assert (second["url"], second["sameAs"]) == ("https://example.org/", orcid)
    assert third == {"@type": "Person", "name": "Carl"}


def test_scholar_is_told_every_author_in_order() -> None:
    told = citation_meta(SITE, entry("Ada Lovelace", "A Guest"), "https://example.org/entropy/")
    rows = [(row["name"].removeprefix("citation_"), row["content"]) for row in told]
    assert [content for name, content in rows if name == "author"] == ["Ada Lovelace", "A Guest"]
    assert {("title", "Entropy"), ("publication_date", "2026/01/02")} < set(rows)
    assert ("fulltext_html_url", "https://example.org/entropy/") in rows


SAID = st.text("aZ9äß &%#_${}\\~^", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))


@given(title=SAID.filter(bool), site=SAID.filter(bool))
def test_a_reference_manager_reads_what_was_written(title: str, site: str) -> None:
    config = Config(site, "", [])
    bibtex = cite(config, entry("Ada Lovelace", "The Coin & Dice Club") | {"title": title}, "")["bibtex"]
    ((key, read),) = parse_string(bibtex, "bibtex").entries.items()
    assert key == "lovelace2026entropy"
    assert to_text(read.fields["title"]) == title
    assert to_text(read.fields["howpublished"]) == site
    assert (read.fields["year"], read.fields["month"]) == ("2026", "1")
    assert read.persons["author"] == [Person("Ada Lovelace"), Person(r"{The Coin \& Dice Club}")]


def test_a_key_is_of_letters_that_every_program_takes() -> None:
    bibtex = cite(SITE, entry("Jürgen Müller"), "https://example.org/")["bibtex"]
    assert bibtex.startswith("@misc{muller2026entropy,")
    assert "  url = {https://example.org/}," in bibtex.splitlines()
