"""What pages, offline copies, the archive and files may weigh: `[budgets]` in `site.toml`, in bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sitegen.base import schema
from sitegen.base.faults import Fault
from sitegen.base.schema import Key, KeyLines

OF_A_PAGE: Mapping[str, int] = {
    "page": 500_000,  # what it loads before it can be read, text as gzip makes it
    "pictures": 10_000_000,  # those that follow as a reader comes near
    "start": 10_000_000,  # Python, before its figures are live
    "import": 4_000_000,  # what Python fetches only where an import misses
    "asked": 10_000_000,  # data files and services, once a figure needs them
    "copy": 20_000_000,  # the post as one file
}
OF_THE_SITE: Mapping[str, int] = {
    "archive": 20_000_000,  # the site as one file
    "file": 20_000_000,  # any other: some static hosts refuse larger ones
}
_OF_ALL = {**OF_A_PAGE, **OF_THE_SITE}


@dataclass(frozen=True)
class Budgets:
    """The sizes that a site sets: by what they are for, and below `posts` what is else for one post."""

    table: Mapping[str, Any] = field(default_factory=dict)

    def of(self, key: str, slug: str = "") -> int:
        """The budget of a post, or of what is none."""
        own = self.table.get("posts", {}).get(slug, {})
        return int({**_OF_ALL, **self.table, **own}[key])


def budget_faults(
    path: str, table: Mapping[str, Any], lines: KeyLines, slugs: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with the table in `site.toml`; `slugs` are those of the posts that there are."""
    of = partial(lines.of, "budgets")
    yield from schema.check(path, table, of, _sizes(_OF_ALL) | {"posts": _TABLE})
    posts = table.get("posts", {})
    if not _is_table(posts):
        return
    of_posts = partial(of, "posts")
    yield from schema.check(path, posts, of_posts, dict.fromkeys(slugs, _TABLE))
    for slug, own in posts.items():
        if slug in slugs and _is_table(own):
            yield from schema.check(path, own, partial(of_posts, slug), _sizes(OF_A_PAGE))


def _sizes(budgets: Mapping[str, int]) -> dict[str, Key]:
    return {name: Key(_is_size, f"{name} = {size:_} (it is in bytes)") for name, size in budgets.items()}


def _is_size(value: Any) -> bool:
    return schema.whole(value) and value > 0


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


_TABLE = Key(_is_table, "[budgets.posts.my-post] with asked = 20_000_000")
