"""The theme's assets, the fonts that they name and KaTeX's stylesheet, in a folder named by its content."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.base import toolchain
from sitegen.base.addresses import resolve
from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.stylesheets import imports_of, joined, named
from sitegen.base.texts import read_text, shown
from sitegen.theme.bundle import bundle, minified
from sitegen.theme.fonts import characters, cut_down, weights_of
from sitegen.theme.katex_fonts import trim

_KATEX = "css/katex.css"
_SCRIPT = re.compile(r"js/.*\.js")
_CHUNKS = "js/chunks/"
_ENTRY = re.compile(rf"js/[^/]+|{_CHUNKS}[^/]+")
_FIRST = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")


@dataclass(frozen=True)
class Assets:
    """What is published below `folder` (`assets-<hash>`), by the path in it: a file, or text made here.

    `katex` is KaTeX's stylesheet, as far as the site's formulas need it.
    """

    folder: str
    files: dict[str, Path | str]
    katex: str = ""

    @property
    def chunks(self) -> list[str]:
        """The paths of the scripts that a page with cells imports once it needs them."""
        return [f"{self.folder}/{name}" for name in self.files if name.startswith(_CHUNKS)]

    def first_faces(self, html: str) -> list[str]:
        """The fonts that the formulas in `html` need and most formulas have: not to be waited for."""
        used = trim(self.katex, [html])[1]
        return [name for name in _FIRST if f"{name}.woff2" in used]

    def text(self, path: str) -> str:
        """A file of them that is text."""
        file = self.files[path]
        return file if isinstance(file, str) else file.read_text("utf-8")


def theme_folders(project: Project) -> list[Path]:
    """Where templates are looked for: the author's own `templates/` first, then the generator's."""
    own = project.root / "templates"
    return (
        [own, project.home / "templates"]
        if own.is_dir() and project.root != project.home
        else [project.home / "templates"]
    )


def collect_assets(
    project: Project, formulas: Collection[str] = (), key: str = "", *, quick: bool = False
) -> Assets:
    """All assets. A quick build has maps of scripts, fonts and stylesheets whole.

    `formulas` are the HTML of the site's math, for all of which the `key` stands.

    Raises `BuildFailed` for a missing font, a stylesheet or a script that is no text, and a script that
    cannot be bundled.
    """
    files: dict[str, Path | str] = {}
    for theme in reversed(theme_folders(project)):
        folder = theme / "assets"
        files |= {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    faults: list[Fault] = []
    sheets = {
        path: _text(project, file, faults)
        for path, file in files.items()
        if isinstance(file, Path) and file.suffix == ".css"
    }
    fonts = _fonts_named(project, files, sheets)
    katex, names = _katex(project, formulas, key) if any(formulas) else ("", [])
    files[_KATEX] = katex
    fonts |= {name: [] for name in names if name not in fonts}
    files = _with_bundles(project, files, faults, maps=quick)
    missing = {name: used for name, used in fonts.items() if f"fonts/{name}" not in files}
    full = _font_files(project, missing, faults)
    if full and not quick:
        wanted = characters(project, [*theme_folders(project), project.home / "py"], formulas)
        full = cut_down(project.results, full, wanted, weights_of("".join(sheets.values())))
    files |= full
    if faults:
        raise BuildFailed(faults)
    files = dict(sorted(_with_joined_sheets(project, files, whole=quick).items()))
    return Assets(f"assets-{_digest(files)[:10]}", files, katex)


def _with_joined_sheets(
    project: Project, files: dict[str, Path | str], *, whole: bool
) -> dict[str, Path | str]:
    """The files with their stylesheets joined: a page is not painted before each that it links has come.

    And short, for the same reason; or `whole`, as their authors wrote them.
    """
    own = {name: file for name, file in files.items() if PurePosixPath(name).match("css/*.css")}
    texts = {name: file if isinstance(file, str) else file.read_text("utf-8") for name, file in own.items()}
    imported = {resolve(path, link).path for path, text in texts.items() for link in imports_of(text)}
    rest = {name: file for name, file in files.items() if name not in own}
    sheets = {path: joined(path, texts.get) for path, text in texts.items() if text and path not in imported}
    return rest | (sheets if whole else minified(project, sheets))


def _with_bundles(
    project: Project, files: dict[str, Path | str], faults: list[Fault], *, maps: bool
) -> dict[str, Path | str]:
    """The scripts directly in `js/`, and chunks, each with all that it imports; the others are parts."""
    own = {name: file for name, file in files.items() if _SCRIPT.fullmatch(name)}
    rest = {name: file for name, file in files.items() if name not in own}
    unread: list[Fault] = []
    texts = {name: _text(project, file, unread) for name, file in own.items() if isinstance(file, Path)}
    faults += unread
    if unread:
        return rest
    entries = list(filter(_ENTRY.fullmatch, texts))
    try:
        return rest | bundle(project, "templates/assets", texts, entries, maps=maps)
    except BuildFailed as failed:
        faults += failed.faults
        return rest


def _text(project: Project, file: Path, faults: list[Fault]) -> str:
    try:
        return read_text(project, file)
    except BuildFailed as failed:
        faults += failed.faults
        return ""


def _digest(files: dict[str, Path | str]) -> str:
    parts: list[str | bytes] = []
    for name, file in files.items():
        parts += [name, file.read_bytes() if isinstance(file, Path) else file]
    return digest(*parts)


def _fonts_named(
    project: Project, files: Mapping[str, Path | str], sheets: Mapping[str, str]
) -> dict[str, list[tuple[str, int]]]:
    """The fonts that stylesheets name, each with the places (file, line) where they do."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path, css in sheets.items():
        for link, start in named(css):
            folder, _, name = resolve(path, link).path.partition("/")
            if folder == "fonts":
                place = shown(project, Path(files[path])), css.count("\n", 0, start) + 1
                found.setdefault(name, []).append(place)
    return found


def _font_files(
    project: Project, fonts: dict[str, list[tuple[str, int]]], faults: list[Fault]
) -> dict[str, Path]:
    if not fonts:
        return {}
    packages = toolchain.npm_packages(project)
    folders = [*sorted(packages.glob("@fontsource-variable/*/files")), packages / "katex" / "dist" / "fonts"]
    known = {path.name: path for folder in folders for path in folder.glob("*.woff2")}
    for name, places in fonts.items():
        if name not in known:
            path, line = places[0] if places else ("katex.css", 0)
            remedy = "Put it into templates/assets/fonts, or add its fontsource package to package.json."
            faults.append(Fault(path, line, f"the font {name} is nowhere", remedy))
    return {f"fonts/{name}": known[name] for name in fonts if name in known}


def _katex(project: Project, formulas: Iterable[str], key: str) -> tuple[str, list[str]]:
    known = project.results.get("katex-css", key)
    if known is None:
        css = toolchain.npm_packages(project) / "katex" / "dist" / "katex.min.css"
        known = trim(css.read_text("utf-8"), formulas)
        project.results.put("katex-css", key, known)
    return known[0], known[1]
