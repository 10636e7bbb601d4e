"""What a page says about itself to machines: `citation_*`, Open Graph, JSON-LD; and how to cite it."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sitegen.base.texts import latin_slug
from sitegen.base.words import ENGLISH, Words
from sitegen.references.citations import full_stop
from sitegen.references.image_size import UNKNOWN, image_size
from sitegen.source.config import Config

Entry = dict[str, Any]

_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%#_$"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)
"""What stands for a sign that means something to TeX. BibTeX counts braces, with a backslash or without."""


def citation_meta(config: Config, entry: Entry, canonical: str) -> list[dict[str, str]]:
    """Google Scholar's names."""
    rows = [("citation_title", entry["title"])]
    rows += [("citation_author", author["name"]) for author in entry["authors"]]
    rows += [
        ("citation_publication_date", f"{entry['date']:%Y/%m/%d}"),
        ("citation_language", config.language),
    ]
    rows += [("citation_journal_title", config.title)]
    rows += [("citation_fulltext_html_url", canonical)] if canonical else []
    rows += [("citation_keywords", "; ".join(entry["tags"]))] if entry["tags"] else []
    return [{"name": name, "content": content} for name, content in rows]


class Picture(NamedTuple):
    """What a shared link shows: its URL, or path in the site; its words and pixels, "" and 0 if unknown."""

    url: str
    alt: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        """As programs call its kind: `image/png`."""
        return guess_type(self.url)[0] or ""

    def told(self) -> list[tuple[str, str]]:
        """Open Graph's names for it, the URL first; programs that know its size show it at once."""
        rows = [
            ("og:image", self.url),
            ("og:image:type", self.media_type),
            ("og:image:width", str(self.width or "")),
            ("og:image:height", str(self.height or "")),
            ("og:image:alt", self.alt),
        ]
        return [(name, content) for name, content in rows if content]


def picture_of(content: Path, path: str, alt: str) -> Picture:
    """The picture at a path of the content; its size is unknown while it is not there."""
    file = content / path
    return Picture(quote(path), alt, *(image_size(file.read_bytes()) if file.is_file() else UNKNOWN))


def card(picture: Picture | None) -> dict[str, str]:
    """How large a shared link is shown, by the one name that Open Graph does not have."""
    return {"name": "twitter:card", "content": "summary_large_image" if picture else "summary"}


def open_graph(
    config: Config, title: str, description: str, canonical: str, entry: Entry | None, picture: Picture | None
) -> list[dict[str, str]]:
    """Open Graph's names; `entry` is the post, or None for other pages."""
    rows = [
        ("og:type", "article" if entry else "website"),
        ("og:title", title),
        ("og:description", description),
        ("og:site_name", config.title),
        ("og:locale", config.language.replace("-", "_")),
    ]
    rows += [("og:url", canonical)] if canonical else []
    rows += picture.told() if picture else []
    if entry:
        rows += [("article:published_time", entry["date"].isoformat())]
        rows += [("article:modified_time", entry["updated"].isoformat())] if entry["updated"] else []
        rows += [("article:author", author["name"]) for author in entry["authors"]]
        rows += [("article:tag", tag) for tag in entry["tags"]]
    return [{"property": name, "content": content} for name, content in rows]


def json_ld(
    config: Config, canonical: str, entry: Entry | None, picture: Picture | None = None
) -> dict[str, Any]:
    """schema.org's description of a post, or of the site where `entry` is None."""
    site = {"@type": "WebSite", "name": config.title, "description": config.description}
    if entry is None:
        return {"@context": "https://schema.org", **site, "inLanguage": config.language} | _url(canonical)
    licence = config.licence.get("text", {}).get("url")
    return {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": entry["title"],
        "description": entry["description"],
        "inLanguage": config.language,
        "datePublished": entry["date"].isoformat(),
        "dateModified": (entry["updated"] or entry["date"]).isoformat(),
        "wordCount": entry["words"],
        "author": [_author(author) for author in entry["authors"]],
        "isPartOf": site,
        "publisher": {"@type": "Organization", "name": config.title},
        **({"keywords": entry["tags"]} if entry["tags"] else {}),
        **({"license": licence} if licence else {}),
        **({"image": picture.url} if picture else {}),
        **({"mainEntityOfPage": {"@type": "WebPage", "@id": canonical}} if canonical else {}),
        **_url(canonical),
    }


def _url(canonical: str) -> dict[str, str]:
    return {"url": canonical} if canonical else {}


def _author(author: dict[str, str]) -> dict[str, str]:
    links = {"url": author["url"] or author["orcid"], "sameAs": author["orcid"]}
    given = {name: link for name, link in links.items() if link}
    return {"@type": author["kind"].capitalize(), "name": author["name"]} | given


def cite(config: Config, entry: Entry, canonical: str, words: Words = ENGLISH) -> dict[str, str]:
    """`text`: a line for a reference list; `bibtex`: an entry for a bibliography."""
    names = [author["name"] for author in entry["authors"]]
    where = f" {canonical}" if canonical else ""
    fields = {
        "author": " and ".join(map(_bibtex_name, entry["authors"])),
        "title": "{" + _tex(entry["title"]) + "}",
        "year": str(entry["date"].year),
        "month": f"{entry['date']:%m}".lstrip("0"),
        "howpublished": _tex(config.title),
        "url": canonical,
    }
    said = f"{full_stop(entry['title'])} {full_stop(config.title)}{where}"
    key = f"{latin_slug(names[0].split()[-1])}{entry['date'].year}{entry['slug']}".replace("-", "")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return {
        "text": f"{words.listed(names)} ({entry['date'].year}). {said}",
        "bibtex": "\n".join([f"@misc{{{key},", *lines, "}"]),
    }


def _bibtex_name(author: dict[str, str]) -> str:
    """Braces keep an organization's name whole: else its last word is taken for a surname."""
    name = _tex(author["name"])
    return f"{{{name}}}" if author["kind"] == "organization" else name


def _tex(text: str) -> str:
    """Text for a BibTeX field."""
    return text.translate(_TEX)
