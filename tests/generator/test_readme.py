"""The README's example is published as it stands there."""

from __future__ import annotations

import gzip
import re
import tomllib
from pathlib import Path

from sitegen.cli import main
from sitegen.source.budgets import OF_A_PAGE, OF_THE_SITE
from sitegen.source.config import KEYS
from tests.generator.conftest import HERE, REPOSITORY

EXAMPLE = re.compile(
    r"<!-- (post|figure: coin\.py|data|site\.toml) -->\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE
)

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def written(root: Path, figure: str) -> Path:
    """The README's post with this figure, in a project; gives the post's folder."""
    post = root / "content" / "coin"
    post.mkdir(parents=True)
    examples = dict(EXAMPLE.findall(README))
    (root / "content" / "site.toml").write_text(examples["site.toml"], encoding="utf-8")
    (root / "content" / "card.png").touch()
    (post / "index.md").write_text(examples["post"], encoding="utf-8")
    (post / "coin.py").write_text(figure, encoding="utf-8")
    return post


def test_the_example_of_the_readme_is_published(tmp_path: Path) -> None:
    written(tmp_path, dict(EXAMPLE.findall(README))["figure: coin.py"])

    assert main(["--root", str(tmp_path), "build"]) == 0

    page = (tmp_path / "site" / "coin" / "index.html").read_text(encoding="utf-8")
    assert 'data-value="0.6931471805599453"' in page
    assert ">0.199</data> nats, against" in page


def test_data_is_read_as_the_readme_shows(tmp_path: Path) -> None:
    """And nothing else of the folder is published."""
    examples = dict(EXAMPLE.findall(README))
    figure = examples["figure: coin.py"].replace("import math\n", f"import math\n{examples['data']}\n")
    post = written(tmp_path, figure.replace('"A fair coin is', 'WORDS[0] + " is'))
    (post / "data").mkdir()
    (post / "data" / "words.json").write_text('["What we read"]')
    for name in ("private.txt", "paper.pdf", "data/other.json"):
        (post / name).write_text("a secret")

    assert main(["--root", str(tmp_path), "build"]) == 0

    page = (tmp_path / "site" / "coin" / "index.html").read_text(encoding="utf-8")
    assert "What we read is" in page
    (pack,) = (tmp_path / "site" / "runtime").glob("post-coin.*.bin")
    content = gzip.decompress(pack.read_bytes())
    assert b"What we read" in content and b"secret" not in content
    for file in (tmp_path / "site").rglob("*"):
        assert not file.is_file() or b"a secret" not in file.read_bytes()


def test_the_readme_quotes_what_the_build_says_of_other_data() -> None:
    said = (HERE / "faults" / "data-files" / "expected.txt").read_text("utf-8").replace("`", "")
    (quoted,) = re.findall("`(It is there, .*?) …`", README)
    assert quoted in said


def test_the_readme_shows_all_keys_of_the_site_and_its_budgets() -> None:
    examples = dict(EXAMPLE.findall(README))
    shown = tomllib.loads(examples["site.toml"])
    assert sorted(shown) == sorted(KEYS)
    posts = shown["budgets"].pop("posts")
    assert shown["budgets"] == {**OF_A_PAGE, **OF_THE_SITE}
    assert posts.keys() == {"coin"} and posts["coin"].keys() <= OF_A_PAGE.keys()
