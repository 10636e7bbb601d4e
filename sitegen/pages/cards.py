"""The pictures that shared links to posts show: a post's title above one of its drawings, as PNG.

They are made where a post has no picture of its own, and the site knows its address: without that, no program
could find them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from sitegen.base.faults import Fault
from sitegen.base.paths import card
from sitegen.base.project import Project
from sitegen.drawing.gallery import Gallery
from sitegen.pages.catalogue import Entry, listed
from sitegen.pages.metadata import Picture
from sitegen.pages.pictures import draw_pictures
from sitegen.pages.stills import DRAWING, SVG, alone
from sitegen.source.config import Config
from sitegen.source.content import Post
from sitegen.theme.assets import Assets
from sitegen.theme.templates import Templates

WIDTH, HEIGHT = 1200, 630
_PAPER = "#fbfaf6"  # as in card.svg
_EDGE, _HEAD, _GAP = 60, 98, 28
_LEADING = 1.08
_SIZES = ((64, 34, 2), (52, 42, 3), (42, 52, 4))  # of a title, with the signs of a line and the lines


class Subject(NamedTuple):
    """What a card shows: the words above the title, the title, a drawing as it stands in a page."""

    above: str
    title: str
    drawing: str

    @property
    def alt(self) -> str:
        """The drawing in words."""
        return alone(self.drawing).findtext(f"{{{SVG}}}title") or self.title


def drawing_of(post: Post, gallery: Gallery) -> str:
    """The drawing that stands for a post, or "": of the figure that its front matter names, or its first."""
    for figure_id in [post.meta.card] if post.meta.card else [name for name, _ in post.outline.figures]:
        drawn = gallery.figures.get((post.slug, figure_id))
        found = DRAWING.search(drawn.answer["drawings"]["wide"]) if drawn else None
        if found and "viewBox" in found[0]:
            return found[0]
    return ""


def card_faults(post: Post, gallery: Gallery) -> Iterator[Fault]:
    """What is wrong with the figure that a post's front matter names for its card."""
    name, line = post.meta.card, post.meta.lines.get("card", 1)
    shown = [figure_id for figure_id, _ in post.outline.figures]
    if name and name not in shown:
        remedy = f"Name one of these: {', '.join(shown)}." if shown else "Leave `card` out."
        yield Fault(post.path, line, f"`card`: the post shows no figure `{name}`", remedy)
    elif name and (post.slug, name) in gallery.figures and not drawing_of(post, gallery):
        yield Fault(post.path, line, f"`card`: the figure `{name}` has no drawing", "Name another one.")


def subjects_of(
    config: Config, posts: Sequence[Post], entries: Mapping[str, Entry], gallery: Gallery
) -> dict[str, Subject]:
    """A subject for each post that has a drawing and no picture of its own, by its slug.

    By an empty name, one for a site without a picture: its title and the drawing of its home or newest post.
    """
    drawings = {post.slug: drawing_of(post, gallery) for post in posts}
    of_posts = {
        slug: Subject(config.title, entry["title"], drawings[slug])
        for slug, entry in entries.items()
        if drawings[slug] and not entry["image"] and entry["status"] != "home"
    }
    homes = [entry for entry in entries.values() if entry["status"] == "home"]
    shown = (drawings[entry["slug"]] for entry in [*homes, *listed(entries.values())])
    first = next(filter(None, shown), "")
    of_site = {"": Subject("", config.title, first)} if first and not config.image else {}
    return of_posts | of_site


def picture_of_card(slug: str, subject: Subject) -> Picture:
    """The card as pages tell of it."""
    return Picture(card(slug), subject.alt, WIDTH, HEIGHT)


def draw_cards(
    project: Project, theme: Templates, assets: Assets, subjects: Mapping[str, Subject]
) -> dict[str, Path]:
    """A PNG file in the cache for each subject."""
    svgs = {name: _svg(theme, subject) for name, subject in subjects.items()}
    return draw_pictures(project, assets, svgs)


def _svg(theme: Templates, subject: Subject) -> str:
    """The card as a drawing."""
    lines, size = _lines(subject.title)
    drawing, cut = _placed(subject.drawing, _HEAD + round(size * _LEADING * len(lines)) + _GAP)
    given = {"above": subject.above, "lines": lines, "size": size, "drawing": Markup(drawing), "cut": cut}
    return theme.render("card.svg", given)


def _lines(title: str) -> tuple[list[str], int]:
    """The title in lines about as long as each other, and their size."""
    size, width, _ = next(
        (kind for kind in _SIZES if len(textwrap.wrap(title, kind[1])) <= kind[2]), _SIZES[-1]
    )
    lines = textwrap.wrap(title, width)
    least = max(1, len(title) // 3)
    while width > least and len(narrower := textwrap.wrap(title, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines, size


def _placed(drawing: str, top: int) -> tuple[str, bool]:
    """As wide as the text, in the middle of the room below `top`; whether a rest of it is cut."""
    svg = alone(drawing)
    left, _, width, height = map(float, str(svg.get("viewBox")).replace(",", " ").split())
    scale = (WIDTH - 2 * _EDGE) / (width + 2 * left)
    free = max(0.0, HEIGHT - top - height * scale)
    place = {"x": _EDGE + left * scale, "y": top + free / 2, "width": width * scale, "height": height * scale}
    for name, value in place.items():
        svg.set(name, f"{value:g}")
    return etree.tostring(svg, encoding="unicode").replace('"#fff"', f'"{_PAPER}"'), not free
