"""`check`: looks through the published site as a stranger would, by what its files say."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from sitegen import permalinks, toolchain
from sitegen.faults import BuildFailed, Fault
from sitegen.paths import OFFLINE
from sitegen.project import Project
from sitegen.reading import Page, Reference, css_files, read_page
from sitegen.scripts import with_imports

RUNTIME_BUDGET = 9_500_000  # bytes of Python that a page loads before its figures are live
PAGE_BUDGET = 500_000  # bytes of everything else that a page loads, text as gzip makes it
STARTED_FROM = ("stdlib", "numpy", "modules")  # the packs that a snapshot makes dispensable
COPY_BUDGET = 13_000_000  # bytes of a post as one file
FILE_BUDGET = 20_000_000  # bytes; some static hosts refuse files over 25 MB
_TEXT = {".html", ".css", ".js", ".mjs", ".svg"}


def check(project: Project) -> list[str]:
    """What was checked, a line each. Raises `BuildFailed` with every fault."""
    site = project.site
    if not site.is_dir():
        raise BuildFailed([Fault("site", 0, "there is no site to check", "Make it: `build.py build`.")])
    files = {p.relative_to(site).as_posix(): p.stat().st_size for p in sorted(site.rglob("*")) if p.is_file()}
    read = {path: read_page(site, path) for path in files if path.endswith(".html")}
    copies = {path: page for path, page in read.items() if path.startswith(f"{OFFLINE}/")}
    pages = {path: page for path, page in read.items() if path not in copies}
    if not pages:
        raise BuildFailed([Fault("site", 0, "there is no page in it", "Make it: `build.py build`.")])

    faults = [fault for page in pages.values() for fault in _check_ids(page)]
    faults += [fault for page in pages.values() for fault in _check_references(page, pages, files)]
    faults += [fault for path in files if path.endswith(".css") for fault in _check_css(site, path, files)]
    faults += _check_validity(project, site, pages)
    faults += [fault for page in pages.values() for fault in _check_weight(site, page, files)]
    faults += [fault for path, copy in copies.items() for fault in _check_copy(copy, files[path])]
    faults += [
        Fault(
            f"site/{path}", 0, f"the file has {size:,} bytes", f"Keep every file under {FILE_BUDGET:,} bytes."
        )
        for path, size in files.items()
        if size > FILE_BUDGET
    ]
    if faults:
        raise BuildFailed(faults)
    largest = max((files[path] for path in copies), default=0)
    told = (
        f"{len(copies)} offline copies need nothing else; the largest: {largest:,} of {COPY_BUDGET:,} bytes"
    )
    return [*_summary(pages.values(), files, site), told]


def _summary(pages: Iterable[Page], files: dict[str, int], site: Path) -> list[str]:
    pages = list(pages)
    inside = [r for page in pages for r in page.references if r.path]
    states = [r for r in inside if "?" in r.fragment]
    heaviest = max(pages, key=lambda page: _weight(site, page, files))
    runtime = max((_runtime(page) for page in pages), default=0)
    ids = sum(page.ids.total() for page in pages)
    return [
        f"{len(pages)} pages are valid HTML; no id of {ids} stands twice on one",
        f"{len(inside)} links and resources lead somewhere, {len(states)} to states that figures have",
        f"{len(files)} files, none over {FILE_BUDGET:,} bytes",
        f"Python: {runtime:,} of {RUNTIME_BUDGET:,} bytes; "
        f"the rest of {heaviest.path}: {_weight(site, heaviest, files):,} of {PAGE_BUDGET:,} bytes",
    ]


def _check_copy(copy: Page, size: int) -> Iterator[Fault]:
    """An offline copy travels alone: it may lead to whole addresses, and into itself."""
    yield from _check_ids(copy)
    yield from _check_references(copy, {copy.path: copy}, {copy.path: size})
    if size > COPY_BUDGET:
        remedy = f"Its budget is {COPY_BUDGET:,}: less data beside the post, or fewer pictures in it."
        yield Fault(f"site/{copy.path}", 0, f"the offline copy has {size:,} bytes", remedy)


def _check_ids(page: Page) -> Iterator[Fault]:
    for name, times in page.ids.items():
        if times > 1:
            what = f"the id `{name}` stands {times} times on the page"
            yield Fault(f"site/{page.path}", page.lines[name], what, "Give each its own.")


def _check_references(page: Page, pages: dict[str, Page], files: dict[str, int]) -> Iterator[Fault]:
    for reference in [*page.references, *page.packs]:
        where = f"site/{page.path}", reference.line
        if not reference.path or reference.path == ".":
            continue
        if reference.path not in files:
            yield Fault(
                *where, f"`{reference.written}` leads nowhere", "A link names a file, as in `x/index.html`."
            )
        elif reference.path in pages and reference.fragment:
            yield from _check_fragment(where, reference, pages[reference.path])


def _check_fragment(where: tuple[str, int], reference: Reference, target: Page) -> Iterator[Fault]:
    fragment = reference.fragment
    figure, mark, query = fragment.partition("?")
    if mark and figure in target.declarations:
        declaration = target.declarations[figure]
        for problem in permalinks.read(declaration, query).problems:
            yield Fault(*where, *permalinks.describe(declaration, problem))
    elif fragment not in target.ids and unquote(fragment) not in target.ids:
        yield Fault(
            *where, f"`{reference.written}`: that page has no such id", "Correct the link or add the id."
        )


def _check_css(site: Path, path: str, files: dict[str, int]) -> Iterator[Fault]:
    for named in css_files(site, path):
        if named not in files:
            yield Fault(f"site/{path}", 0, f"the stylesheet names {named}, which is not there", "Publish it.")


def _check_validity(project: Project, site: Path, pages: dict[str, Page]) -> list[Fault]:
    """html-validate over all pages, with the generator's own settings."""
    script = toolchain.npm_packages(project) / "html-validate" / "bin" / "html-validate.mjs"
    config = project.home / ".htmlvalidate.json"
    with tempfile.TemporaryDirectory() as folder:
        # Through a pipe it would be cut where the pipe is full.
        options = ["--config", str(config), "--formatter", "json=told.json"]
        command: list[str | Path] = [toolchain.node(), script, *options]
        done = toolchain.run([*command, *(site / path for path in pages)], cwd=Path(folder))
        told = Path(folder, "told.json")
        if done.returncode not in (0, 1) or not told.exists():
            remedy = "The lines below say why."
            return [Fault(config.name, 0, "html-validate did not run", remedy, done.stderr.strip())]
        results = json.loads(told.read_text("utf-8"))
    return [
        Fault(
            f"site/{Path(file['filePath']).relative_to(site).as_posix()}",
            row["line"],
            row["message"],
            row["ruleId"],
        )
        for file in results
        for row in file["messages"]
    ]


def _check_weight(site: Path, page: Page, files: dict[str, int]) -> Iterator[Fault]:
    for what, size, budget in (
        ("Python", _runtime(page), RUNTIME_BUDGET),
        ("the rest", _weight(site, page, files), PAGE_BUDGET),
    ):
        if size > budget:
            yield Fault(
                f"site/{page.path}",
                0,
                f"{what} of this page has {size:,} bytes",
                f"Its budget is {budget:,}.",
            )


def _runtime(page: Page) -> int:
    """What the page loads before it is live, where that is most: with its snapshot or without."""
    packs, posts = page.manifest.get("packs", {}), page.manifest.get("posts", {})
    no_pictures, no_library = {"rest", "snapshot", "layer"}, {"rest", *STARTED_FROM}
    unneeded = [no_pictures, no_library] if "snapshot" in packs else [no_pictures]
    return sum(int(pack["bytes"]) for pack in posts.values()) + max(
        sum(int(pack["bytes"]) for name, pack in packs.items() if name not in names) for names in unneeded
    )


def _weight(site: Path, page: Page, files: dict[str, int]) -> int:
    """What a browser loads for the page without Python, as far as it can be told from the files."""
    wanted, seen = [page.path, *page.loads], set[str]()
    while wanted:
        path = wanted.pop()
        if path in seen or path not in files:
            continue
        seen.add(path)
        if path.endswith(".css"):
            wanted += css_files(site, path)
        elif path.endswith((".js", ".mjs")):
            wanted += with_imports(path, lambda name: (site / name).read_text("utf-8"))
    return sum(_transfer(site / path) for path in seen)


def _transfer(path: Path) -> int:
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in _TEXT else len(content)
