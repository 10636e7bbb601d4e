"""From a post as it is written to a rendered article: what it refers to is looked up, then rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.base.cache import Cache, digest
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.drawing.gallery import Gallery
from sitegen.markdown.article import Article
from sitegen.markdown.math_text import math_text
from sitegen.markdown.resolved import Resolved
from sitegen.pages import search
from sitegen.pages.formulas import FIGURE_TEXTS, formulas_of, readouts_in_formulas
from sitegen.references import citations, links, math
from sitegen.references.citations import Work
from sitegen.references.links import LinkTargets, Wrong
from sitegen.references.listings import listings
from sitegen.source.config import unshown
from sitegen.source.content import Post
from sitegen.theme.templates import Templates

_Kept = tuple[dict[str, Any], list[search.Section]]


@dataclass(frozen=True)
class References:
    """Everything that posts may refer to; `works` is None where the bibliography could not be read.

    `typeset` is the key to what `math` is made with.
    """

    places: LinkTargets
    works: Mapping[str, Work] | None
    math: Mapping[str, dict[str, Any]]
    gallery: Gallery
    typeset: str


@dataclass(frozen=True)
class LookedUp:
    """What one post refers to, resolved as far as it could be; the files it needs, by path in the site."""

    resolved: Resolved
    faults: list[Fault]
    files: dict[str, Path]


def look_up(library: References, post: Post) -> LookedUp:
    """Resolve everything but the figures' HTML, which needs the theme."""
    outline, places = post.outline, library.places
    answers = LookedUp(Resolved(), [], {})
    answers.faults.extend(math.faults(formulas_of(post, library.gallery), library.math))
    answers.faults.extend(readouts_in_formulas(post))
    works = library.works or {}
    if library.works is not None:
        answers.faults.extend(citations.faults(post.path, outline.citations, works))
    resolved = answers.resolved
    known = (tex for tex, _ in outline.formulas if tex in library.math)
    resolved.math.update({tex: library.math[tex] for tex in known})
    for key, _ in outline.citations:
        if key in works:
            resolved.citations[key] = works[key].authors, works[key].year
    for spec, _ in outline.readouts:
        resolved.readouts[spec] = library.gallery.readouts.get((post.slug, spec), "")
    _look_up_links(places, post, answers)
    _look_up_images(places, post, answers)
    _look_up_files(places, post, answers)
    return answers


def _look_up_links(places: LinkTargets, post: Post, answers: LookedUp) -> None:
    bare = set(post.outline.bare_links)
    for mention in post.outline.links:
        href, line = mention
        found = links.find(places, post, href)
        if isinstance(found, Wrong):
            answers.faults.append(found.fault(post, line))
            continue
        if mention in bare and not found.text:
            remedy = "Only headings, equations, figures, posts and files have words of their own."
            answers.faults.append(Fault(post.path, line, f"the link `{href}` has no text", remedy))
        answers.resolved.links[href] = {"href": found.href, "text": found.text, "class": found.css}
        _publish(places, answers, found.file)


def _look_up_images(places: LinkTargets, post: Post, answers: LookedUp) -> None:
    for src, line in post.outline.images:
        found = links.find_image(places, post, src)
        if isinstance(found, Wrong):
            answers.faults.append(found.fault(post, line))
            continue
        _publish(places, answers, found.file)
        answers.resolved.images[src] = {"src": found.src, "width": found.width, "height": found.height}
    if post.meta.image:
        card = links.find_image(places, post, post.meta.image)
        line, wrong = post.meta.lines["image"], unshown(post.meta.image)
        if isinstance(card, Wrong):
            answers.faults.append(card.fault(post, line))
        elif wrong:
            answers.faults.append(Fault(post.path, line, *wrong))
        else:
            _publish(places, answers, card.file)


def _look_up_files(places: LinkTargets, post: Post, answers: LookedUp) -> None:
    for written, line in post.outline.files:
        wanted, seen = [written], set[Path]()
        for name in wanted:
            found = links.find_file(places, post, name)
            if isinstance(found, Wrong):
                answers.faults.append(found.fault(post, line))
                continue
            _publish(places, answers, found.path)
            answers.resolved.files[name] = found.href
            if found.path in seen:
                continue
            seen.add(found.path)
            inside = links.loaded(post, found.path)
            if isinstance(inside, Wrong):
                answers.faults.append(inside.fault(post, line))
            else:
                wanted += inside


def _publish(places: LinkTargets, answers: LookedUp, file: Path | None) -> None:
    if file:
        answers.files[file.relative_to(places.content).as_posix()] = file


def figures_of(library: References, post: Post, project: Project) -> list[dict[str, Any]]:
    """What the figure macro is offered for each figure of the post, in the order of the text."""
    shown = []
    for number, (figure_id, _) in enumerate(post.outline.figures, start=1):
        drawn = library.gallery.figures.get((post.slug, figure_id))
        if drawn:
            title, caption = (math_text(drawn.declaration[key], library.math) for key in FIGURE_TEXTS)
            shown.append(
                {
                    "number": number,
                    "id": figure_id,
                    "declaration": drawn.declaration | {"title": title.plain, "caption": caption.plain},
                    "title": title.html,
                    "caption": caption.html,
                    "answer": drawn.answer,
                    "permalink_ids": library.places.permalinks.get((post.slug, figure_id), []),
                    "sources": listings(project, post.folder, figure_id),
                    "post": post.slug,
                }
            )
    return shown


def draw_in(
    theme: Templates, given: Mapping[str, Any], figures: list[dict[str, Any]], resolved: Resolved
) -> None:
    """Put the figures' HTML, as the theme's macro writes it, among the answers."""
    for figure in figures:
        resolved.figures[figure["id"]] = theme.part("figure.html", "figure", given, figure)


def rendered(
    cache: Cache, typeset: str, posts: Sequence[tuple[Post, Resolved]]
) -> list[tuple[Article, list[search.Section]]]:
    """The articles, and what can be searched of each.

    The parser is imported only when a post or an answer has changed.
    """

    def maker() -> Callable[[int], tuple[_Kept, None]]:
        from sitegen.markdown.render import render

        def article_of(number: int) -> tuple[_Kept, None]:
            post, resolved = posts[number]
            article = render(post.body.document(), resolved, post.body.words)
            return (article.to_json(), list(search.read_sections(article.html, resolved.math.values()))), None

        return article_of

    keys = [digest(cache.version, post.key, resolved.key(typeset)) for post, resolved in posts]
    asked = [(str(post.folder), key) for (post, _), key in zip(posts, keys, strict=True)]
    found, _ = cache.latest_of_all("article", asked, maker)
    return [(Article.from_json(text), [search.Section(*row) for row in rows]) for text, rows in found]
