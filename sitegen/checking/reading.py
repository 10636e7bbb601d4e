"""A published page, read back: its ids, links, figures' declarations, and what a browser loads for it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from sitegen.base.addresses import is_external, of_srcset, resolve
from sitegen.base.stylesheets import named

_PACK = re.compile(rb'(<script type="application/octet-stream"[^>]*>)[^<]*')


@dataclass(frozen=True)
class Reference:
    """A link or a resource of a page: where it stands, what it names, and the path in the site that it means.

    `path` is "" for what lies outside of the site.
    """

    line: int
    written: str
    path: str
    fragment: str


@dataclass(frozen=True)
class Page:
    """A page of the site; `path` from the site's root.

    `loads` are files that it cannot be read without, `loads_later` pictures that may wait.
    """

    path: str
    ids: Counter[str]
    lines: dict[str, int]
    references: list[Reference]
    declarations: dict[str, dict[str, Any]]
    manifest: dict[str, Any]
    loads: list[str]
    loads_later: list[str]

    @property
    def packs(self) -> list[Reference]:
        """The files that its bill names, and the site's bill."""
        urls = [part["url"] for part in self.parts]
        urls += [self.manifest["kept"]] if "kept" in self.manifest else []
        return [_reference(self.path, 0, url) for url in urls]

    @property
    def bill(self) -> list[dict[str, Any]]:
        """What it may load beside its text."""
        return list(self.manifest.get("bill", []))

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The files of its bill."""
        return [part for entry in self.bill for part in entry["parts"]]


def read_page(site: Path, path: str) -> Page:
    """Parse one HTML file of the site, without the packs in an offline copy, which are no text."""
    root = lxml.html.document_fromstring(_PACK.sub(rb"\1", (site / path).read_bytes()))
    with_ids = [element for element in root.iter() if isinstance(element.tag, str) and element.get("id")]
    references = [
        _reference(path, _line(element), value)
        for element in root.iter()
        if isinstance(element.tag, str)
        for name in ("href", "src", "poster", "srcset")
        if (written := element.get(name)) is not None
        for value in (of_srcset(written) if name == "srcset" else [written])
    ]
    declared = [json.loads(e.text or "{}") for e in root.iterfind(".//script[@class='declaration']")]
    manifest = [json.loads(e.text or "{}") for e in root.iterfind(".//script[@class='manifest']")]
    loads = [
        _reference(path, 0, str(element.get(name))).path
        for name, query in (
            ("href", ".//link[@rel='stylesheet']"),
            ("src", ".//script[@src]"),
        )
        for element in root.iterfind(query)
    ]
    pictures = [(img, _reference(path, 0, str(img.get("src"))).path) for img in root.iterfind(".//img")]
    loads += [file for img, file in pictures if img.get("loading") != "lazy"]
    return Page(
        path,
        Counter(str(element.get("id")) for element in with_ids),
        {str(element.get("id")): _line(element) for element in reversed(with_ids)},
        references,
        {declaration["id"]: declaration for declaration in declared},
        manifest[0] if manifest else {},
        loads,
        [file for img, file in pictures if img.get("loading") == "lazy"],
    )


def _line(element: lxml.html.HtmlElement) -> int:
    return int(element.sourceline or 0)


def _reference(page: str, line: int, written: str) -> Reference:
    if is_external(written):
        return Reference(line, written, "", "")
    target = resolve(page, written)
    return Reference(line, written, target.path, target.fragment)


def css_files(site: Path, path: str) -> list[str]:
    """What a stylesheet names, as paths in the site."""
    return [_reference(path, 0, link).path for link, _ in named((site / path).read_text("utf-8"))]
