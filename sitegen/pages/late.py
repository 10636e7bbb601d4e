"""Pages that `serve` prints when a browser asks for them: those of posts that a build has found unchanged.

A page shows more than its post: neighbours, the menu, what search reads. Printed late, it shows these as
they are, and an edit costs what it changes. A post that has changed is printed by the build, which tells its
faults; and all are where the site around them has changed, for a template may now fail with any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sitegen.base.faults import BuildFailed, Fault
from sitegen.pages.articles import LookedUp
from sitegen.pages.pages import Written
from sitegen.pages.press import Press, print_post
from sitegen.source.content import Post

Page = Callable[[], str]
Told = tuple[Post, Written]


@dataclass
class Late:
    """What of the last build that went well is still to be printed, by path in the site; and what it knew."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    _around: Any = None
    _posts: Mapping[str, Any] = field(default_factory=dict)

    def split(self, press: Press, told: Sequence[Told]) -> tuple[list[Told], list[Told]]:
        """The posts to be printed now, and those that may wait."""
        same = self._around == _around(press)
        waiting = [same and not p.is_home and self._posts.get(p.slug) == _known(p, text) for p, text in told]
        pairs = list(zip(told, waiting, strict=True))
        return [each for each, waits in pairs if not waits], [each for each, waits in pairs if waits]

    def settle(
        self, press: Press, told: Sequence[Told], late: Sequence[Told], answers: Mapping[str, LookedUp]
    ) -> None:
        """The build has gone well: what the next one compares with, and the pages of the `late`."""
        self._around = _around(press)
        self._posts = {post.slug: _known(post, text) for post, text in told}
        self.pages = {
            path: partial(_printed, press, post, text, answers[post.slug], path)
            for post, text in late
            for path in _pages(post, text)
        }


def _around(press: Press) -> tuple[Any, ...]:
    """What may have any page fail."""
    site = press.site
    return site.config, site.words.key, press.theme.key, frozenset(site.assets.files)


def _known(post: Post, text: Written) -> tuple[Any, ...]:
    """All that one page has of its own."""
    return post.key, post.meta, text


def _pages(post: Post, text: Written) -> list[str]:
    return [post.page, post.python_page] if text.figures else [post.page]


def _printed(press: Press, post: Post, text: Written, answers: LookedUp, path: str) -> str:
    """The page at `path`. Raises `BuildFailed` with what was wrong with it after all."""
    faults: list[Fault] = []
    printed = print_post(faults, press, post, answers, text)
    if faults or not printed:
        raise BuildFailed(faults)
    return str(printed.files[path])
