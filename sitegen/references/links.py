"""Where the links and images of a post lead, seen from its page; and what to say where they lead nowhere."""

from __future__ import annotations

import html
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from sitegen.base import paths
from sitegen.base.addresses import is_external, relative, resolve
from sitegen.base.faults import Fault
from sitegen.base.words import ENGLISH, Words
from sitegen.markdown.math_text import math_text
from sitegen.references import permalinks
from sitegen.references.image_size import image_size
from sitegen.references.loads import loads
from sitegen.references.permalinks import Declaration
from sitegen.source.content import Post

_IN_FRAGMENTS = "/:.~!$&'()*+,;=@?-"  # what stands in one as it is
_NO_NAME = "No file can have such a name."
_SCRIPT = re.compile(r"\s*(java|vb)script:", re.IGNORECASE)


@dataclass(frozen=True)
class LinkTargets:
    """Everything that a link may lead to."""

    content: Path
    posts: Mapping[str, Post]
    declarations: Mapping[tuple[str, str], Declaration]
    math: Mapping[str, Mapping[str, Any]]
    words: Words = ENGLISH

    def anchors(self, slug: str) -> dict[str, str]:
        """The ids of a post's page, each with the words for it."""
        outline = self.posts[slug].outline
        works = {f"ref-{key}": "" for key, _ in outline.citations}
        return works | {anchor.id: anchor.label for anchor in outline.anchors}

    @cached_property
    def permalinks(self) -> Mapping[tuple[str, str], list[str]]:
        """The fragments of all posts' links to states of figures, sorted, by the figure's post and id."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for post in self.posts.values():
            for href, _ in post.outline.links:
                path, _, fragment = href.partition("#")
                figure, mark, _ = fragment.partition("?")
                if mark and not is_external(href) and (target := _target(post, path)):
                    found[_slug(self, target), figure].add(fragment)
        return {place: sorted(fragments) for place, fragments in found.items()}


class Link(NamedTuple):
    """A link that leads somewhere; `file` is what must be published for that."""

    href: str
    text: str
    css: str = ""
    file: Path | None = None


@dataclass(frozen=True)
class Wrong:
    """Why a link leads nowhere."""

    what: str
    remedies: list[str] = field(default_factory=list)

    def fault(self, post: Post, line: int) -> Fault:
        """The same, said to the author."""
        return Fault(post.path, line, self.what, " ".join(self.remedies))


def find(places: LinkTargets, post: Post, href: str) -> Link | Wrong:
    """The target of a link in `post`, which is written from the post's folder: `../other/index.md#an-id`."""
    if not href:
        return Wrong("a link without a target", ["Write where it leads: `[words](address)`."])
    if _SCRIPT.match(href):
        remedy = "The page's security policy blocks it: let a script beside the post listen to a button."
        return Wrong(f"the link `{href}` is a script", [remedy])
    if is_external(href):
        return Link(href, html.escape(href))
    path, _, fragment = href.partition("#")
    if path.startswith("/"):
        return Wrong(
            f"the link `{href}` is absolute", ["Write it from this folder, as in `../other-post/index.md`."]
        )
    target = _target(post, path)
    if target is None:
        return Wrong(f"the link `{href}` leads nowhere", [_NO_NAME])
    if _leaves(places, target):
        return Wrong(f"the link `{href}` leaves the content folder", ["Put a copy of it beside the post."])
    if target == places.content:
        return Link(relative(post.page, paths.INDEX), html.escape(places.words.say("the list of all posts")))
    slug = _slug(places, target)
    if slug:
        return _in_post(places, post, slug, fragment, href)
    if not target.is_file():
        return _nowhere(target, href)
    if _is_page(places, target):
        return _hidden("link", href)
    back = quote(relative(post.page, target.relative_to(places.content).as_posix()))
    return Link(back + (f"#{fragment}" if fragment else ""), html.escape(target.name), file=target)


def _target(post: Post, path: str) -> Path | None:
    """What a path means that is written in `post`; None for what no file can be called.

    The content and a post's folder may be symbolic links: `..` leads to where the author sees them.
    """
    target = Path(os.path.normpath(post.folder / unquote(path)))
    try:
        target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return target
    except (OSError, ValueError):
        return None
    return target


def _leaves(places: LinkTargets, target: Path) -> bool:
    """Whether a link written in the content, or a symbolic one in a folder of it, leads out of it."""
    if not target.is_relative_to(places.content):
        return True
    folder = places.content.joinpath(*target.relative_to(places.content).parts[:1])
    roots = [places.content, folder] if folder.is_dir() else [places.content]
    return not any(target.resolve().is_relative_to(root.resolve()) for root in roots)


def _is_page(places: LinkTargets, file: Path) -> bool:
    """Whether the site has a page of its own where the file would be published."""
    return paths.is_taken(file.relative_to(places.content).as_posix(), [_slug(places, file.parent)])


def _hidden(kind: str, written: str) -> Wrong:
    what = f"the {kind} `{written}` names a file that would take the place of a page"
    return Wrong(what, ["Give the file another name; a page is named by its `index.md`."])


def _slug(places: LinkTargets, target: Path) -> str:
    """The post that a path means: its folder, or the `index.md` in it."""
    folder = target.parent if target.name == "index.md" else target
    return folder.name if folder.parent == places.content and (folder / "index.md").is_file() else ""


def _nowhere(target: Path, href: str) -> Wrong:
    if target.is_dir():
        return _folder("link", target, href)
    remedy = _similar(target) or "A link is written from the post's own folder."
    return Wrong(f"the link `{href}` leads nowhere", [remedy])


def _folder(kind: str, target: Path, written: str) -> Wrong:
    """A folder is not published as such; the remedy names a file in it, if it has one."""
    files = sorted(path.name for path in target.iterdir() if path.is_file())
    example = f", as in `{written.rstrip('/')}/{files[0]}`" if files else ""
    return Wrong(f"the {kind} `{written}` names a folder", [f"Name a file in it{example}."])


def _similar(target: Path) -> str:
    """A question after a name like the first on the way to `target` that is not there; "" without one."""
    while not target.parent.is_dir():
        target = target.parent
    names = sorted(path.name for path in target.parent.iterdir())
    same = [name for name in names if name.lower() == target.name.lower()]
    near = same or get_close_matches(target.name, names, 1)
    return f"Did you mean `{near[0]}`?" if near else ""


def _in_post(places: LinkTargets, post: Post, slug: str, fragment: str, href: str) -> Link | Wrong:
    own = slug == post.slug
    if slug not in places.posts:
        remedy = "It is a draft, or has a fault of its own: publish or mend it, or take the link out."
        return Wrong(f"the link `{href}` leads to a post that is not published", [remedy])
    page = "" if own else relative(post.page, places.posts[slug].page)
    title, words = places.posts[slug].meta.title, places.words
    if not fragment:
        return Link(page or "#", str(math_text(words.quoted(title), places.math).html))
    figure, mark, query = fragment.partition("?")
    if mark:
        return _permalink(places, slug, page, figure, query)
    anchors = places.anchors(slug)
    name = unicodedata.normalize("NFC", unquote(fragment))
    if name not in anchors:
        return _no_anchor(anchors, name, "this post" if own else f"“{title}”")
    label = anchors[name]
    if label and not own:
        label = words.say("{part} of {post}", part=label, post=words.quoted(title))
    return Link(f"{page}#{quote(name, _IN_FRAGMENTS)}", str(math_text(label, places.math).html))


def _no_anchor(anchors: Mapping[str, str], name: str, where: str) -> Wrong:
    near = get_close_matches(name, anchors, 1)
    remedy = (
        f"Did you mean `#{near[0]}`?" if near else "An id is written `## A heading {#id}` or `$$ … $$ (id)`."
    )
    return Wrong(f"{where} has no `#{name}`", [remedy])


def _permalink(places: LinkTargets, slug: str, page: str, figure: str, query: str) -> Link | Wrong:
    placed = [mention.value for mention in places.posts[slug].outline.figures]
    if figure not in placed:
        near = get_close_matches(figure, placed, 1)
        remedy = (
            f"Did you mean `#{near[0]}`?" if near else f"The post shows {', '.join(placed) or 'no figure'}."
        )
        return Wrong(f"the permalink names the figure `{figure}`, which is not in the post", [remedy])
    declaration = places.declarations.get((slug, figure))
    problems = permalinks.read(declaration, query).problems if declaration else []
    if declaration and problems:
        said = [permalinks.describe(declaration, problem) for problem in problems]
        return Wrong("; ".join(what for what, _ in said), [remedy for _, remedy in said])
    text = places.words.say("this state of {figure}", figure=places.anchors(slug)[figure])
    return Link(f"{page}#{figure}?{query}", html.escape(text), "try")


class File(NamedTuple):
    """A file that is there, and what it is called on the page."""

    href: str
    path: Path


class Image(NamedTuple):
    """An image that is there; its size is 0 × 0 where it cannot be told."""

    src: str
    width: int
    height: int
    file: Path


def find_image(places: LinkTargets, post: Post, src: str) -> Image | Wrong:
    """The image that `post` shows by `src`."""
    found = find_file(places, post, src, "image")
    if isinstance(found, Wrong):
        return found
    return Image(found.href, *image_size(found.path.read_bytes()), found.path)


def find_file(places: LinkTargets, post: Post, written: str, kind: str = "file") -> File | Wrong:
    """What `post` loads into its page."""
    if is_external(written):
        return Wrong(f"the {kind} `{written}` lies elsewhere", ["Put a copy of it beside the post."])
    path, mark, fragment = written.partition("#")
    target = _target(post, path)
    if target is None:
        return Wrong(f"there is no {kind} `{written}`", [_NO_NAME])
    if _leaves(places, target):
        what = f"the {kind} `{written}` leaves the content folder"
        return Wrong(what, ["Put a copy of it beside the post."])
    if target.is_dir():
        return _folder(kind, target, written)
    if not target.is_file():
        remedy = _similar(target) or "Its place is written from the post's own folder."
        return Wrong(f"there is no {kind} `{written}`", [remedy])
    if _is_page(places, target):
        return _hidden(kind, written)
    back = quote(relative(post.page, target.relative_to(places.content).as_posix()))
    return File(back + mark + fragment, target)


def loaded(post: Post, file: Path) -> list[str] | Wrong:
    """What a script or a stylesheet of the post loads in its turn, as links from the post's page."""
    try:
        names = loads(file)
    except UnicodeDecodeError:
        return Wrong(f"the file `{file.name}` is not UTF-8", ["Save it as UTF-8."])
    path = Path(os.path.relpath(file, post.folder.parent)).as_posix()
    return [
        name if is_external(name) else quote(relative(post.page, resolve(path, name).path)) for name in names
    ]
