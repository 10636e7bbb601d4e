"""`content/site.toml`: what the site is called, who writes it, under which licences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from sitegen.base import schema
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.schema import Key, KeyLines, key_lines, read_toml
from sitegen.base.texts import read_text, shown
from sitegen.source.budgets import Budgets, budget_faults

_CARDS = {".png", ".jpg", ".jpeg", ".webp"}
_AUTHORS = ("person", "organization")
KEYS = {
    "title": Key(schema.text, 'title = "The Shape of the Next Token"', True, "What the site is called."),
    "description": Key(
        schema.text, 'description = "One sentence about the site."', True, "What it is, for shared links."
    ),
    "language": Key(
        schema.language,
        'language = "en-GB"',
        help="Of the texts, and of what pages say themselves.",
    ),
    "corrections": Key(
        schema.text, 'corrections = "https://example.org/issues"', help="Where readers say what is wrong."
    ),
    "authors": Key(
        lambda value: (
            bool(value)
            and schema.tables("name")(value)
            and all(author.get("kind", "person") in _AUTHORS for author in value)
        ),
        '[[authors]] with name = "Ada Lovelace" (and url, orcid; kind = "organization" for who is no person)',
        True,
        "Who writes the posts that name nobody.",
    ),
    "licence": Key(
        lambda value: (
            isinstance(value, dict)
            and set(value) <= {"text", "code"}
            and all(map(schema.table("name", "url"), value.values()))
        ),
        '[licence] with text = {name = "CC BY 4.0", url = "https://…"} and code = {…}',
        help="Under which the texts and the code may be used.",
    ),
    "materials": Key(
        schema.tables("name", "licence"),
        '[[materials]] with name = "Six novels by Jane Austen" and licence = "public domain" (and url)',
        help="Models, texts and data of others, for the page of licences.",
    ),
    "image": Key(
        lambda value: schema.table("file", "alt")(value) and set(value) == {"file", "alt"},
        '[image] with file = "card.png" and alt = "What it shows"',
        help="What a shared link shows whose post has neither image nor drawing.",
    ),
    "budgets": Key(
        lambda value: isinstance(value, dict),
        "[budgets] with start = 12_000_000 (it is in bytes)",
        help="What pages and files may weigh before `check` complains.",
    ),
    "links": Key(
        schema.tables("label", "href"),
        '[[links]] with label = "Source" and href = "https://…"',
        help="At the head of every page.",
    ),
    "macros": Key(
        schema.table(), "[macros] with '\\E' = '\\operatorname{E}'", help="Of your own, in every formula."
    ),
}


class SiteToml(NamedTuple):
    """`site.toml` as it is written: what faults call it, what it holds, and on which lines."""

    name: str
    values: dict[str, Any]
    lines: KeyLines


@dataclass(frozen=True)
class Config:
    """The site's own words. Each author has a `name` and a `kind`, and `url` and `orcid` that may be "".

    `lines` are where its keys stand in `site.toml`.
    """

    title: str
    description: str
    authors: list[dict[str, str]]
    language: str = "en-GB"
    corrections: str = ""
    licence: dict[str, dict[str, str]] = field(default_factory=dict)
    materials: list[dict[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    image: dict[str, str] = field(default_factory=dict)
    budgets: Budgets = field(default_factory=Budgets)
    lines: KeyLines = field(default_factory=KeyLines)

    def author(self, name: str) -> dict[str, str]:
        """Whoever has this name; an author whom `site.toml` does not list has no links."""
        known = {author["name"]: author for author in self.authors}
        return {"name": name, "kind": "person", "url": "", "orcid": ""} | known.get(name, {})


def read_site_toml(project: Project) -> SiteToml:
    """Read `content/site.toml`; raises `BuildFailed` where there is none, or it is no TOML."""
    path = project.content / "site.toml"
    name = shown(project, path)
    if not path.is_file():
        remedy = "Write it with at least: " + ", ".join(k for k, key in KEYS.items() if key.required) + "."
        raise BuildFailed([Fault(name, 0, "the site has no description of itself", remedy)])
    text = read_text(project, path)
    return SiteToml(name, read_toml(name, text), key_lines(text))


def read_config(project: Project, written: SiteToml) -> Config:
    """What `site.toml` says, checked, but for the macros; raises `BuildFailed` with every fault."""
    name, values, lines = written.name, dict(written.values), written.lines
    faults = list(schema.check(name, values, lines.of, KEYS))
    if not faults and "image" in values:
        faults = [Fault(name, lines.of("image"), *wrong) for wrong in _image_faults(project, values["image"])]
    if isinstance(budgets := values.pop("budgets", {}), dict):
        slugs = sorted(text.parent.name for text in project.content.glob("*/index.md"))
        faults += budget_faults(name, budgets, lines, slugs)
    if faults:
        raise BuildFailed(faults)
    values.pop("macros", None)  # read by macros.py
    return Config(**values, budgets=Budgets(budgets), lines=lines)


def _image_faults(project: Project, image: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the picture that shared links show, and what would be right."""
    path = PurePosixPath(image["file"])
    if path.is_absolute() or ".." in path.parts or not (project.content / path).is_file():
        yield f"there is no picture `{path}`", "Its place is written from `content/`, as in `card.png`."
    elif wrong := unshown(image["file"]):
        yield wrong


def unshown(card: str) -> tuple[str, str] | None:
    """Why links that are shared cannot show a picture, and what to do, by its name."""
    if PurePosixPath(card).suffix.lower() in _CARDS:
        return None
    return f"shared links do not show `{card}`", "Save it as PNG, JPEG or WebP."
