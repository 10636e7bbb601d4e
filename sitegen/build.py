"""One build, from top to bottom: `content + py + templates → site`.

Faults are gathered from every stage as long as the next one can find more; with any, nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sitegen import runtime as pyodide_runtime
from sitegen.base import paths
from sitegen.base.cache import forget
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.notices import Notice
from sitegen.base.paths import ARCHIVE, INDEX, STILLS, still
from sitegen.base.project import Project
from sitegen.base.texts import latin_slug, shown
from sitegen.base.words import ENGLISH, Words
from sitegen.drawing import cells as pyodide_cells
from sitegen.drawing import figures as pyodide_figures
from sitegen.drawing.cells import Session, cells_made_of
from sitegen.drawing.figures import Drawn
from sitegen.drawing.gallery import Gallery, draws, figures_in, fill_gallery
from sitegen.output.hosts import for_hosts
from sitegen.output.offline import SiteFiles, archive, copy_of
from sitegen.output.publish import Strangers, publish
from sitegen.output.wheel import SiteWheel, site_wheel
from sitegen.pages.articles import LookedUp, References, draw_in, figures_of, look_up, rendered
from sitegen.pages.cards import card_faults, draw_cards, picture_of_card, subjects_of
from sitegen.pages.catalogue import entries_of
from sitegen.pages.cells import cells_of, print_in
from sitegen.pages.formulas import formulas_of
from sitegen.pages.manifest import Supply
from sitegen.pages.metadata import picture_of
from sitegen.pages.notices import notices_of
from sitegen.pages.pages import (
    Home,
    PostPage,
    Site,
    Written,
    index_page,
    other_pages,
    page_faults,
    post_context,
    python_page,
)
from sitegen.pages.search import search_script, sections_of, texts_path
from sitegen.pages.terms import telling
from sitegen.references.citations import read_bibliography
from sitegen.references.links import LinkTargets
from sitegen.references.math import but_undefined, macro_faults, trial, typeset
from sitegen.references.menu import site_menu
from sitegen.runtime import Pack, Runtime, cells_pack, data_pack, service_pack
from sitegen.runtime.bill import (
    Entry,
    cells_entry,
    data_entry,
    layer_entry,
    package_entry,
    post_entry,
    service_entry,
)
from sitegen.runtime.host import Hosts
from sitegen.runtime.on_demand import OnDemand
from sitegen.source.config import Config, read_config, read_site_toml
from sitegen.source.content import Post, read_posts
from sitegen.source.macros import Macro, read_macros
from sitegen.source.modules import Large, Made, made_of
from sitegen.source.needed import needed_by, needs_faults
from sitegen.source.static import static_faults, static_files
from sitegen.theme.assets import collect_assets
from sitegen.theme.bundle import bundle
from sitegen.theme.icons import favicon, icons
from sitegen.theme.languages import read_words
from sitegen.theme.templates import Templates


@dataclass(frozen=True)
class Studio:
    """Where figures are drawn. Tests put another in the place of the packed Python.

    `hosts` gives the Pythons that draw: `serve` has them stay for its next build.
    """

    hosts: Callable[[], AbstractContextManager[Hosts]] = Hosts
    prepare: Callable[..., Runtime] = pyodide_runtime.prepare_runtime
    pack: Callable[[Project, str, Made], Pack] = pyodide_runtime.post_pack
    layer: Callable[[Project, Runtime, Pack, Sequence[str]], Pack | None] = pyodide_runtime.post_layer
    draw: Callable[..., list[Drawn | Fault]] = pyodide_figures.draw_figures
    run: Callable[..., dict[str, Session]] = pyodide_cells.run_cells
    wheel: Callable[..., SiteWheel] = site_wheel
    packages: Callable[[Project], list[OnDemand]] = pyodide_runtime.packages_on_demand
    notices: Callable[[Project, Sequence[Post]], list[Notice]] = notices_of


@dataclass(frozen=True)
class Options:
    """How to build: the address of the site ("" or ending in `/`), and whether drafts are in it.

    `quick` leaves out what no page needs to be looked at: the offline copies, the archive and the wheel, and
    the pictures of Python's memory, which only make it start faster; and it takes fonts whole.
    """

    base_url: str = ""
    drafts: bool = False
    quick: bool = False


class Built(NamedTuple):
    """How many posts there are, and what else was found in the site's folder."""

    posts: int
    strangers: Strangers


def build(
    project: Project,
    options: Options | None = None,
    studio: Studio | None = None,
    site: Path | None = None,
) -> Built:
    """Build into `site` (the project's own, if not given).

    Raises `BuildFailed` with every fault, and then leaves the old site as it was.
    """
    options, studio = options or Options(), studio or Studio()
    faults: list[Fault] = []

    config, macros = _read_site(faults, project)
    words, untranslated = _try(faults, (ENGLISH, ""), read_words, project, config.language)
    if untranslated:
        print(untranslated, file=sys.stderr)
    posts, unread = read_posts(project, words, drafts=options.drafts)
    faults += unread
    works = _try(faults, None, read_bibliography, project, words)

    runtime = None
    if any(map(draws, posts)):
        runtime = _try(faults, None, studio.prepare, project, quick=options.quick)
    with studio.hosts() as hosts:
        draw = partial(studio.draw, project, runtime, hosts=hosts)
        run = partial(studio.run, project, runtime, hosts=hosts)
        gallery = fill_gallery(posts, draw, run) if runtime else Gallery()
    faults += gallery.faults
    faults += [fault for post in posts for fault in card_faults(post, gallery)]
    for post in posts:  # a figure's own fault is only the first of these
        figured = made_of(post.folder, figures_in(post), project.results)
        faults += [*figured.faults(project), *needs_faults(project, figured)]

    formulas, asked = _typeset(faults, project, macros, posts, gallery)
    library = References(_places(project, posts, gallery, formulas, words), works, formulas, gallery)
    answers = {post.slug: look_up(library, post) for post in posts}
    faults += [fault for answer in answers.values() for fault in answer.faults]

    static, card = static_files(project), _card(project, config)
    published = {path for answer in answers.values() for path in answer.files} | card.keys()
    faults += static_faults(project, static, answers, published)
    beside = {ARCHIVE, *_beside(posts)} | published | static.keys()
    config, unlinked = site_menu(project, config, library.places, beside, addressed=bool(options.base_url))
    faults += unlinked

    math = [formulas[written].get("html", "") for written in sorted(asked & formulas.keys())]
    assets = _try(faults, None, collect_assets, project, math, quick=options.quick)
    theme = Templates(project, words)
    _try(faults, None, theme.compile)
    if faults or assets is None:
        raise BuildFailed(faults)

    supply = (
        _try(faults, None, _supply, project, studio, config, posts, runtime, gallery.late, options.quick)
        if runtime
        else None
    )
    entries = entries_of(config, posts, formulas)
    named = config.image
    shown_by_links = picture_of(project.content, named["file"], named["alt"]) if named else None
    subjects = subjects_of(config, posts, entries, gallery) if options.base_url and not options.quick else {}
    cards = _try(faults, {}, draw_cards, project, theme, assets, subjects)
    pictures = {slug: picture_of_card(slug, subjects[slug]) for slug in cards}
    shown_by_links = shown_by_links or pictures.pop("", None)
    for slug, picture in pictures.items():
        entries[slug]["image"] = picture
    notices = _try(faults, [], studio.notices, project, posts)
    shared = Site(
        config, options.base_url, assets, entries, icons(static, assets), words, shown_by_links, notices
    )
    tree: dict[str, Path | str] = {f"{assets.folder}/{name}": file for name, file in assets.files.items()}
    tree |= supply.files if supply else {}
    tree |= {paths.card(slug): file for slug, file in cards.items()}
    around = SiteFiles(dict(tree), shared.canonical, partial(bundle, project, "site"))
    press = _Press(theme, shared, library, project, supply, around, options.quick)
    texts = [
        (post, text)
        for post in posts
        if (text := _try(faults, None, _write, press, post, answers[post.slug]))
    ]
    sections = {
        post.slug: sections_of(project.results, str(post.folder), text.article.html) for post, text in texts
    }
    found = [(entry, sections[slug]) for slug, entry in entries.items() if slug in sections]
    searched = search_script(config, found)
    shared = replace(shared, texts=texts_path(assets.folder, searched))
    press = replace(press, site=shared)
    tree[shared.texts] = searched
    made = [
        result
        for post, text in texts
        if (
            result := _make(
                faults,
                press,
                post,
                answers[post.slug],
                replace(text, article=telling(text.article, post.page, found, words)),
            )
        )
    ]
    for result in made:
        tree |= result.files
    feed = {result.post.slug: result.feed for result in made}
    tree |= _try(faults, {}, other_pages, theme, shared, feed)
    tree |= card | favicon(assets) | static
    home = next((each for each in made if each.home), None)
    index = _try(faults, None, index_page, theme, shared, home.home if home else None)
    if home and index:
        faults += page_faults(home.post, index(0))
    if faults or index is None:
        raise BuildFailed(faults)
    if options.quick:
        return Built(len(posts), publish(site or project.site, {**tree, INDEX: index(0)}))
    left_out = supply.unarchived if supply else set()
    held = {
        path: file
        for path, file in tree.items()
        if path not in left_out and not path.startswith(f"{STILLS}/")
    }
    archived = {each.post.page: each.archived for each in made if not each.home}
    held |= archived | {INDEX: index(0, archived=True)}
    whole = archive(held, latin_slug(config.title) or "site", shared.canonical)
    tree[INDEX] = index(len(whole))

    copies = {result.post.copy: result.copy for result in made if not result.home}
    strangers = publish(site or project.site, for_hosts(assets.folder) | tree | copies | {ARCHIVE: whole})
    forget(project.cache)
    return Built(len(posts), strangers)


def _try[**P, T](
    faults: list[Fault], otherwise: T, stage: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """The stage's result; where it fails, its faults are gathered and `otherwise` stands in."""
    try:
        return stage(*args, **kwargs)
    except BuildFailed as failed:
        faults += failed.faults
        return otherwise


def _read_site(faults: list[Fault], project: Project) -> tuple[Config, dict[str, Macro] | None]:
    """What `site.toml` says, and the author's macros; None where these cannot be read."""
    config = Config("", "", [])
    written = _try(faults, None, read_site_toml, project)
    if not written:
        return config, None
    return _try(faults, config, read_config, project, written), _try(faults, None, read_macros, written)


def _typeset(
    faults: list[Fault],
    project: Project,
    macros: dict[str, Macro] | None,
    posts: list[Post],
    gallery: Gallery,
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """What formulas have become, the author's macros tried among them; and which of them pages show."""
    asked = {str(post.folder): {f.written for f in formulas_of(post, gallery)} for post in posts}
    trials = {str(project.content): set(map(trial, macros or {}))}
    formulas = _try(faults, {}, typeset, project, macros or {}, asked | trials)
    formulas = but_undefined(formulas) if macros is None else formulas
    faults += macro_faults(shown(project, project.content / "site.toml"), macros or {}, formulas)
    return formulas, set().union(*asked.values())


def _card(project: Project, config: Config) -> dict[str, Path]:
    """The picture that shared links show, by its path in the site."""
    return {config.image["file"]: project.content / config.image["file"]} if config.image else {}


def _beside(posts: list[Post]) -> list[str]:
    """What posts have beside their pages."""
    return [post.copy for post in posts if not post.is_home] + [
        post.python_page for post in posts if post.outline.figures
    ]


def _places(
    project: Project,
    posts: list[Post],
    gallery: Gallery,
    formulas: Mapping[str, Mapping[str, Any]],
    words: Words,
) -> LinkTargets:
    read = {post.slug: post for post in posts}
    declarations = {place: drawn.declaration for place, drawn in gallery.figures.items()}
    return LinkTargets(project.content, read, declarations, formulas, words)


def _supply(
    project: Project,
    studio: Studio,
    config: Config,
    posts: list[Post],
    runtime: Runtime,
    late: set[str],
    quick: bool,
) -> Supply | None:
    drawn = [post for post in posts if post.outline.figures]
    ran = [post for post in posts if post.outline.cells]
    if not drawn and not ran:
        return None
    figures = {post.slug: sorted({name for name, _ in post.outline.figures}) for post in drawn}
    made = {post.slug: made_of(post.folder, figures[post.slug], project.results) for post in drawn}
    packs = {slug: studio.pack(project, slug, figured) for slug, figured in made.items()}
    layers = {
        slug: None if quick else studio.layer(project, runtime, pack, figures[slug])
        for slug, pack in packs.items()
    }
    own = {post.slug: list[Entry]() for post in posts if post in drawn or post in ran}
    for slug, pack in packs.items():
        own[slug] += [post_entry(pack)]
    packages = [package_entry(package.pack) for package in studio.packages(project)] if ran else []
    for post in ran:
        own[post.slug] += [cells_entry(cells_pack(project, post.slug, cells_made_of(project, post)))]
        own[post.slug] += packages
    for slug, layer in layers.items():
        own[slug] += [layer_entry(layer)] if layer else []
    wheel = None
    if drawn:
        newest = max(post.meta.updated or post.meta.date for post in drawn)
        wheel = studio.wheel(project, config.title, made, newest, make=not quick)
    needed = {slug: needed_by(project, slug, figured) for slug, figured in made.items()}
    for slug, wanted in needed.items():
        own[slug] += [service_entry(name, service_pack(project, name)) for name in wanted.services]
        own[slug] += [_data_entry(project, place, large) for place, large in wanted.data.items()]
    files = {large.file for wanted in needed.values() for large in wanted.data.values()}
    for file in sorted(file for file in files if not file.is_file()):
        said = f"Note: {shown(project, file)} is not there; pages say so to who asks for it."
        print(said, file=sys.stderr)
    return Supply(runtime, own, wheel, frozenset(late))


def _data_entry(project: Project, place: str, large: Large) -> Entry:
    pack = data_pack(project, large.file) if large.file.is_file() else None
    return data_entry(place, pack, travels=large.travels, offered=large.offered)


@dataclass(frozen=True)
class _Press:
    """What the pages of all posts are made with. `around` is what their copies may take in."""

    theme: Templates
    site: Site
    library: References
    project: Project
    supply: Supply | None
    around: SiteFiles
    quick: bool


@dataclass(frozen=True)
class _Made:
    """What one post gives to the site; `home` is its text as the home page's.

    `archived` is its page in the site's archive.
    """

    post: Post
    files: Mapping[str, Path | str]
    copy: bytes
    archived: str
    feed: str
    home: Home | None = None


def _make(
    faults: list[Fault], press: _Press, post: Post, answers: LookedUp, written: Written
) -> _Made | None:
    """All of one post."""
    theme, site = press.theme, press.site
    if post.is_home:
        listed = python_page(theme, site, post, written, press.supply) if written.figures else ""
        python = {post.python_page: listed} if listed else {}
        home = Home(post, written, press.supply)
        return _Made(post, {**answers.files, **python}, b"", "", "", home)
    made = _try(faults, None, PostPage, theme, site, post, written, press.supply)
    if not made:
        return None
    copy = b""
    if not press.quick:
        copy = _try(faults, b"", _copy, press, post, made, answers.files)
    page = made.on_site(len(copy))
    faults += page_faults(post, page)
    archived = made.in_archive(len(copy) if site.base_url else 0)  # else no copy can be led to
    files: dict[str, Path | str] = {**answers.files, post.page: page}
    if written.figures:
        files[post.python_page] = _try(faults, "", python_page, theme, site, post, written, press.supply)
    feed, stills = _for_feed(site, post, written)
    files |= {still(post.slug, name): svg for name, svg in stills.items()}
    return _Made(post, files, copy, archived, feed)


def _write(press: _Press, post: Post, answers: LookedUp) -> Written:
    """A post with its figures drawn into it and its article rendered."""
    library = press.library
    figures = figures_of(library, post, press.project)
    given = post_context(press.site, post)
    draw_in(press.theme, given, figures, answers.resolved)
    print_in(press.theme, given, cells_of(library.gallery, post, press.project.results), answers.resolved)
    cited = dict.fromkeys(key for key, _ in post.outline.citations)
    works = sorted(
        ((library.works or {})[key] for key in cited), key=lambda work: (work.label.lower(), work.key)
    )
    return Written(rendered(press.project.results, post, answers.resolved), figures, works)


def _copy(press: _Press, post: Post, page: PostPage, files: Mapping[str, Path]) -> bytes:
    """The post as one file."""
    held = [entry.pack for entry in press.supply.held(post)] if press.supply else []
    around = replace(press.around, tree={**press.around.tree, **files})
    chunks = press.site.assets.chunks if post.outline.cells else []
    return copy_of(page.to_copy(), post.page, {post.page, post.python_page}, held, around, chunks)


def _for_feed(site: Site, post: Post, written: Written) -> tuple[str, dict[str, str]]:
    """The post as the feed carries it, and its drawings; nothing where no feed has it."""
    if not site.base_url or post.meta.status == "unlisted":
        return "", {}
    from sitegen.pages.feeds import feed_html

    address = site.canonical(post.page)
    stills = site.canonical(still(post.slug, ""))
    return feed_html(written.article.html, address, written.figures, site.words, stills)
