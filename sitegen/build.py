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
from sitegen.base.cache import digest, forget
from sitegen.base.faults import BuildFailed, Fault, attempt
from sitegen.base.notices import Notice
from sitegen.base.paths import ARCHIVE, INDEX, STILLS
from sitegen.base.project import Project
from sitegen.base.spread import spread
from sitegen.base.texts import latin_slug, shown
from sitegen.base.words import ENGLISH, Words
from sitegen.drawing import cells as pyodide_cells
from sitegen.drawing import figures as pyodide_figures
from sitegen.drawing.cells import Session, cells_made_of
from sitegen.drawing.figures import Drawn
from sitegen.drawing.gallery import Gallery, draws, figures_in, fill_gallery
from sitegen.output.hosts import for_hosts
from sitegen.output.offline import SiteFiles, archive
from sitegen.output.publish import Edition, Strangers, edition
from sitegen.output.wheel import SiteWheel, site_wheel
from sitegen.pages import catalogue
from sitegen.pages.articles import LookedUp, References, look_up
from sitegen.pages.cards import card_faults, draw_cards, picture_of_card, subjects_of
from sitegen.pages.formulas import formulas_of
from sitegen.pages.glossary import glossary_of
from sitegen.pages.late import Late, Told
from sitegen.pages.manifest import Supply
from sitegen.pages.metadata import Picture, picture_of
from sitegen.pages.notices import notices_of
from sitegen.pages.pages import Home, Site, Written, index_page, other_pages, page_faults
from sitegen.pages.pictures import draw_pictures
from sitegen.pages.press import Press, PrintedPost, draw, print_post, write
from sitegen.pages.search import Section, search_script, texts_path
from sitegen.pages.terms import telling
from sitegen.references.citations import Work, read_bibliography
from sitegen.references.links import LinkTargets
from sitegen.references.math import but_undefined, macro_faults, trial, typeset, typeset_key
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
from sitegen.source.content import Post, read_posts, require_content
from sitegen.source.macros import Macro, read_macros
from sitegen.source.modules import Large, Made, made_of
from sitegen.source.needed import needed_by, needs_faults
from sitegen.source.static import static_faults, static_files
from sitegen.theme.assets import Assets, collect_assets
from sitegen.theme.bundle import bundle
from sitegen.theme.faces import signs_of, static_faces
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
    late: Late | None = None,
) -> Built:
    """Build into `site` (the project's own, if not given); but the pages that may come `late`.

    Raises `BuildFailed` with every fault, and then leaves the old site as it was.
    """
    with project.results.still():
        return _built(_Job(project, options or Options(), studio or Studio()), site or project.site, late)


def _built(job: _Job, site: Path, late: Late | None) -> Built:
    project = job.project
    require_content(project)
    faults: list[Fault] = []
    sources = _read(faults, job)
    drawings = _draw(faults, job, sources.posts)
    known = _look_up(faults, job, sources, drawings.gallery)
    theme, assets = _dress(faults, job, sources.words, known)
    if faults or assets is None:
        raise BuildFailed(faults)

    press = _set_up(faults, job, sources, drawings, known, theme, assets)
    with edition(site) as new:
        printed = _print(faults, press, sources.posts, known.answers, late or Late(), new)
        index = _front(faults, printed)
        if faults or index is None:
            raise BuildFailed(faults)

        tree = {**press.around.tree, **printed.files, **known.card, **favicon(assets), **known.static}
        if job.options.quick:
            strangers = new.publish({**tree, INDEX: index(0)})
            if late:
                late.settle(printed.press, printed.told, printed.late, known.answers)
        else:
            whole = _archive(printed, tree, index)
            copies = {path: file for each in printed.posts for path, file in each.copies.items()}
            around = for_hosts(assets.folder) | tree | copies
            strangers = new.publish(around | {INDEX: index(len(whole)), ARCHIVE: whole})
            forget(project.cache)
    return Built(len(sources.posts), strangers)


class _Job(NamedTuple):
    """What is to be built, how, and by whom."""

    project: Project
    options: Options
    studio: Studio


class _Sources(NamedTuple):
    """What authors wrote; `macros` and `works` are None where they could not be read."""

    config: Config
    macros: dict[str, Macro] | None
    words: Words
    posts: list[Post]
    works: Mapping[str, Work] | None


def _read(faults: list[Fault], job: _Job) -> _Sources:
    project = job.project
    config, macros = _read_site(faults, project)
    words, untranslated = attempt(faults, (ENGLISH, ""), read_words, project, config.language)
    if untranslated:
        print(untranslated, file=sys.stderr)
    posts, unread = read_posts(project, words, drafts=job.options.drafts)
    faults += unread
    works = attempt(faults, None, read_bibliography, project, words)
    return _Sources(config, macros, words, posts, works)


class _Drawings(NamedTuple):
    """What figures and cells gave, and what they ran on; None where nothing did."""

    gallery: Gallery
    runtime: Runtime | None


def _draw(faults: list[Fault], job: _Job, posts: list[Post]) -> _Drawings:
    project, studio = job.project, job.studio
    runtime = None
    if any(map(draws, posts)):
        runtime = attempt(faults, None, studio.prepare, project, quick=job.options.quick)
    with studio.hosts() as hosts:
        draw = partial(studio.draw, project, runtime, hosts=hosts)
        run = partial(studio.run, project, runtime, hosts=hosts)
        gallery = fill_gallery(posts, draw, run) if runtime else Gallery()
    faults += gallery.faults
    faults += [fault for post in posts for fault in card_faults(post, gallery)]
    for post in filter(figures_in, posts):  # a figure's own fault is only the first of these
        figured = made_of(post.folder, figures_in(post), project.results)
        faults += [*figured.faults(project), *needs_faults(project, figured)]
    return _Drawings(gallery, runtime)


class _Known(NamedTuple):
    """What texts refer to, looked up: `config` has the menu's links, `math` the HTML of each formula.

    `static` and `card`, the picture that shared links show, are published as they are.
    """

    config: Config
    library: References
    answers: dict[str, LookedUp]
    math: dict[str, str]
    static: dict[str, Path]
    card: dict[str, Path]


def _look_up(faults: list[Fault], job: _Job, sources: _Sources, gallery: Gallery) -> _Known:
    project, posts = job.project, sources.posts
    formulas, asked = _typeset(faults, project, sources.macros, posts, gallery)
    places = _places(project, posts, gallery, formulas, sources.words)
    typeset_by = typeset_key(project, sources.macros or {})
    library = References(places, sources.works, formulas, gallery, typeset_by)
    answers = {post.slug: look_up(library, post) for post in posts}
    faults += [fault for answer in answers.values() for fault in answer.faults]

    static, card = static_files(project), _card(project, sources.config)
    published = {path for answer in answers.values() for path in answer.files} | card.keys()
    faults += static_faults(project, static, answers, published)
    beside = {ARCHIVE, *_beside(posts)} | published | static.keys()
    addressed = bool(job.options.base_url)
    config, unlinked = site_menu(project, sources.config, places, beside, addressed=addressed)
    faults += unlinked
    math = {written: formulas[written].get("html", "") for written in sorted(asked & formulas.keys())}
    return _Known(config, library, answers, math, static, card)


def _dress(faults: list[Fault], job: _Job, words: Words, known: _Known) -> tuple[Templates, Assets | None]:
    """The theme: its templates, and its assets, None where some could not be had."""
    key = digest(known.library.typeset, *known.math)
    assets = attempt(
        faults, None, collect_assets, job.project, known.math.values(), key, quick=job.options.quick
    )
    theme = Templates(job.project, words)
    attempt(faults, None, theme.compile)
    return theme, assets


def _set_up(
    faults: list[Fault],
    job: _Job,
    sources: _Sources,
    drawings: _Drawings,
    known: _Known,
    theme: Templates,
    assets: Assets,
) -> Press:
    """All that the pages of posts have in common."""
    project, options, posts = job.project, job.options, sources.posts
    supply = attempt(faults, None, _supply, job, known.config, posts, drawings)
    entries = catalogue.entries_of(known.config, posts, known.library.math)
    pictured = options.base_url and not options.quick
    subjects = subjects_of(known.config, posts, entries, drawings.gallery) if pictured else {}
    cards = attempt(faults, {}, draw_cards, project, theme, assets, subjects)
    pictures = {slug: picture_of_card(slug, subjects[slug]) for slug in cards}
    for slug in pictures.keys() & entries.keys():
        entries[slug]["image"] = pictures[slug]  # in its place: its neighbours know it
    notices = attempt(faults, [], job.studio.notices, project, posts)
    site = Site(
        known.config,
        options.base_url,
        assets,
        entries,
        icons(known.static, assets),
        sources.words,
        _own_picture(project, known.config) or pictures.get(""),
        notices,
    )
    files: dict[str, Path | str] = {f"{assets.folder}/{name}": file for name, file in assets.files.items()}
    files |= supply.files if supply else {}
    files |= {paths.card(slug): file for slug, file in cards.items()}
    around = SiteFiles(files, site.canonical, partial(bundle, project, "site"))
    fed = options.base_url and any(map(draws, posts))
    signs = signs_of(static_faces(project.results, assets)) if fed else frozenset[int]()
    return Press(theme, site, known.library, project, supply, around, options.quick, signs)


class _Printed(NamedTuple):
    """All pages but the home page; `press` knows by now where what is searched lies, and the glossary.

    Of what was `told`, the `late` are no pages yet.
    """

    press: Press
    told: list[Told]
    late: list[Told]
    posts: list[PrintedPost]
    home: Home | None
    files: dict[str, Path | str]


def _print(
    faults: list[Fault],
    press: Press,
    posts: list[Post],
    answers: Mapping[str, LookedUp],
    late: Late,
    new: Edition,
) -> _Printed:
    tried = [(post, attempt(faults, None, draw, press, post, answers[post.slug])) for post in posts]
    texts = write(press, [(post, drawn) for post, drawn in tried if drawn is not None], answers)
    sections = {post.slug: text.searched for post, text in texts}
    found = [(entry, sections[slug]) for slug, entry in press.site.entries.items() if slug in sections]
    script = search_script(press.site.config, found)
    searched = texts_path(press.site.assets.folder, script)
    glossary = glossary_of((post.page, text.article.html) for post, text in texts)
    press = replace(press, site=replace(press.site, texts=searched, glossary=glossary))

    told = [(post, _told(text, post, found, press.site.words)) for post, text in texts]
    now, waiting = late.split(press, told)
    made = spread(partial(_printed, press, answers, new), now)
    faults += [fault for each, _ in made for fault in each]
    printed = [each for _, each in made if each]
    files: dict[str, Path | str] = {searched: script}
    for files_of in [*(answers[post.slug].files for post, _ in waiting), *(each.files for each in printed)]:
        files |= files_of
    stills = {path: svg for each in printed for path, svg in each.drawings.items()}
    files |= attempt(faults, {}, draw_pictures, press.project, press.site.assets, stills, scale=2)
    feed = {each.slug: each.feed for each in printed}
    files |= attempt(faults, {}, other_pages, press.theme, press.site, feed)
    home = next((Home(post, text, press.supply) for post, text in told if post.is_home), None)
    return _Printed(press, told, waiting, printed, home, files)


def _printed(
    press: Press, answers: Mapping[str, LookedUp], new: Edition, told: Told
) -> tuple[list[Fault], PrintedPost | None]:
    """All of one post, and its faults, from whichever process has printed it; and that has written them."""
    faults: list[Fault] = []
    post, text = told
    printed = print_post(faults, press, post, answers[post.slug], text)
    return faults, printed and printed.written(new.write)


def _told(
    text: Written, post: Post, found: list[tuple[catalogue.Entry, list[Section]]], words: Words
) -> Written:
    """The text, each of its terms with the posts that use it."""
    return replace(text, article=telling(text.article, post.page, found, words))


def _front(faults: list[Fault], printed: _Printed) -> Callable[..., str] | None:
    """The home page, with the text of the post that is its own, if one is."""
    home = printed.home
    index = attempt(faults, None, index_page, printed.press.theme, printed.press.site, home)
    if home and index:
        faults += page_faults(home.post, index(0))
    return index


def _archive(printed: _Printed, tree: Mapping[str, Path | str], index: Callable[..., str]) -> bytes:
    """The site as one file, to be opened from a disk."""
    press = printed.press
    left_out = press.supply.unarchived if press.supply else set()
    held = {
        path: file
        for path, file in tree.items()
        if path not in left_out and not path.startswith(f"{STILLS}/")
    }
    posts = {path: page for each in printed.posts for path, page in each.archived.items()}
    whole = held | posts | {INDEX: index(0, archived=True)}
    return archive(whole, latin_slug(press.site.config.title) or "site", press.site.canonical)


def _read_site(faults: list[Fault], project: Project) -> tuple[Config, dict[str, Macro] | None]:
    """What `site.toml` says, and the author's macros; None where these cannot be read."""
    config = Config("", "", [])
    written = attempt(faults, None, read_site_toml, project)
    if not written:
        return config, None
    return attempt(faults, config, read_config, project, written), attempt(faults, None, read_macros, written)


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
    formulas = attempt(faults, {}, typeset, project, macros or {}, asked | trials)
    formulas = but_undefined(formulas) if macros is None else formulas
    faults += macro_faults(shown(project, project.content / "site.toml"), macros or {}, formulas)
    return formulas, set().union(*asked.values())


def _card(project: Project, config: Config) -> dict[str, Path]:
    """The picture that shared links show, by its path in the site."""
    return {config.image["file"]: project.content / config.image["file"]} if config.image else {}


def _own_picture(project: Project, config: Config) -> Picture | None:
    """The picture of the site that its author chose."""
    named = config.image
    return picture_of(project.content, named["file"], named["alt"]) if named else None


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


def _supply(job: _Job, config: Config, posts: list[Post], drawings: _Drawings) -> Supply | None:
    """What live figures run on; None where no post has any."""
    (project, options, studio), runtime = job, drawings.runtime
    drawn = [post for post in posts if post.outline.figures]
    ran = [post for post in posts if post.outline.cells]
    if not runtime or not (drawn or ran):
        return None
    figures = {post.slug: sorted({name for name, _ in post.outline.figures}) for post in drawn}
    made = {post.slug: made_of(post.folder, figures[post.slug], project.results) for post in drawn}
    packs = {slug: studio.pack(project, slug, figured) for slug, figured in made.items()}
    layers = {
        slug: None if options.quick else studio.layer(project, runtime, pack, figures[slug])
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
        wheel = studio.wheel(project, config.title, made, newest, make=not options.quick)
    needed = {slug: needed_by(project, slug, figured) for slug, figured in made.items()}
    for slug, wanted in needed.items():
        own[slug] += [service_entry(name, service_pack(project, name)) for name in wanted.services]
        own[slug] += [_data_entry(project, place, large) for place, large in wanted.data.items()]
    files = {large.file for wanted in needed.values() for large in wanted.data.values()}
    for file in sorted(file for file in files if not file.is_file()):
        said = f"Note: {shown(project, file)} is not there; pages say so to who asks for it."
        print(said, file=sys.stderr)
    return Supply(runtime, own, wheel, frozenset(drawings.gallery.late))


def _data_entry(project: Project, place: str, large: Large) -> Entry:
    pack = data_pack(project, large.file) if large.file.is_file() else None
    return data_entry(place, pack, travels=large.travels, offered=large.offered)
