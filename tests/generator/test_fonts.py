"""Fonts carry what the site's texts need, and little else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sitegen.base.cache import Cache
from sitegen.base.project import Project, open_project
from sitegen.theme.fonts import characters, cut_down, weights_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inter() -> Path:
    from sitegen.base.toolchain import npm_packages

    packages = npm_packages(open_project(ROOT))
    return packages / "@fontsource-variable" / "inter" / "files" / "inter-latin-wght-normal.woff2"


def codes(text: str) -> set[int]:
    return set(map(ord, text))


def cut(folder: Path, font: Path, text: str) -> Path:
    return cut_down(Cache(folder), {font.name: font}, codes(text))[font.name]


def glyphs(font: Path) -> set[str]:
    return {chr(code) for code in TTFont(io.BytesIO(font.read_bytes())).getBestCmap()}


def test_a_font_keeps_the_characters_of_the_text_and_its_numerals_of_one_width(
    inter: Path, tmp_path: Path
) -> None:
    small = cut(tmp_path, inter, "Zipf 0123é漢")
    assert glyphs(small) == set("Zipf 0123é")
    features = TTFont(io.BytesIO(small.read_bytes()))["GSUB"].table.FeatureList.FeatureRecord
    assert "tnum" in {record.FeatureTag for record in features}
    assert small.name == inter.name
    assert small.stat().st_size < inter.stat().st_size / 2


def test_a_cut_font_is_kept_and_its_bytes_are_the_same_every_time(inter: Path, tmp_path: Path) -> None:
    first, again = (cut(folder, inter, "ab") for folder in (tmp_path, tmp_path / "other"))
    assert first.read_bytes() == again.read_bytes()
    made = first.stat().st_mtime_ns
    assert cut(tmp_path, inter, "ab漢").stat().st_mtime_ns == made, "it has none of these"
    assert cut(tmp_path, inter, "abc") != first


def test_characters_come_from_every_text_and_from_formulas(tmp_path: Path) -> None:
    content, theme = tmp_path / "content" / "post", tmp_path / "theme"
    for path, text in ((content / "index.md", "ű"), (content / "figure.py", "‰"), (theme / "base.html", "Ő")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (content / "picture.png").write_bytes("ß".encode())
    found = characters(Project(tmp_path, tmp_path, tmp_path), [theme], ["<span>&sum;", "&#8214;</span>"])
    assert codes("ű‰Ő∑‖ az09“”’–…\u202f\u00a0−×") <= found
    assert ord("ß") not in found


def test_a_double_bar_is_drawn_as_the_one_that_katex_has(tmp_path: Path) -> None:
    from sitegen.base.toolchain import npm_packages

    font = npm_packages(open_project(ROOT)) / "katex" / "dist" / "fonts" / "KaTeX_Main-Regular.woff2"
    small = cut(tmp_path, font, "‖→")
    assert glyphs(small) == {"‖", "→"}


FACES = """
@font-face { font-weight: 400 600; src: url("../fonts/a.woff2") format("woff2"); }
@font-face { font-weight: bold; src: url("../fonts/a.woff2") format("woff2"); }
@font-face { font-weight: 700; src: url("../fonts/b.woff2"); }
@font-face { src: url("../fonts/b.woff2"); }
@font-face { font-weight: var(--any); src: url("../fonts/c.woff2"); }
"""


def test_a_font_is_published_with_the_weights_that_its_faces_are_for(inter: Path, tmp_path: Path) -> None:
    assert weights_of(FACES) == {"a.woff2": (400, 700), "b.woff2": (400, 700), "c.woff2": (1, 1000)}
    whole = cut(tmp_path, inter, "ab")
    some = cut_down(Cache(tmp_path), {"inter": inter}, codes("ab"), {inter.name: (350, 2000)})["inter"]
    (axis,) = TTFont(io.BytesIO(some.read_bytes()))["fvar"].axes
    assert (axis.minValue, axis.defaultValue, axis.maxValue) == (350, 400, 900)
    assert some.stat().st_size < whole.stat().st_size


def test_code_is_drawn_as_it_is_written(tmp_path: Path) -> None:
    """Its font makes an arrow of `->`, elsewhere."""
    from sitegen.base.toolchain import npm_packages

    files = npm_packages(open_project(ROOT)) / "@fontsource-variable" / "jetbrains-mono" / "files"
    small = cut(tmp_path, files / "jetbrains-mono-latin-wght-normal.woff2", "->=!")
    features = TTFont(io.BytesIO(small.read_bytes()))["GSUB"].table.FeatureList.FeatureRecord
    assert "calt" not in {record.FeatureTag for record in features}
