"""One build, from top to bottom: `content + py + templates → site`.

Faults are gathered from every stage as long as the next one can find more; with any, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sitegen import figures as pyodide_figures
from sitegen import runtime as pyodide_runtime
from sitegen.articles import Answers, Library, draw_in, figures_of, look_up, rendered
from sitegen.assets import collect_assets
from sitegen.cache import Cache
from sitegen.citations import read_bibliography
from sitegen.config import Config, read_config
from sitegen.content import Post, read_posts
from sitegen.drawing import Gallery, draws, fill_gallery
from sitegen.faults import BuildFailed, Fault
from sitegen.figures import Drawn, FigureRequest
from sitegen.links import Places
from sitegen.math import typeset
from sitegen.offline import ARCHIVE, Surroundings, archive, copy_of, held_packs
from sitegen.pages import (
    Site,
    Written,
    index_page,
    other_pages,
    page_faults,
    page_to_copy,
    post_context,
    post_page,
    python_page,
)
from sitegen.project import Project
from sitegen.publish import publish
from sitegen.runtime import Pack, Runtime
from sitegen.shelf import shelve
from sitegen.texts import latin_slug
from sitegen.theme import Theme
from sitegen.wheel import SiteWheel, site_wheel


@dataclass(frozen=True)
class Studio:
    """Where figures are drawn. Tests put another in the place of the packed Python."""

    prepare: Callable[[Project], Runtime] = pyodide_runtime.prepare_runtime
    pack: Callable[[Project, Path], Pack] = pyodide_runtime.post_pack
    draw: Callable[[Project, Runtime, Sequence[FigureRequest]], list[Drawn | Fault]] = (
        pyodide_figures.draw_figures
    )
    wheel: Callable[[Project, str, Mapping[str, Path], date], SiteWheel] = site_wheel


@dataclass(frozen=True)
class Options:
    """How to build: the address of the site ("" or ending in `/`), and whether drafts are in it."""

    base_url: str = ""
    drafts: bool = False


def build(
    project: Project,
    options: Options | None = None,
    studio: Studio | None = None,
    site: Path | None = None,
) -> int:
    """Build into `site` (the project's own, if not given); gives the number of posts.

    Raises `BuildFailed` with every fault, and then leaves the old site as it was.
    """
    options, studio = options or Options(), studio or Studio()
    cache = Cache(project.cache)
    faults: list[Fault] = []

    config = _try(faults, Config("", "", []), read_config, project)
    posts, unread = read_posts(project, cache, drafts=options.drafts)
    faults += unread
    works = _try(faults, None, read_bibliography, project, cache)
    asked = {formula for post in posts for formula, _ in post.outline.formulas}
    formulas = _try(faults, {}, typeset, project, cache, asked)

    runtime = _try(faults, None, studio.prepare, project) if any(map(draws, posts)) else None
    gallery = (
        fill_gallery(posts, lambda wanted: studio.draw(project, runtime, wanted)) if runtime else Gallery()
    )
    faults += gallery.faults

    library = Library(_places(project, posts, gallery), works, formulas, gallery)
    answers = {post.slug: look_up(library, post) for post in posts}
    faults += [fault for answer in answers.values() for fault in answer.faults]

    math = [formula.get("html", "") for _, formula in sorted(formulas.items())]
    assets = _try(faults, None, collect_assets, project, cache, math)
    theme = Theme(project, cache)
    _try(faults, None, theme.compile)
    if faults or assets is None:
        raise BuildFailed(faults)

    shared = Site(config, options.base_url, assets, shelve(config, posts))
    packs = {post.slug: studio.pack(project, post.folder) for post in posts if post.outline.figures}
    tree: dict[str, Path | str] = {f"{assets.folder}/{name}": file for name, file in assets.files.items()}
    wheel = _try(faults, None, _wheel, studio, project, config, posts) if packs else None
    tree |= _runtime_files(runtime, packs, wheel)
    feed: dict[str, str] = {}
    copies: dict[str, bytes] = {}
    unoffered: dict[str, str] = {}  # pages as the archive has them: without what it cannot lead to
    for post in posts:
        written = _try(
            faults, None, _write, library, shared, theme, cache, posts, post, answers[post.slug], packs
        )
        if written:
            tree |= answers[post.slug].files
            copy = _try(faults, b"", _copy, theme, shared, post, written, runtime, wheel, tree)
            copies[post.copy] = copy
            page = _try(faults, "", post_page, theme, shared, post, written, runtime, wheel, len(copy))
            faults += page_faults(post, page)
            tree[post.page] = page
            if not options.base_url:
                bare = _try(faults, "", post_page, theme, shared, post, written, runtime, wheel)
                unoffered[post.page] = bare
            if written.figures:
                tree[post.python_page] = _try(faults, "", python_page, theme, shared, post, written)
            if options.base_url:
                feed[post.slug] = _for_feed(shared, post, written)
    tree |= _try(faults, {}, other_pages, theme, shared, feed)
    unoffered["index.html"] = _try(faults, "", index_page, theme, shared)
    if faults:
        raise BuildFailed(faults)
    whole = archive(tree | unoffered, latin_slug(config.title) or "site", shared.canonical)
    tree["index.html"] = index_page(theme, shared, ARCHIVE, len(whole))

    publish(site or project.site, dict(sorted(tree.items())) | copies | {ARCHIVE: whole, ".nojekyll": ""})
    return len(posts)


def _try[**P, T](
    faults: list[Fault], otherwise: T, stage: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """The stage's result; where it fails, its faults are gathered and `otherwise` stands in."""
    try:
        return stage(*args, **kwargs)
    except BuildFailed as failed:
        faults += failed.faults
        return otherwise


def _places(project: Project, posts: list[Post], gallery: Gallery) -> Places:
    read = {post.slug: post for post in posts}
    declarations = {place: drawn.declaration for place, drawn in gallery.figures.items()}
    return Places(project.content, read, declarations)


def _write(
    library: Library,
    site: Site,
    theme: Theme,
    cache: Cache,
    posts: list[Post],
    post: Post,
    answers: Answers,
    packs: dict[str, Pack],
) -> Written:
    """A post with its figures drawn into it and its article rendered."""
    figures = figures_of(library, posts, post, cache)
    draw_in(theme, post_context(site, post), figures, answers.resolved)
    cited = dict.fromkeys(key for key, _ in post.outline.citations)
    works = sorted(
        ((library.works or {})[key] for key in cited), key=lambda work: (work.label.lower(), work.key)
    )
    own = {post.slug: packs[post.slug]} if post.slug in packs else {}
    return Written(rendered(cache, post, answers.resolved), figures, works, own)


def _copy(
    theme: Theme,
    site: Site,
    post: Post,
    written: Written,
    runtime: Runtime | None,
    wheel: SiteWheel | None,
    tree: Mapping[str, Path | str],
) -> bytes:
    """The post as one file."""
    packs = held_packs(runtime, written.packs) if runtime and written.packs else {}
    page = page_to_copy(theme, site, post, written, packs, wheel)
    return copy_of(page, post.page, {post.page, post.python_page}, packs, Surroundings(tree, site.canonical))


def _wheel(studio: Studio, project: Project, config: Config, posts: list[Post]) -> SiteWheel:
    drawn = {post.slug: post.folder for post in posts if post.outline.figures}
    newest = max(post.meta.updated or post.meta.date for post in posts if post.slug in drawn)
    return studio.wheel(project, config.title, drawn, newest)


def _runtime_files(
    runtime: Runtime | None, packs: dict[str, Pack], wheel: SiteWheel | None
) -> dict[str, Path | str]:
    if not runtime:
        return {}
    paths = [pack.path for pack in [*runtime.packs.values(), *packs.values()]]
    paths += [wheel.path] if wheel else []
    return {f"runtime/{path.name}": path for path in [*paths, *runtime.extras]}


def _for_feed(site: Site, post: Post, written: Written) -> str:
    from sitegen.feeds import feed_html

    answers = {figure["id"]: figure["answer"] for figure in written.figures}
    return feed_html(written.article.html, site.canonical(post.page), answers)
