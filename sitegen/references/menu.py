"""The links that `site.toml` puts on every page, written from the site's root: `about/`, `/about`, `a#b`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import quote, unquote

from sitegen.base import paths
from sitegen.base.addresses import is_external, resolve
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.references.links import LinkTargets
from sitegen.source.config import Config


def site_menu(
    project: Project, config: Config, places: LinkTargets, published: Collection[str], *, addressed: bool
) -> tuple[Config, list[Fault]]:
    """The site with its links as paths of the site, and those that lead nowhere.

    `published` is what the site has beside its posts' pages. Links to what only a site has that knows its
    address are left out where it is not `addressed`.
    """
    if not config.links:
        return config, []
    path, pages = project.content / "site.toml", {post.page: slug for slug, post in places.posts.items()}
    known = {paths.INDEX, *pages, *published, *paths.ADDRESSED}
    found, faults = [], []
    for index, link in enumerate(config.links):
        href = link["href"].strip()
        target = href if is_external(href) else _target(href, known)
        remedy = _without_id(places, pages, target) if target else _remedy(places, href, known)
        if remedy:
            line = config.lines.of("links", index, "href")
            faults.append(Fault(shown(project, path), line, f"the link `{href}` leads nowhere", remedy))
        found += [{**link, "href": target}] if addressed or target not in paths.ADDRESSED else []
    return replace(config, links=found), faults


def _target(href: str, known: Collection[str]) -> str:
    """The path in the site, with what follows it; "" where there is none."""
    target = resolve(paths.INDEX, href.lstrip("/"))
    path, rest = target.path, target.query + target.anchor
    page = re.sub(r"(^|/)index\.md$", rf"\1{paths.INDEX}", path)
    names = path, page, resolve(f"{path}/", paths.INDEX).path
    return next((quote(name) + rest for name in names if name in known), "")


def _remedy(places: LinkTargets, href: str, known: Collection[str]) -> str:
    if (places.content / href.strip("/").partition("/")[0] / "index.md").is_file():
        return "That post is a draft, or has a fault of its own: publish or mend it, or take the link out."
    near = get_close_matches(href.strip("/"), [path.removesuffix(f"/{paths.INDEX}") for path in known], 1)
    return f"Did you mean `{near[0]}`?" if near else "Name a post's folder, or a file that is published."


def _without_id(places: LinkTargets, pages: Mapping[str, str], target: str) -> str:
    """A question or a hint where the post that is meant has no such id; else ""."""
    page, _, fragment = target.partition("#")
    if not fragment or page not in pages:
        return ""
    name = unquote(fragment.partition("?")[0])
    ids = places.anchors(pages[page])
    near = get_close_matches(name, ids, 1)
    return "" if name in ids else f"Did you mean `#{near[0]}`?" if near else "That post has no such id."
