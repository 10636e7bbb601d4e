"""A glossary's terms, `[Entropy]{#entropy .term}` before a definition: each is told where posts use it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sitegen.base.addresses import relative
from sitegen.base.words import Words
from sitegen.markdown.article import Article
from sitegen.pages.catalogue import UNLISTED, Entry
from sitegen.pages.search import Section

TERM = re.compile(
    r'<dt><span (?=[^>]*\bclass="term")(?:(?=[^>]*(?<![\w-])id="(?P<id>[^"]*)"))?[^>]*>'
    r"(?P<term>(?:(?!</dt>).)*)</span></dt>\s*<dd>(?P<definition>(?:(?!</dd>).)*)(?=</dd>)",
    re.DOTALL,
)
_TAG = re.compile("<[^>]*>")


def names_of(term: str) -> list[str]:
    """The names of a term, as a text says them: "Token or piece" has two. `term` is HTML."""
    names = (name.strip() for name in html.unescape(_TAG.sub("", term)).split(" or "))
    return [name for name in names if name]


def word(names: Iterable[str]) -> str:
    """A pattern of any of the names, of one word or several; as a part of a compound it is another word."""
    written = (re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return rf"(?<![\w&-])(?:{'|'.join(written)})(?:e?s)?(?![\w-])"


def telling(
    article: Article, page: str, posts: Iterable[tuple[Entry, Sequence[Section]]], words: Words
) -> Article:
    """The article at `page`; after each definition of a term links to the listed posts that use it.

    A link leads to the section that uses it most. "Token or piece" is looked for by either name.
    """
    if not TERM.search(article.html):
        return article
    listed = [(entry, sections) for entry, sections in posts if entry["status"] not in UNLISTED]
    others = sorted((each for each in listed if each[0]["path"] != page), key=_as_read)

    def told(found: re.Match[str]) -> str:
        if not (names := names_of(found["term"])):
            return found[0]
        times = _counter(names)
        links = [
            _link(page, entry, section) for entry, sections in others if (section := _most(times, sections))
        ]
        if not links:
            return found[0]
        return f'{found[0]}<p class="uses">{words.say("In {posts}", posts=", ".join(links))}</p>'

    return replace(article, html=TERM.sub(told, article.html))


def _as_read(post: tuple[Entry, Sequence[Section]]) -> tuple[bool, str, int]:
    """Series first, one after the other, each in its order."""
    series = post[0]["series"]
    return (False, series["name"], series["part"]) if series else (True, "", 0)


def _counter(names: Sequence[str]) -> Callable[[str], int]:
    """Counts a term in a text, by any of its names."""
    used = re.compile(word(names), re.IGNORECASE)
    parts = [name.casefold() for name in names]

    def times(text: str) -> int:
        folded = text.casefold()  # most texts say nothing of it: to look for the letters is ten times faster
        return len(used.findall(text)) if any(part in folded for part in parts) else 0

    return times


def _most(times: Callable[[str], int], sections: Sequence[Section]) -> Section | None:
    """The section that says it most often, its heading counting as a whole text; the first of several."""
    counts = [times(each.text) + 9 * times(each.heading) for each in sections]
    most = max(counts, default=0)
    return sections[counts.index(most)] if most else None


def _link(page: str, entry: Entry, section: Section) -> str:
    anchor = f"#{section.id}" if section.id else ""
    href = html.escape(relative(page, entry["path"]) + anchor)
    return f'<a href="{href}">{entry["typeset"]["title"].html}</a>'
