"""How much pages, offline copies and files weigh, against what they may."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.base.faults import Fault
from sitegen.base.scripts import with_imports
from sitegen.checking.reading import Page, css_files
from sitegen.source.budgets import Budgets

_KINDS = {".html": "text", ".css": "styles", ".js": "scripts", ".mjs": "scripts", ".woff2": "fonts"}
_PACKED = {".html", ".css", ".js", ".mjs", ".svg"}


@dataclass(frozen=True)
class Scales:
    """Weighs the files of a site; `sizes` holds their bytes by path."""

    site: Path
    sizes: Mapping[str, int]
    budgets: Budgets

    def page_faults(self, page: Page) -> Iterator[Fault]:
        """What is too much for a page."""
        where = f"site/{page.path}"
        yield from _over(
            *(where, "page", self.budgets.page, _by_kind(self.at_start(page))),
            "before it can be read, this page loads",
            'Let pictures load when they are needed (`loading="lazy"`), or make them smaller',
        )
        yield from _over(
            *(where, "pictures", self.budgets.pictures, Counter(self.pictures(page))),
            "the pictures of this page have",
            "Save them at the size at which they are shown, as WebP or JPEG",
        )
        yield from _over(
            *(where, "python", self.budgets.python, Counter(python(page))),
            "before its figures are live, this page loads Python of",
            "Keep less data beside the post",
        )

    def copy_faults(self, path: str) -> Iterator[Fault]:
        """What is too much for an offline copy."""
        yield from _over(
            *(f"site/{path}", "copy", self.budgets.copy, Counter({"the copy": self.sizes[path]})),
            "the offline copy has",
            "Keep less data beside the post, and smaller pictures in it",
        )

    def file_faults(self) -> Iterator[Fault]:
        """What is too much for any file."""
        for path, size in self.sizes.items():
            yield from _over(
                *(f"site/{path}", "file", self.budgets.file, Counter({path: size})),
                "the file has",
                "Some hosts refuse larger ones: split it, or link to where it lies elsewhere",
            )

    def at_start(self, page: Page) -> dict[str, int]:
        """What a browser loads before the page can be read, as far as its files tell: bytes by path."""
        wanted, found = [page.path, *page.loads], dict[str, int]()
        while wanted:
            path = wanted.pop()
            if path in found or path not in self.sizes:
                continue
            found[path] = self._transfer(path)
            if path.endswith(".css"):
                wanted += css_files(self.site, path)
            elif path.endswith((".js", ".mjs")):
                wanted += with_imports(path, lambda name: (self.site / name).read_text("utf-8"))
        return found

    def pictures(self, page: Page) -> dict[str, int]:
        """The pictures that load when a reader comes near: bytes by path."""
        return {path: self._transfer(path) for path in page.loads_later if path in self.sizes}

    def _transfer(self, path: str) -> int:
        if PurePosixPath(path).suffix not in _PACKED:
            return self.sizes[path]
        return len(gzip.compress((self.site / path).read_bytes(), 6))


def python(page: Page) -> dict[str, int]:
    """The packs that the page loads before it is live, where they are most, on whichever way of starting."""
    started = (entry for entry in page.bill if entry["when"] == "start")
    entries = [entry for entry in started if entry["service"] in ("figures", "all")]
    sizes = {entry["name"]: sum(part["bytes"] for part in entry["parts"]) for entry in entries}
    on_all = {entry["name"]: sizes[entry["name"]] for entry in entries if "way" not in entry}
    ways: dict[str, dict[str, int]] = {entry.get("way", ""): {} for entry in entries}
    for way, wanted in ways.items():
        wanted |= {entry["name"]: sizes[entry["name"]] for entry in entries if entry.get("way") == way}
    return on_all | max(ways.values(), key=lambda wanted: sum(wanted.values()), default={})


def _by_kind(files: Mapping[str, int]) -> Counter[str]:
    """The bytes of text, styles, scripts and fonts; everything else stands for itself."""
    found: Counter[str] = Counter()
    for path, size in files.items():
        found[_KINDS.get(PurePosixPath(path).suffix, path)] += size
    return found


def _over(where: str, key: str, budget: int, parts: Counter[str], what: str, remedy: str) -> Iterator[Fault]:
    size = parts.total()
    if size <= budget:
        return
    most = ", ".join(f"{name} {amount:,}" for name, amount in parts.most_common(6))
    said = f" ({most})" if len(parts) > 1 else ""
    yield Fault(
        where,
        0,
        f"{what} {size:,} bytes{said}; the budget is {budget:,}",
        f"{remedy}; or set another `{key}` under `[budgets]` in content/site.toml.",
    )
