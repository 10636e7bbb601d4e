"""`check`: looks through the published site as a stranger would, by what its files say."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import lxml.etree

from sitegen.base import toolchain
from sitegen.base.addresses import resolve
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.paths import NOT_FOUND, OFFLINE
from sitegen.base.paths import page as page_of
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.checking.reading import Page, Reference, css_files, read_page
from sitegen.checking.weights import Scales, Weight
from sitegen.output.publish import made_by_build, mark
from sitegen.references import permalinks
from sitegen.source.budgets import Budgets
from sitegen.source.config import read_config, read_site_toml
from sitegen.source.static import static_files

_HOST = NOT_FOUND, "/"  # a page that may be shown anywhere can say no more


def check(project: Project) -> list[str]:
    """What was checked, a line each. Raises `BuildFailed` with every fault."""
    site, make = project.site, f"Make it: `{project.program} build`."
    if not site.is_dir():
        raise BuildFailed([Fault("site", 0, "there is no site to check", make)])
    files = dict(_files(site))
    made, static = made_by_build(site), static_files(project)
    own = [path for path in files if mark(path) in made and path not in static]
    pages = {path: read_page(site, path) for path in own if path.endswith(".html")}
    copies = {path: pages.pop(path) for path in list(pages) if path.startswith(f"{OFFLINE}/")}
    if not pages:
        raise BuildFailed([Fault("site", 0, "there is no page in it", make)])

    faults = [fault for page in pages.values() for fault in _check_ids(page)]
    faults += [fault for page in pages.values() for fault in _check_references(page, pages, files)]
    faults += _check_parts(site, pages.values(), files)
    faults += [fault for path in own if path.endswith(".css") for fault in _check_css(site, path, files)]
    faults += [fault for path in own if path.endswith(".xml") for fault in _check_xml(site, path)]
    faults += _check_validity(project, site, pages)
    faults += [fault for path, copy in copies.items() for fault in _check_copy(copy, files[path])]
    weights = list(Scales(site, files, _budgets(project)).weights(pages.values(), copies.values()))
    faults += [weight.fault() for weight in weights if weight.share > 1]
    if faults:
        raise BuildFailed(_with_source(project, fault) for fault in faults)
    return _summary(pages.values(), copies, weights)


def _files(site: Path) -> Iterator[tuple[str, int]]:
    """What a host may be given, with its bytes."""
    for folder, folders, names in site.walk():
        folders[:] = sorted(name for name in folders if name != ".git")
        for file in (folder / name for name in sorted(names) if (folder / name).is_file()):
            yield file.relative_to(site).as_posix(), file.stat().st_size


def _budgets(project: Project) -> Budgets:
    if not project.content.is_dir():
        return Budgets()
    return read_config(project, read_site_toml(project)).budgets


def _with_source(project: Project, fault: Fault) -> Fault:
    """The fault of a page, with the text that it was made of."""
    slug = PurePosixPath(fault.path.removeprefix("site/")).parts[0]
    source = project.content / slug / "index.md"
    if fault.path != f"site/{page_of(slug)}" or not source.is_file():
        return fault
    return replace(fault, remedy=f"{fault.remedy} The page is made of {shown(project, source)}.")


def _summary(pages: Collection[Page], copies: Collection[str], weights: Collection[Weight]) -> list[str]:
    inside = [r for page in pages for r in page.references if r.path]
    states = [r for r in inside if "?" in r.fragment]
    ids = sum(page.ids.total() for page in pages)
    return [
        f"{len(pages)} pages are valid HTML; no id of {ids} stands twice on one",
        f"{len(inside)} links and resources lead somewhere, {len(states)} to states that figures have",
        f"offline copies that need nothing else: {len(copies)}",
        "Nothing is over its budget. Nearest to it, in bytes:",
        *_nearest(weights),
    ]


def _nearest(weights: Collection[Weight]) -> Iterator[str]:
    """A line for each budget, with what has least room in it."""
    for key in dict.fromkeys(weight.key for weight in weights):
        nearest = max((weight for weight in weights if weight.key == key), key=lambda weight: weight.share)
        if nearest.size:
            yield f"  {key:8} {nearest.size:>10,} of {nearest.budget:>10,}  {nearest.path}"


def _check_copy(copy: Page, size: int) -> Iterator[Fault]:
    """An offline copy travels alone: it may lead to whole addresses, and into itself."""
    yield from _check_ids(copy)
    yield from _check_references(copy, {copy.path: copy}, {copy.path: size})


def _check_ids(page: Page) -> Iterator[Fault]:
    for name, times in page.ids.items():
        if times > 1:
            what = f"the id `{name}` stands {times} times on the page"
            yield Fault(f"site/{page.path}", page.lines[name], what, "Give each its own.")


def _check_references(page: Page, pages: dict[str, Page], files: dict[str, int]) -> Iterator[Fault]:
    for reference in [*page.references, *page.packs]:
        where = f"site/{page.path}", reference.line
        if not reference.path or reference.path == "." or (page.path, reference.written) == _HOST:
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


def _check_parts(site: Path, pages: Iterable[Page], files: dict[str, int]) -> Iterator[Fault]:
    """A file that is there is byte for byte the one that the bills name."""
    parts = {resolve(page.path, part["url"]).path: part for page in pages for part in page.parts}
    for path, part in parts.items():
        if path not in files:
            continue  # told with the page that names it
        found = hashlib.sha256((site / path).read_bytes()).hexdigest()
        if files[path] != part["bytes"]:
            what = f"it has {files[path]:,} bytes, and not the {part['bytes']:,} that pages load"
        elif found != part["sha256"]:
            what = f"its checksum is {found[:16]}…, and not the {part['sha256'][:16]}… that pages load"
        else:
            continue
        yield Fault(f"site/{path}", 0, what, "It was changed after it was built: `build.py build`.")


def _check_css(site: Path, path: str, files: dict[str, int]) -> Iterator[Fault]:
    for named in css_files(site, path):
        if named not in files:
            yield Fault(f"site/{path}", 0, f"the stylesheet names {named}, which is not there", "Publish it.")


def _check_xml(site: Path, path: str) -> Iterator[Fault]:
    try:
        lxml.etree.parse(site / path, lxml.etree.XMLParser(resolve_entities=False))
    except lxml.etree.XMLSyntaxError as error:
        yield Fault(f"site/{path}", error.lineno or 0, f"no XML: {error.msg}", "Mend what it was made of.")


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
            f"This is the rule {row['ruleId']} of html-validate.",
        )
        for file in results
        for row in file["messages"]
    ]
