"""What live figures run on, and how a page is told of it: its manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sitegen.base.addresses import relative
from sitegen.output.wheel import SiteWheel
from sitegen.runtime import Pack, Runtime
from sitegen.source.content import Post


@dataclass(frozen=True)
class Supply:
    """The runtime, what each post has of its own, by slug, and the wheel with all posts in it.

    `late` are the posts whose figures import what a page does not bring at first.
    """

    runtime: Runtime
    posts: Mapping[str, Pack]
    layers: Mapping[str, Pack]
    wheel: SiteWheel
    late: frozenset[str] = frozenset()

    @property
    def files(self) -> list[Path]:
        """All that is published in `runtime/`."""
        packs = [*self.runtime.packs.values(), *self.posts.values(), *self.layers.values()]
        return [*(pack.path for pack in packs), *self.runtime.extras, self.wheel.path]

    def held(self, post: Post) -> list[Pack]:
        """The packs that an offline copy of a post holds; that of late imports where its figures want it."""
        own = self.posts.get(post.slug)
        return [*self._held(post).values(), own] if own else []

    def manifest(self, post: Post) -> dict[str, Any]:
        """Where the post's page finds each pack and how large it is; and the wheel. Empty without figures."""
        return self._manifest(
            post,
            self._packs(post),
            lambda pack: relative(post.page, f"runtime/{pack.path.name}"),
            relative(post.page, self._wheel),
        )

    def manifest_of_copy(self, post: Post, canonical: Callable[[str], str]) -> dict[str, Any]:
        """The same in an offline copy, which holds the packs as elements; the wheel stays on the site."""
        return self._manifest(
            post,
            self._held(post),
            lambda pack: f"#{pack.path.name}",
            canonical(self._wheel) or quote(self.wheel.path.name),
        )

    def _packs(self, post: Post) -> dict[str, Pack]:
        """By the names that the page knows them by, but for the post's own."""
        layer = {"layer": self.layers[post.slug]} if post.slug in self.layers else {}
        return self.runtime.packs | layer

    def _held(self, post: Post) -> dict[str, Pack]:
        packs = self._packs(post)
        return {name: pack for name, pack in packs.items() if name != "rest" or post.slug in self.late}

    def _manifest(
        self, post: Post, packs: Mapping[str, Pack], address: Callable[[Pack], str], wheel: str
    ) -> dict[str, Any]:
        if post.slug not in self.posts:
            return {}

        def told(pack: Pack) -> dict[str, Any]:
            return {"url": address(pack), "bytes": pack.bytes, "raw": pack.raw}

        return {
            "packs": {name: told(pack) for name, pack in packs.items()},
            "posts": {post.slug: told(self.posts[post.slug])},
            "wheel": {"url": wheel, "packages": {post.slug: self.wheel.packages[post.slug]}},
        }

    @property
    def _wheel(self) -> str:
        return f"runtime/{quote(self.wheel.path.name)}"
