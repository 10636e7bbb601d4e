"""Who is named on the page of licences: those whose work is in what the site ships."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.base.notices import Notice
from sitegen.base.project import Project
from sitegen.drawing.gallery import draws
from sitegen.runtime.python_notices import python_notices
from sitegen.source.content import Post
from sitegen.theme.npm_notices import page_notices


def notices_of(project: Project, posts: Iterable[Post]) -> list[Notice]:
    """Python's first, where a post has any. Raises `BuildFailed` where a package cannot be had."""
    drawn = [post for post in posts if draws(post)]
    on_demand = any(post.outline.cells for post in drawn)
    python = python_notices(project, on_demand=on_demand) if drawn else []
    return [*python, *page_notices(project)]
