"""The author's folders, read: each `content/<slug>/index.md` with its front matter and its outline."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.base import paths
from sitegen.base.cache import Cache, digest
from sitegen.base.faults import BuildFailed, Fault, attempt
from sitegen.base.project import Project
from sitegen.base.texts import read_text, shown
from sitegen.base.words import Words
from sitegen.markdown.outline_data import Anchor, Outline
from sitegen.source.frontmatter import Meta, split

if TYPE_CHECKING:
    from sitegen.markdown.parser import Document

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Body:
    """A post's Markdown in the language of the site; `parsed` holds its document, b"" where nobody has it."""

    text: str
    words: Words
    parsed: bytes = field(default=b"", compare=False, repr=False)

    def document(self) -> Document:
        """What the parser made; markdown-it is imported only for a post that has changed."""
        from sitegen.markdown.parser import parse

        document: Document = pickle.loads(self.parsed) if self.parsed else parse(self.text, self.words)
        return document


@dataclass(frozen=True)
class Post:
    """A post as it was written. `path` is how messages name its file, `key` stands for its text."""

    slug: str
    folder: Path
    path: str
    meta: Meta
    body: Body
    outline: Outline
    key: str

    @cached_property
    def page(self) -> str:
        """Where its page lies in the site."""
        return paths.INDEX if self.is_home else paths.page(self.slug)

    @property
    def is_home(self) -> bool:
        """Whether it is the text of the home page."""
        return self.meta.status == "home"

    @cached_property
    def python_page(self) -> str:
        """Where the page that lists the Python of its figures lies."""
        return paths.python_page(self.slug)

    @cached_property
    def copy(self) -> str:
        """Where its offline copy lies."""
        return paths.copy(self.slug)


def require_content(project: Project) -> None:
    """Raises `BuildFailed` where no site has been begun, or its folder is another."""
    if project.content.is_dir():
        return
    what = f"there is no such folder in {project.root}"
    begin = f"Begin a site with `{project.program} new post my-post`"
    remedy = f"{begin}, or name the folder that has one by `--root`."
    raise BuildFailed([Fault(shown(project, project.content), 0, what, remedy)])


def read_posts(project: Project, words: Words, *, drafts: bool) -> tuple[list[Post], list[Fault]]:
    """All posts in the order of their names, and the faults of those that could not be read."""
    faults: list[Fault] = []
    texts = [attempt(faults, None, _read, project, folder, words) for folder in _folders(project)]
    posts: list[Post] = []
    for post in _outlined(project.results, [text for text in texts if text]):
        if drafts or post.meta.status != "draft":
            posts.append(post)
            faults += [Fault(post.path, *notice) for notice in post.outline.notices]
            faults += _repeated_ids(post)
    return posts, [*faults, *_second_homes(posts), *_lone_texts(project)]


def _second_homes(posts: Iterable[Post]) -> list[Fault]:
    """A site has one home page."""
    homes = [post for post in posts if post.is_home]
    return [
        Fault(
            post.path,
            post.meta.lines["status"],
            "the site has two home pages",
            f"{homes[0].path} is that already: give one of them another status.",
        )
        for post in homes[1:]
    ]


def _lone_texts(project: Project) -> list[Fault]:
    """Markdown beside the posts' folders, which nothing reads."""
    found = sorted(project.content.glob("*.md"))
    return [
        Fault(
            shown(project, file),
            0,
            "the file is no post, and would not be published",
            f"Move it into a folder of its own, `{file.stem}/index.md`, or begin its name with `_`.",
        )
        for file in found
        if file.name[0] not in "._"
    ]


def _folders(project: Project) -> Iterable[Path]:
    found = project.content.iterdir() if project.content.is_dir() else ()
    return sorted(f for f in found if f.is_dir() and f.name[0] not in "._")


class _Text(NamedTuple):
    """All of a post but its outline, as it has them."""

    slug: str
    folder: Path
    path: str
    meta: Meta
    body: Body
    key: str


def _read(project: Project, folder: Path, words: Words) -> _Text:
    path = folder / "index.md"
    name = shown(project, path)
    if not SLUG.fullmatch(folder.name) or paths.is_folder(folder.name):
        remedy = "Use small letters, digits and `-`; `runtime`, `assets` and `offline` are taken."
        raise BuildFailed([Fault(shown(project, folder), 0, "a post's folder cannot have this name", remedy)])
    if not path.is_file():
        raise BuildFailed(
            [Fault(name, 0, "the post has no text", "Write it, or begin the folder's name with `_`.")]
        )
    meta, text = split(name, read_text(project, path))
    key = digest(project.results.version, words.key, text)
    return _Text(folder.name, folder, name, meta, Body(text, words), key)


def _outlined(cache: Cache, texts: Sequence[_Text]) -> list[Post]:
    """The posts, with what their bodies offer and ask for; those just parsed are not parsed again."""

    def maker() -> Callable[[int], tuple[dict[str, Any], bytes]]:
        from sitegen.markdown.outline import outline

        def outline_of(number: int) -> tuple[dict[str, Any], bytes]:
            document, words = texts[number].body.document(), texts[number].body.words
            return outline(document, words).to_json(), pickle.dumps(document)

        return outline_of

    asked = [(str(text.folder), text.key) for text in texts]
    outlines, parsed = cache.latest_of_all("outline", asked, maker)
    texts = [
        text._replace(body=replace(text.body, parsed=parsed.get(number, b"")))
        for number, text in enumerate(texts)
    ]
    pairs = zip(texts, outlines, strict=True)
    return [Post(**text._asdict(), outline=Outline.from_json(outline)) for text, outline in pairs]


def _repeated_ids(post: Post) -> list[Fault]:
    first: dict[str, Anchor] = {}
    faults = []
    for anchor in post.outline.anchors:
        if anchor.id in first:
            remedy = _other_id(first[anchor.id], anchor)
            faults.append(Fault(post.path, anchor.line, f"the id `{anchor.id}` is taken", remedy))
        first.setdefault(anchor.id, anchor)
    return faults


def _other_id(first: Anchor, again: Anchor) -> str:
    place, example = f"Line {first.line} has it", again.example or first.example
    if not example:
        return f"{place}; a post shows a figure once, and then links to it: `[](#{again.id})`."
    return f"{place}; give {'this' if again.example else 'that'} one another, as in {example}."
