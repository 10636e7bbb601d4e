"""The pictures that shared links to posts show: a post's title above one of its drawings, as PNG.

They are made where a post has no picture of its own, and the site knows its address: without that, no program
could find them.
"""

from __future__ import annotations

import base64
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from sitegen.base import toolchain
from sitegen.base.cache import digest, mark_used
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.base.paths import card
from sitegen.base.project import Project
from sitegen.drawing.gallery import Gallery
from sitegen.pages.catalogue import Entry, listed
from sitegen.pages.metadata import Picture
from sitegen.pages.stills import DRAWING, SVG, alone
from sitegen.source.config import Config
from sitegen.source.content import Post
from sitegen.theme.assets import Assets
from sitegen.theme.faces import static_faces
from sitegen.theme.templates import Templates

WIDTH, HEIGHT = 1200, 630
_SCRIPT = Path(__file__).with_name("cards.mjs")
_PAPER = "#fbfaf6"  # as in card.svg
_EDGE, _HEAD, _GAP = 60, 98, 28
_LEADING = 1.08
_SIZES = ((64, 34, 2), (52, 42, 3), (42, 52, 4))  # of a title, with the signs of a line and the lines
_WEIGHT = re.compile(r'(?<=font-weight="\d)\d\d(?=")')  # the program knows whole hundreds alone
_IN_FONTS = str.maketrans("‖✕", "∥×")  # signs that no font of the theme has, and those most like them


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
    """A PNG file in the cache for each subject; what was drawn before is not drawn again."""
    faces = static_faces(project.results, assets) if subjects else []
    svgs = {name: _svg(theme, subject) for name, subject in subjects.items()}
    lock = (project.home / "package-lock.json").read_bytes()
    made_with = digest(_SCRIPT.read_bytes(), lock, *map(str, faces))
    kept = {
        name: project.cache / "cards" / digest(made_with, svg)[:24] / "card.png" for name, svg in svgs.items()
    }
    for file in kept.values():
        mark_used(file.parent)
    new = [name for name, file in kept.items() if not file.is_file()]
    for name, png in zip(new, _drawn(project, faces, [svgs[name] for name in new]), strict=True):
        write_beside(kept[name], png)
    return kept


def _drawn(project: Project, faces: Sequence[Path], svgs: Sequence[str]) -> list[bytes]:
    if not svgs:
        return []
    package = toolchain.npm_packages(project) / "@resvg" / "resvg-wasm"
    job = json.dumps({"fonts": list(map(str, faces)), "drawings": svgs})
    done = toolchain.run([toolchain.node(), _SCRIPT, package], input=job)
    if done.returncode:
        remedy = "Give the post an `image` of its own; the lines below say what Node stumbled over."
        what = "the pictures for shared links could not be drawn"
        raise BuildFailed([Fault(_SCRIPT.name, 0, what, remedy, done.stderr.strip())])
    return [base64.b64decode(png) for png in json.loads(done.stdout)]


def _svg(theme: Templates, subject: Subject) -> str:
    """The card as a drawing."""
    lines, size = _lines(subject.title)
    drawing, cut = _placed(subject.drawing, _HEAD + round(size * _LEADING * len(lines)) + _GAP)
    given = {"above": subject.above, "lines": lines, "size": size, "drawing": Markup(drawing), "cut": cut}
    return theme.render("card.svg", given).translate(_IN_FONTS)


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
    written = _WEIGHT.sub("00", etree.tostring(svg, encoding="unicode")).replace('"#fff"', f'"{_PAPER}"')
    return written, not free
