"""How much pages, offline copies, the archive and files weigh, against what they may."""

from __future__ import annotations

import gzip
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.base.faults import Fault
from sitegen.base.paths import ARCHIVE
from sitegen.base.scripts import with_imports
from sitegen.checking.reading import Page, css_files
from sitegen.runtime.bill import is_wished
from sitegen.source.budgets import Budgets

_KINDS = {".html": "text", ".css": "styles", ".js": "scripts", ".mjs": "scripts", ".woff2": "fonts"}
_PACKED = {".html", ".css", ".js", ".mjs", ".svg"}
_FIGURES = ("figures", "all")  # the services of which a page's packs are wanted without being asked for
_SAID = {
    "page": (
        "before it can be read, this page loads",
        'Let pictures load when they are needed (`loading="lazy"`), or make them smaller',
    ),
    "pictures": (
        "the pictures of this page have",
        "Save them at the size at which they are shown, as WebP or JPEG",
    ),
    "start": (
        "before its figures are live, this page loads Python of",
        "Keep less data beside the post, or name a large file with `Data`: it then waits until it is needed",
    ),
    "import": ("where an import misses, this page loads Python of", "Import less"),
    "asked": (
        "files and services that figures of this page ask for have",
        "Keep fewer digits or rows in the files that are named with `Data`",
    ),
    "copy": ("the offline copy has", "Keep less data beside the post, and smaller pictures in it"),
    "archive": ("the whole site as one file has", "Keep smaller files beside the posts"),
    "file": ("the file has", "Some hosts refuse larger ones: split it, or link to where it lies elsewhere"),
}


@dataclass(frozen=True)
class Weight:
    """The bytes of something in the site, part by part, and the budget that they have."""

    path: str
    key: str
    parts: Counter[str]
    budget: int
    slug: str = ""

    @property
    def size(self) -> int:
        """All of its bytes."""
        return self.parts.total()

    @property
    def share(self) -> float:
        """How much of the budget that is: more than 1 is too much."""
        return self.size / self.budget

    def fault(self) -> Fault:
        """How it is told that this is too much."""
        what, remedy = _SAID[self.key]
        most = ", ".join(f"{name} {amount:,}" for name, amount in self.parts.most_common(6))
        said = "" if self.path in self.parts else f" ({most})"
        more = f"`{self.key} = {_room_for(self.size):_}`"
        table = f"budgets.posts.{self.slug}" if self.slug else "budgets"
        return Fault(
            f"site/{self.path}",
            0,
            f"{what} {self.size:,} bytes{said}; the budget is {self.budget:,}",
            f"{remedy}; or write {more} under `[{table}]` in content/site.toml.",
        )


@dataclass(frozen=True)
class Scales:
    """Weighs the files of a site; `sizes` holds their bytes by path."""

    site: Path
    sizes: Mapping[str, int]
    budgets: Budgets

    def weights(self, pages: Iterable[Page], copies: Iterable[Page]) -> Iterator[Weight]:
        """Of all that has a budget."""
        for page in pages:
            yield from self._of_page(page)
        for copy in copies:
            yield self._weight("copy", copy.path, self._in_copy(copy), PurePosixPath(copy.path).stem)
        if ARCHIVE in self.sizes:
            yield self._weight("archive", ARCHIVE, _in_archive(self.site / ARCHIVE))
        alone = {ARCHIVE, *(copy.path for copy in copies)}
        for path, size in self.sizes.items():
            if path not in alone:
                yield self._weight("file", path, {path: size})

    def _of_page(self, page: Page) -> Iterator[Weight]:
        slug = PurePosixPath(page.path).parent.name  # none of the home page
        yield self._weight("page", page.path, _by_kind(self._at_start(page)), slug)
        yield self._weight("pictures", page.path, self._pictures(page), slug)
        for when in ("start", "import", "asked"):
            yield self._weight(when, page.path, _packs(page, when), slug)

    def _weight(self, key: str, path: str, parts: Mapping[str, int], slug: str = "") -> Weight:
        return Weight(path, key, Counter(parts), self.budgets.of(key, slug), slug)

    def _at_start(self, page: Page) -> dict[str, int]:
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

    def _pictures(self, page: Page) -> dict[str, int]:
        """The pictures that load when a reader comes near: bytes by path."""
        return {path: self._transfer(path) for path in page.loads_later if path in self.sizes}

    def _in_copy(self, copy: Page) -> dict[str, int]:
        """The packs that the copy holds, and its text with all else."""
        packs = {entry["name"]: _bytes(entry) for entry in copy.bill}
        return {**packs, "text, fonts and pictures": self.sizes[copy.path] - sum(packs.values())}

    def _transfer(self, path: str) -> int:
        if PurePosixPath(path).suffix not in _PACKED:
            return self.sizes[path]
        return len(gzip.compress((self.site / path).read_bytes(), 6))


def _packs(page: Page, when: str) -> dict[str, int]:
    """What the page loads then: bytes by name, on whichever way of starting they are most."""
    entries = [entry for entry in page.bill if _wanted(entry) == when and not _is_asked_for(entry)]
    ways = [
        {entry["name"]: _bytes(entry) for entry in entries if entry.get("way", way) == way}
        for way in {entry.get("way", "") for entry in entries}
    ]
    return max(ways, key=lambda packs: sum(packs.values()), default={})


def _is_asked_for(entry: Mapping[str, Any]) -> bool:
    return is_wished(entry["kind"], bool(entry.get("offered")))


def _wanted(entry: Mapping[str, Any]) -> str:
    """When readers wait for it: another service than the figures' own is started once it is asked."""
    return str(entry["when"]) if entry["service"] in _FIGURES else "asked"


def _bytes(entry: Mapping[str, Any]) -> int:
    return sum(part["bytes"] for part in entry["parts"])


def _in_archive(path: Path) -> dict[str, int]:
    """What its files have there, by their paths in the site."""
    with zipfile.ZipFile(path) as archive:
        return {entry.filename.partition("/")[2]: entry.compress_size for entry in archive.infolist()}


def _by_kind(files: Mapping[str, int]) -> Counter[str]:
    """The bytes of text, styles, scripts and fonts; everything else stands for itself."""
    found: Counter[str] = Counter()
    for path, size in files.items():
        found[_KINDS.get(PurePosixPath(path).suffix, path)] += size
    return found


def _room_for(size: int) -> int:
    """A round number of bytes that is enough."""
    unit = int("1".ljust(len(str(size)) - 1, "0"))
    return -(-size // unit) * unit
