"""The README's example is published as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.cli import main
from tests.generator.conftest import REPOSITORY

EXAMPLE = re.compile(r"<!-- (post|figure: coin\.py) -->\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_example_of_the_readme_is_published(tmp_path: Path) -> None:
    examples = dict(EXAMPLE.findall((REPOSITORY / "README.md").read_text(encoding="utf-8")))
    post = tmp_path / "content" / "coin"
    post.mkdir(parents=True)
    (tmp_path / "content" / "site.toml").write_bytes((REPOSITORY / "content" / "site.toml").read_bytes())
    (post / "index.md").write_text(examples["post"], encoding="utf-8")
    (post / "coin.py").write_text(examples["figure: coin.py"], encoding="utf-8")

    assert main(["--root", str(tmp_path), "build"]) == 0

    page = (tmp_path / "site" / "coin" / "index.html").read_text(encoding="utf-8")
    assert 'data-value="0.6931471805599453"' in page
    assert ">0.199</data> nats, against" in page
