"""The posts as the templates see them: in order, with their neighbours and series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

from sitegen.base.addresses import resolve
from sitegen.base.paths import page
from sitegen.markdown.headings import slug
from sitegen.markdown.math_text import math_text
from sitegen.pages.metadata import Picture, picture_of
from sitegen.source.config import Config
from sitegen.source.content import Post

WORDS_A_MINUTE = 220  # careful reading of expository prose

Entry = dict[str, Any]
UNLISTED = ("unlisted", "home")

_SERIES: dict[str, Any] = {"part": 0, "parts": 0}  # of a post that the series' readers do not see


def entries_of(
    config: Config, posts: Iterable[Post], math: Mapping[str, Mapping[str, Any]]
) -> dict[str, Entry]:
    """An entry for each post by its slug, newest first, series in their order; the listed linked in a row."""
    ordered = sorted(
        posts, key=lambda post: (-post.meta.date.toordinal(), post.meta.series, post.meta.order, post.slug)
    )
    entries = {post.slug: _entry(config, post, math) for post in ordered}
    shown = listed(entries.values())
    for row in _series(shown):
        _number(row)
        _join(row)
    _join(_by_date(shown))
    return entries


def listed(entries: Iterable[Entry]) -> list[Entry]:
    """Those that lists and feeds show."""
    return [entry for entry in entries if entry["status"] not in UNLISTED]


def series_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The series with listed posts, in the order of their names."""
    rows = _series(listed(entries))
    return [{"name": row[0]["series"]["name"], "posts": row} for row in rows]


def tags_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The tags of listed posts by the alphabet: each with its id on their page, and its posts."""
    tagged: dict[str, list[Entry]] = {}
    for entry in listed(entries):
        for tag in dict.fromkeys(entry["tags"]):
            tagged.setdefault(tag, []).append(entry)
    found: list[dict[str, Any]] = [
        {"name": name, "posts": tagged[name]} for name in sorted(tagged, key=str.casefold)
    ]
    alike: Counter[str] = Counter()
    for tag in found:
        id = f"tag-{slug(tag['name'])}"
        alike[id] += 1  # C and C++ have the same letters
        tag["id"] = id if alike[id] == 1 else f"{id}-{alike[id]}"
    return found


def _entry(config: Config, post: Post, math: Mapping[str, Mapping[str, Any]]) -> Entry:
    meta = post.meta
    title, description = math_text(meta.title, math), math_text(meta.description, math)
    names = meta.authors or tuple(author["name"] for author in config.authors)
    return {
        "slug": post.slug,
        "path": post.page,
        "title": title.plain,
        "description": description.plain,
        "typeset": {"title": title, "description": description},
        "date": meta.date,
        "updated": meta.updated,
        "changed": meta.changed,
        "authors": [config.author(name) for name in names],
        "tags": list(meta.tags),
        "series": _SERIES | {"name": meta.series, "order": meta.order} if meta.series else None,
        "status": meta.status,
        "words": post.outline.words,
        "minutes": max(1, ceil(post.outline.words / WORDS_A_MINUTE)),
        "image": _picture(post) if meta.image else None,
        "prev": None,
        "next": None,
    }


def _picture(post: Post) -> Picture:
    path = resolve(page(post.slug), post.meta.image).path  # a home page's own is beside its text, too
    return picture_of(post.folder.parent, path, post.meta.image_alt)


def _series(entries: Iterable[Entry]) -> list[list[Entry]]:
    rows: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry["series"]:
            rows.setdefault(entry["series"]["name"], []).append(entry)
    for row in rows.values():
        row.sort(key=lambda entry: (entry["series"]["order"], entry["date"], entry["slug"]))
    return [rows[name] for name in sorted(rows)]


def _by_date(entries: Iterable[Entry]) -> list[Entry]:
    alone = [entry for entry in entries if not entry["series"]]
    return sorted(alone, key=lambda entry: (entry["date"], entry["slug"]))


def _number(row: Sequence[Entry]) -> None:
    """Which part of its series each is: an author's `order` may leave gaps, as a draft does."""
    for part, entry in enumerate(row, start=1):
        entry["series"] |= {"part": part, "parts": len(row)}


def _join(row: Sequence[Entry]) -> None:
    for before, after in pairwise(row):
        before["next"], after["prev"] = after, before
