"""The wheel that readers install: one file with all of the site's Python, under names that hide nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from email.parser import HeaderParser
from pathlib import Path

import pytest

from sitegen.base.cache import Cache
from sitegen.base.project import Project
from sitegen.output import wheel
from sitegen.output.wheel import module_name, package_name, site_wheel
from sitegen.source.modules import Made, made_of
from tests.generator.conftest import REPOSITORY

NEWEST = date(2026, 11, 21)
FIGURE = """\
from explorable import data_file, format
from .sides import SIDES
TOSSES = data_file("data/tosses.json").read_text()
TEXT = format.number(0.5) + SIDES + TOSSES
"""


@pytest.fixture
def post(tmp_path: Path) -> Path:
    folder = tmp_path / "content" / "coin-toss"
    (folder / "data").mkdir(parents=True)
    (folder / "index.md").write_text("# A coin")
    (folder / "coin.py").write_text(FIGURE)
    (folder / "sides.py").write_text("SIDES = 'ht'\n")
    (folder / "data" / "tosses.json").write_text("[1, 0]")
    (folder / "private.txt").write_text("not for you")
    return folder


def made(post: Path) -> Made:
    return made_of(post, ["coin"], Cache(post.parent / "cache"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, REPOSITORY, tmp_path / "cache")


def test_the_wheel_holds_the_packages_and_the_posts(project: Project, post: Path, tmp_path: Path) -> None:
    wheel = site_wheel(project, "Coins & dice", {"coin-toss": made(post)}, NEWEST)
    assert wheel.packages == {"coin-toss": "coins_dice.coin_toss"}
    with zipfile.ZipFile(wheel.path) as archive:
        names = set(archive.namelist())
        (described,) = (name for name in names if name.endswith("/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(described).decode())
        assert json.loads(archive.read("coins_dice/coin_toss/data/tosses.json")) == [1, 0]
    assert {"explorable/plot/svg.py", "nexttoken/zipf.py", "coins_dice/coin_toss/coin.py"} <= names
    assert not any(name.endswith((".md", ".txt")) for name in names)
    assert metadata["Name"] == "coins-dice"
    assert metadata.get_all("Requires-Dist") == ["numpy>=2"]
    assert metadata["Version"].startswith("2026.11.21+") and metadata["Version"] in wheel.path.name

    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--target", str(tmp_path / "there"), str(wheel.path)], check=True)
    code = "from coins_dice.coin_toss.coin import TEXT; print(TEXT)"
    command = [sys.executable, "-P", "-c", code]
    environment = {"PYTHONPATH": str(tmp_path / "there")}
    assert subprocess.check_output(command, env=environment, cwd=tmp_path, text=True) == "0.500ht[1, 0]\n"


def test_a_package_that_is_put_beside_the_others_is_in_the_wheel(
    project: Project, post: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(REPOSITORY / "py", home / "py", ignore=shutil.ignore_patterns("__pycache__"))
    package = home / "py" / "dice"
    (package / "src" / "dice").mkdir(parents=True)
    (package / "pyproject.toml").write_text('[project]\nname = "dice"\nversion = "1"\n')
    (package / "src" / "dice" / "__init__.py").write_text("SIDES = 6\n")
    wheel = site_wheel(replace(project, home=home), "Coins", {"coin-toss": made(post)}, NEWEST)
    with zipfile.ZipFile(wheel.path) as archive:
        assert archive.read("dice/__init__.py") == b"SIDES = 6\n"


def test_a_figure_that_is_a_folder_is_installed_with_its_parts(
    project: Project, post: Path, tmp_path: Path
) -> None:
    (post / "coin.py").unlink()
    (post / "sides.py").unlink()
    (post / "coin").mkdir()
    (post / "shared").mkdir()
    (post / "coin/__init__.py").write_text("from .face import FACE\nfrom ..shared.sides import SIDES\n")
    (post / "coin/face.py").write_text(
        "from explorable import data_file\nFACE = data_file('../data/tosses.json').read_text()\n"
    )
    (post / "shared/sides.py").write_text("SIDES = 'ht'\n")
    wheel = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    with zipfile.ZipFile(wheel.path) as archive:
        archive.extractall(tmp_path / "there")
    code = "from coins.coin_toss.coin import FACE, SIDES; print(FACE, SIDES)"
    environment = {"PYTHONPATH": str(tmp_path / "there")}
    shown = subprocess.check_output([sys.executable, "-P", "-c", code], env=environment, text=True)
    assert shown == "[1, 0] ht\n"


def test_the_same_content_gives_the_same_bytes(project: Project, post: Path, tmp_path: Path) -> None:
    first = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    elsewhere = Project(tmp_path, REPOSITORY, tmp_path / "another cache")
    again = site_wheel(elsewhere, "Coins", {"coin-toss": made(post)}, NEWEST)
    assert again.path != first.path and again.path.name == first.path.name
    assert again.path.read_bytes() == first.path.read_bytes()


def test_other_content_has_another_version(project: Project, post: Path) -> None:
    """Else pip would keep the one that is installed."""
    first = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    (post / "sides.py").write_text("SIDES = 'HT'\n")
    assert site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST).path.name != first.path.name


def test_what_builds_it_is_part_of_its_version(
    project: Project, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    monkeypatch.setattr(wheel, "_PYPROJECT", wheel._PYPROJECT.replace("numpy>=2", "numpy>=2.1"))
    second = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    monkeypatch.setattr(wheel, "version", lambda package: f"another {package}")
    third = site_wheel(project, "Coins", {"coin-toss": made(post)}, NEWEST)
    assert len({first.path.name, second.path.name, third.path.name}) == 3


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Shape of the Next Token", "the_shape_of_the_next_token"),
        ("Über Würfel & Münzen", "uber_wurfel_munzen"),
        ("Statistics", "statistics_site"),
        ("Numpy", "numpy_site"),
        ("Explorable", "explorable_site"),
        ("2 dice", "_2_dice"),
        ("掷骰子", "figures"),
    ],
)
def test_a_title_becomes_a_name_that_hides_nothing(title: str, name: str) -> None:
    assert package_name(title, {"explorable"}) == name


def test_every_slug_becomes_a_name_to_import() -> None:
    slugs = ("zipf-kl", "3-dice", "is")
    assert [module_name(slug) for slug in slugs] == ["zipf_kl", "_3_dice", "is_"]
