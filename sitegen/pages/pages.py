"""What a page's template is given, and the pages that come of it; a figure's is in `articles`.

A page that the site has of its own has its path in `base/paths.py`, where no author's file can lie then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from sitegen.base import addresses
from sitegen.base.addresses import is_external, relative
from sitegen.base.faults import Fault
from sitegen.base.notices import Notice
from sitegen.base.paths import (
    ARCHIVE,
    FEED,
    INDEX,
    LICENCES,
    NOT_FOUND,
    PRIVACY,
    ROBOTS,
    SITEMAP,
    TAGS,
)
from sitegen.base.stylesheets import with_urls
from sitegen.base.words import ENGLISH, Words, direction
from sitegen.markdown.article import Article, Section
from sitegen.pages import catalogue, metadata, search
from sitegen.pages.glossary import Glossary
from sitegen.pages.manifest import Supply
from sitegen.pages.metadata import Picture
from sitegen.references.citations import Work
from sitegen.references.printed_links import number_links
from sitegen.source.config import Config
from sitegen.source.content import Post
from sitegen.theme.assets import Assets
from sitegen.theme.templates import NoAssetError, Templates, to_json

Context = dict[str, Any]

_ID = re.compile(r'id="([^"]*)"')


@dataclass(frozen=True)
class Site:
    """What all pages share. `base_url` is "" or ends in `/`; `texts` is the path of what search reads."""

    config: Config
    base_url: str
    assets: Assets
    entries: dict[str, catalogue.Entry]
    icons: list[dict[str, str]]
    words: Words = ENGLISH
    card: Picture | None = None
    notices: Sequence[Notice] = ()
    texts: str = ""
    glossary: Glossary = field(default_factory=Glossary)

    def canonical(self, path: str) -> str:
        """The absolute URL of a path of the site, "" where the site does not know its own address."""
        return addresses.absolute(self.base_url, path) if self.base_url else ""

    @cached_property
    def lists(self) -> dict[str, list[Any]]:
        """What every page is told of all posts, made once: a thousand pages tell of a thousand posts."""
        entries = self.entries.values()
        return {
            "posts": catalogue.listed(entries),
            "series": catalogue.series_of(entries),
            "tags": catalogue.tags_of(entries),
        }


@dataclass(frozen=True)
class Written:
    """A post ready for its page: the rendered article and what the templates are told beside it.

    `searched` is what can be found of it.
    """

    article: Article
    searched: list[search.Section]
    figures: list[dict[str, Any]]
    works: list[Work]


def context(
    site: Site, path: str, kind: str, title: str, description: str, *, absolute: bool = False
) -> Context:
    """What every template is given on the page at `path`."""
    config = site.config
    url: Callable[[str], str] = site.canonical if absolute else (lambda to: relative(path, to))
    page: Context = {
        "kind": kind,
        "path": path,
        "title": title,
        "description": description,
        "canonical": site.canonical(path) if kind != "404" else "",
        "feed": url(FEED) if site.base_url else "",
        "meta": [],
        "open_graph": [],
        "json_ld": "",
        "fonts": [],
        "manifest": "",
        "archive": "",
        "alone": "",
    }
    return {
        "url": url,
        "assets": site.assets.folder,
        "asset": _asset(site.assets, url),
        "inlined": _inlined(site.assets),
        "texts": url(site.texts),
        "icons": [icon | {"href": url(icon["href"])} for icon in site.icons],
        "site": _site(config, site.base_url, url),
        "page": page,
        **site.lists,
    }


def _site(config: Config, base_url: str, url: Callable[[str], str]) -> dict[str, Any]:
    links = [
        {**link, "href": link["href"] if is_external(link["href"]) else url(link["href"])}
        for link in config.links
    ]
    return {
        **vars(config),
        "licence": {"text": None, "code": None} | config.licence,
        "authors": [config.author(author["name"]) for author in config.authors],
        "links": links,
        "base_url": base_url,
        "direction": direction(config.language),
    }


def _asset(assets: Assets, url: Callable[[str], str]) -> Callable[[str], str]:
    def link(path: str) -> str:
        if path not in assets.files:
            raise NoAssetError(f"there is no asset {path}")
        return url(f"{assets.folder}/{path}")

    return link


def _inlined(assets: Assets) -> Callable[[str], Markup]:
    """The text of a stylesheet, as it may stand in a page at the site's root."""

    def text(path: str) -> Markup:
        css = assets.text(path)
        return Markup(with_urls(css, lambda link: re.sub(r"^\.\./", f"{assets.folder}/", link)))

    return text


def figure_context(site: Site, post: Post) -> Context:
    """What figures and cells of the post are given: all of its page but what that tells of other posts."""
    return {name: value for name, value in _about(site, post).items() if name not in site.lists}


def _about(site: Site, post: Post) -> Context:
    entry = site.entries[post.slug]
    title, description = entry["title"], entry["description"]
    given = context(site, post.page, "post", f"{title} · {site.config.title}", description)
    page = given["page"]
    canonical = page["canonical"]
    picture = _picture(site, entry)
    page["meta"] = [*metadata.citation_meta(site.config, entry, canonical), metadata.card(picture)]
    page["open_graph"] = metadata.open_graph(site.config, title, description, canonical, entry, picture)
    page["json_ld"] = to_json(metadata.json_ld(site.config, canonical, entry, picture))
    page["python"] = post.python_page
    return given


class PostPage:
    """A post's page, rendered once, with gaps for what is another on the site and in its offline copy."""

    def __init__(
        self, theme: Templates, site: Site, post: Post, written: Written, supply: Supply | None
    ) -> None:
        self._theme, self._site, self._post = theme, site, post
        self._files = _files(written)
        self._supply = supply
        self._manifest = supply.manifest(post) if supply else {}
        self._along, self._bill, self._alone = _gap("along"), _gap("manifest"), _gap("alone")
        self._given = _post_context(site, post, written)
        bill = self._bill if self._manifest else ""
        self._given["page"] |= {"taken_along": self._along, "manifest": bill, "alone": self._alone}
        self._html = theme.render("post.html", self._given)

    def on_site(self, copy_bytes: int = 0) -> str:
        """The HTML, with a link to its offline copy where that has a size."""
        post = self._post
        offline = _copy(post.page, post.copy, copy_bytes) if copy_bytes else None
        return self._filled(self._manifest, offline=offline, copied=False, files=[])

    def in_archive(self, copy_bytes: int = 0) -> str:
        """The HTML in the site's archive, with a link to its offline copy where it has a size."""
        manifest = self._supply.manifest(self._post, archived=True) if self._supply else {}
        offline = _copy(self._post.page, self._post.copy, copy_bytes) if copy_bytes else None
        return self._filled(manifest, offline=offline, copied=False, files=[])

    def to_copy(self) -> str:
        """The HTML of which the offline copy is made.

        The files behind the figures, which have a page of their own on the site, are in it.
        """
        address = self._site.canonical
        manifest = self._supply.manifest_of_copy(self._post, address) if self._supply else {}
        notices = self._site.notices
        return self._filled(manifest, offline=None, copied=True, files=self._files, notices=notices)

    def _filled(self, manifest: Mapping[str, Any], **taken: Any) -> str:
        along = self._theme.render("post-copy.html", self._given | taken)
        parts = self._html.split(self._alone)  # between two of these is what needs the rest of the site
        html = "".join(parts[::2] if taken["copied"] else parts)
        return html.replace(self._along, along).replace(self._bill, to_json(manifest))


def _gap(name: str) -> Markup:
    """Holds a place in a page that is told by its text, which no text has by chance."""
    return Markup(f"<!-- {name} {token_hex()} -->")


def _post_context(site: Site, post: Post, written: Written) -> Context:
    given = _about(site, post)
    article, entry = written.article, site.entries[post.slug]
    html, addresses = number_links(article.html, given["page"]["canonical"])
    html, definitions = site.glossary.linked(html, post.page)  # without a number: on paper they are words
    head = "".join(text.html for text in entry["typeset"].values())
    above = article.html.partition("<nt-figure")[0]  # the first screen ends at a figure, if not before
    given["page"]["fonts"] = site.assets.first_faces(head + above)
    given["post"] = entry | {
        "html": Markup(html),
        "definitions": [Markup(each) for each in definitions],
        "links": addresses,
        "toc": _toc(article.sections),
        "references": [_reference(work) for work in written.works],
        "cite": metadata.cite(site.config, entry, given["page"]["canonical"], site.words),
        "figures": written.figures,
    }
    return given


def _picture(site: Site, entry: catalogue.Entry | None) -> Picture | None:
    """The post's own picture, else the site's; none where no URL can be given."""
    own: Picture | None = (entry and entry["image"]) or site.card
    return own._replace(url=site.canonical(own.url)) if own and site.base_url else None


def _copy(page: str, path: str, size: int) -> dict[str, str]:
    """What can be taken along, as templates are told of it."""
    return {"href": relative(page, path), "size": f"{size / 1e6:.1f} MB"}


def python_page(
    theme: Templates, site: Site, post: Post, written: Written, supply: Supply | None = None
) -> str:
    """The HTML of the page that lists the Python of a post's figures, each file once, and names the wheel."""
    entry = site.entries[post.slug]
    title = site.words.say("The Python behind {title}", title=site.words.quoted(entry["title"]))
    described = site.words.say("Every file that draws the figures of {title}.", title=entry["title"])
    given = context(site, post.python_page, "python", f"{title} · {site.config.title}", described)
    path = supply.wheel_path if supply else ""
    wheel = {"link": relative(post.python_page, path), "address": site.canonical(path)} if path else None
    return theme.render("python.html", given | {"post": entry, "files": _files(written), "wheel": wheel})


def _files(written: Written) -> list[dict[str, Any]]:
    """The files behind a post's figures, each once."""
    files = {source["name"]: source for figure in written.figures for source in figure["sources"]}
    return list(files.values())


def page_faults(post: Post, html: str) -> list[Fault]:
    """The ids of the post that the theme uses on the page as well."""
    found = Counter(id[1] for id in _ID.finditer(html) if html[id.start() - 1].isspace())
    return [
        Fault(
            post.path,
            anchor.line,
            f"the id `{anchor.id}` is taken by the page around the text",
            f"Give this one another, as in {anchor.example}."
            if anchor.example
            else "Rename the figure's file.",
        )
        for anchor in post.outline.anchors
        if found[escape(anchor.id)] > 1
    ]


def _reference(work: Work) -> dict[str, str]:
    return {"id": f"ref-{work.key}", "html": Markup(work.html)}


def _toc(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Sections of the second level with those of the third below them."""
    toc: list[dict[str, Any]] = []
    for section in sections:
        row = section._asdict() | {"html": Markup(section.html), "children": []}
        (toc if section.level == 2 or not toc else toc[-1]["children"]).append(row)
    return toc


@dataclass(frozen=True)
class Home:
    """The text of the home page, and what its figures run on."""

    post: Post
    written: Written
    supply: Supply | None

    def manifest(self, *, archived: bool = False) -> Mapping[str, Any]:
        """The bill of its figures."""
        return self.supply.manifest(self.post, archived=archived) if self.supply else {}


def index_page(theme: Templates, site: Site, home: Home | None = None) -> Callable[..., str]:
    """The home page, rendered once: for the archive; with the size of that, it has a link to it, too."""
    config = site.config
    index = context(site, INDEX, "index", config.title, config.description)
    picture = _picture(site, site.entries[home.post.slug] if home else None)
    canonical = index["page"]["canonical"]
    index["page"]["meta"] = [metadata.card(picture)]
    index["page"]["open_graph"] = metadata.open_graph(
        config, config.title, config.description, canonical, None, picture
    )
    index["page"]["json_ld"] = to_json(metadata.json_ld(config, canonical, None))
    index |= _of_home(site, index["page"], home) if home else {"post": None}
    along, bill = _gap("along"), _gap("manifest")
    index["page"]["archive"] = along
    if home and home.manifest():
        index["page"]["manifest"] = bill
    html = theme.render(INDEX, index)

    def filled(archive_bytes: int, *, archived: bool = False) -> str:
        offline = _copy(INDEX, ARCHIVE, archive_bytes) if archive_bytes else None
        manifest = to_json(home.manifest(archived=archived) if home else {})
        taken = theme.render("index-archive.html", index | {"offline": offline})
        return html.replace(along, taken).replace(bill, manifest)

    return filled


def _of_home(site: Site, page: Context, home: Home) -> Context:
    """What the page's template is told of its text, and in `page` of its figures."""
    given = _post_context(site, home.post, home.written)
    page |= {"fonts": given["page"]["fonts"], "python": given["page"]["python"]}
    return {"post": given["post"]}


def other_pages(theme: Templates, site: Site, feed: Mapping[str, str]) -> dict[str, str]:
    """The pages of tags and for wrong addresses; with a base URL what is for programs, too, such as a feed.

    `feed` holds the posts' articles for the feed, by slug, but for those that could not be written.
    """
    config = site.config
    title = f"{site.words.say('Not found')} · {config.title}"
    missing = context(site, NOT_FOUND, "404", title, config.description, absolute=bool(site.base_url))
    pages = {NOT_FOUND: theme.render(NOT_FOUND, missing)}
    if missing["tags"]:
        pages[TAGS] = _tags_page(theme, site)
    pages |= {LICENCES: _licences_page(theme, site), PRIVACY: _privacy_page(theme, site)}
    if site.base_url:
        for name in (FEED, SITEMAP):
            given = context(
                site, name, name.partition(".")[0], config.title, config.description, absolute=True
            )
            given["posts"] = [_fed(site, entry, feed.get(entry["slug"], "")) for entry in given["posts"]]
            pages[name] = theme.render(name, given)
        pages |= _robots(site)
    return pages


def _tags_page(theme: Templates, site: Site) -> str:
    """The posts of each tag."""
    said, title = site.words.say("Tags"), site.config.title
    described = site.words.say("What the posts of {title} are about.", title=title)
    return theme.render(TAGS, context(site, TAGS, "tags", f"{said} · {title}", described))


def _licences_page(theme: Templates, site: Site) -> str:
    """Under which licences the site and what it brings along may be used."""
    said, title = site.words.say("Licences"), site.config.title
    described = site.words.say("Under which licences {title} and its parts may be used.", title=title)
    given = context(site, LICENCES, "licences", f"{said} · {title}", described)
    return theme.render(LICENCES, given | {"notices": site.notices})


def _privacy_page(theme: Templates, site: Site) -> str:
    """What browsers keep for the site, with a button that has them forget it."""
    said, title = site.words.say("What is kept on your device"), site.config.title
    described = site.words.say("What browsers keep for {title}, and for how long.", title=title)
    return theme.render(PRIVACY, context(site, PRIVACY, "privacy", f"{said} · {title}", described))


def _fed(site: Site, entry: catalogue.Entry, html: str) -> catalogue.Entry:
    """An entry as the feed's template is told of it: with its article, and with a picture of its own."""
    return entry | {"feed_html": Markup(html), "picture": _picture(site, entry) if entry["image"] else None}


def _robots(site: Site) -> dict[str, str]:
    """Where crawlers find the sitemap. They look for this at the root of a host alone."""
    if urlsplit(site.base_url).path != "/":
        return {}
    return {ROBOTS: f"User-agent: *\nAllow: /\n\nSitemap: {site.canonical(SITEMAP)}\n"}
