"""The pages of one post, from what was drawn for it and what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sitegen.base.faults import Fault, attempt
from sitegen.base.paths import still
from sitegen.base.project import Project
from sitegen.output.offline import SiteFiles, copy_of
from sitegen.pages.articles import LookedUp, References, draw_in, figures_of, rendered
from sitegen.pages.cells import cells_of, print_in
from sitegen.pages.manifest import Supply
from sitegen.pages.pages import PostPage, Site, Written, figure_context, page_faults, python_page
from sitegen.references.citations import Work
from sitegen.source.content import Post
from sitegen.theme.templates import Templates


@dataclass(frozen=True)
class Press:
    """What the pages of all posts are made with.

    `around` is what their copies may take in, `signs` are the code points that a PNG can show.
    """

    theme: Templates
    site: Site
    library: References
    project: Project
    supply: Supply | None
    around: SiteFiles
    quick: bool
    signs: frozenset[int]


@dataclass(frozen=True)
class PrintedPost:
    """What one post gives to the site, by path; `archived` are its pages in the site's archive.

    `feed` is its article there, `drawings` are the SVGs of which PNGs for it are still to be made.
    """

    slug: str
    files: Mapping[str, Path | str]
    copies: Mapping[str, Path | bytes] = field(default_factory=dict)
    archived: Mapping[str, str] = field(default_factory=dict)
    feed: str = ""
    drawings: Mapping[str, str] = field(default_factory=dict)

    def written(self, write: Callable[[str, str | bytes], Path]) -> PrintedPost:
        """The same, its pages and copies as files that `write` has made of them."""

        def made(of: Mapping[str, Path | str] | Mapping[str, Path | bytes]) -> dict[str, Path]:
            return {path: each if isinstance(each, Path) else write(path, each) for path, each in of.items()}

        return replace(self, files=made(self.files), copies=made(self.copies))


def print_post(
    faults: list[Fault], press: Press, post: Post, answers: LookedUp, written: Written
) -> PrintedPost | None:
    """All of one post."""
    theme, site = press.theme, press.site
    python = {}
    if written.figures:
        python[post.python_page] = attempt(faults, "", python_page, theme, site, post, written, press.supply)
    if post.is_home:
        return PrintedPost(post.slug, {**answers.files, **python}, archived=python)
    made = attempt(faults, None, PostPage, theme, site, post, written, press.supply)
    if not made:
        return None
    copy = b""
    if not press.quick:
        copy = attempt(faults, b"", _copy, press, post, made, answers.files)
    page = made.on_site(len(copy))
    faults += page_faults(post, page)
    feed, drawings, svgs = _for_feed(press, post, written)
    files = {**answers.files, **python, **svgs, post.page: page}
    if press.quick:
        return PrintedPost(post.slug, files, feed=feed, drawings=drawings)
    # Without its address no link of the archive can lead to the copy.
    archived = {**python, post.page: made.in_archive(len(copy) if site.base_url else 0)}
    return PrintedPost(post.slug, files, {post.copy: copy} if copy else {}, archived, feed, drawings)


def draw(press: Press, post: Post, answers: LookedUp) -> list[dict[str, Any]]:
    """What templates are told of the post's figures, which are drawn into its answers, as its cells are."""
    library = press.library
    figures = figures_of(library, post, press.project)
    cells = cells_of(library.gallery, post, press.project.results)
    if figures or cells:
        given = figure_context(press.site, post)
        draw_in(press.theme, given, figures, answers.resolved)
        print_in(press.theme, given, cells, answers.resolved)
    return figures


def write(
    press: Press, drawn: Sequence[tuple[Post, list[dict[str, Any]]]], answers: Mapping[str, LookedUp]
) -> list[tuple[Post, Written]]:
    """The posts, whose figures are `drawn`, with their articles."""
    resolved = [(post, answers[post.slug].resolved) for post, _ in drawn]
    articles = rendered(press.project.results, press.library.typeset, resolved)
    return [
        (post, Written(text, searched, figures, _cited(press.library, post)))
        for (post, figures), (text, searched) in zip(drawn, articles, strict=True)
    ]


def _cited(library: References, post: Post) -> list[Work]:
    keys = dict.fromkeys(key for key, _ in post.outline.citations)
    works = ((library.works or {})[key] for key in keys)
    return sorted(works, key=lambda work: (work.label.lower(), work.key))


def _copy(press: Press, post: Post, page: PostPage, files: Mapping[str, Path]) -> bytes:
    """The post as one file."""
    held = [entry.pack for entry in press.supply.held(post)] if press.supply else []
    around = replace(press.around, tree={**press.around.tree, **files})
    chunks = press.site.assets.chunks if post.outline.cells else []
    return copy_of(page.to_copy(), post.page, {post.page, post.python_page}, held, around, chunks)


def _for_feed(press: Press, post: Post, written: Written) -> tuple[str, dict[str, str], dict[str, str]]:
    """The post as the feed carries it, what its PNGs are made of, and its SVGs; nothing where none has it."""
    site = press.site
    if not site.base_url or post.meta.status == "unlisted":
        return "", {}, {}
    from sitegen.pages.feeds import feed_html
    from sitegen.pages.stills import Stills

    stills = Stills(site.canonical(still(post.slug, "")), press.signs)
    html = feed_html(written.article.html, site.canonical(post.page), written.figures, site.words, stills)
    pngs, svgs = (
        {still(post.slug, name): svg for name, svg in of.items()} for of in (stills.pngs, stills.svgs)
    )
    return html, pngs, svgs
