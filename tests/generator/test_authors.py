"""Who wrote a post, as reference managers and search engines read it."""

from __future__ import annotations

import datetime
from typing import Any

from sitegen.pages.metadata import cite, json_ld
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
