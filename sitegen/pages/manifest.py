"""What live figures run on, and how a page is told of it: its manifest, with its bill."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sitegen.base.addresses import relative
from sitegen.base.cache import digest
from sitegen.base.paths import RUNTIME
from sitegen.output.wheel import SiteWheel
from sitegen.runtime import Runtime
from sitegen.runtime.bill import Entry, runtime_bill
from sitegen.source.content import Post


@dataclass(frozen=True)
class Supply:
    """The runtime, what each post has of its own, by slug, and the wheel with the figures of all posts.

    `late` are the posts whose figures or cells import what a page does not bring at first.
    """

    runtime: Runtime
    own: Mapping[str, Sequence[Entry]]
    wheel: SiteWheel | None
    late: frozenset[str] = frozenset()

    @property
    def files(self) -> dict[str, Path | str]:
        """All that is published in `runtime/`, by its path in the site."""
        paths = [part.path for bill in self._bills.values() for entry in bill for part in entry.pack.parts]
        wheel = [self.wheel.path] if self.wheel and self.wheel.is_made else []
        named = {f"{RUNTIME}/{path.name}": path for path in [*paths, *wheel]}
        return {**named, self._site_bill: self._kept}

    @property
    def unarchived(self) -> set[str]:
        """Those of these files that the site's archive leaves out."""
        kept = {
            part.path for slug in self._bills for entry in self._archived(slug) for part in entry.pack.parts
        }
        paths = {part.path for bill in self._bills.values() for entry in bill for part in entry.pack.parts}
        return {f"{RUNTIME}/{path.name}" for path in paths - kept}

    def held(self, post: Post) -> list[Entry]:
        """What an offline copy of a post holds."""
        return [entry for entry in self._bills.get(post.slug, []) if entry.travels]

    def manifest(self, post: Post, *, archived: bool = False) -> dict[str, Any]:
        """The bill of the post's page, the site's, which says what a reader may keep, and the wheel.

        Empty without figures and cells. `archived`: in the site's archive.
        """
        if post.slug not in self._bills:
            return {}
        entries = self._archived(post.slug) if archived else self._bills[post.slug]
        bill = [entry.told(lambda path: relative(post.page, f"{RUNTIME}/{path.name}")) for entry in entries]
        kept = {"kept": relative(post.page, self._site_bill)}
        wheel = self._told(post, lambda name: relative(post.page, f"{RUNTIME}/{quote(name)}"))
        return {"post": post.slug, "bill": bill, **kept, **wheel}

    def manifest_of_copy(self, post: Post, canonical: Callable[[str], str]) -> dict[str, Any]:
        """The same in an offline copy, which holds the packs as elements; the wheel stays on the site."""
        if post.slug not in self._bills:
            return {}
        bill = [entry.told(lambda path: f"#{path.name}") for entry in self.held(post)]
        wheel = self._told(post, lambda name: canonical(f"{RUNTIME}/{quote(name)}") or quote(name))
        return {"post": post.slug, "bill": bill, **wheel}

    @cached_property
    def _bills(self) -> dict[str, list[Entry]]:
        """By slug. The rest of the library travels where figures want it."""
        return {
            slug: [
                replace(entry, travels=True) if slug in self.late and entry.when == "import" else entry
                for entry in runtime_bill(self.runtime.packs, *own)
            ]
            for slug, own in self.own.items()
        }

    def _archived(self, slug: str) -> list[Entry]:
        """What the archive holds for a post: what its offline copy does, and the rest of the library.

        But no picture of a memory: without one, Python only starts later.
        """
        return [
            entry
            for entry in self._bills[slug]
            if (entry.travels or entry.when == "import") and entry.kind != "picture"
        ]

    @cached_property
    def _kept(self) -> str:
        """The site's bill: the names of all files that any of its pages may load."""
        names = {part.path.name for bill in self._bills.values() for e in bill for part in e.pack.parts}
        return json.dumps(sorted(names), separators=(",", ":"))

    @property
    def _site_bill(self) -> str:
        return f"{RUNTIME}/bill.{digest(self._kept)[:16]}.json"

    @property
    def wheel_path(self) -> str:
        """Where the wheel lies in the site; "" where there is none."""
        return f"{RUNTIME}/{quote(self.wheel.path.name)}" if self.wheel and self.wheel.is_made else ""

    def _told(self, post: Post, address: Callable[[str], str]) -> dict[str, Any]:
        if not self.wheel or post.slug not in self.wheel.packages:
            return {}
        wheel = {"url": address(self.wheel.path.name), "package": self.wheel.packages[post.slug]}
        return {"wheel": wheel}
