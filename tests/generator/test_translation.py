"""What no translator may touch says so: formulas, code, numbers, symbols and the words in a drawing."""

from __future__ import annotations

import shutil
from pathlib import Path

import lxml.html

from sitegen.base.project import open_project
from sitegen.build import build
from sitegen.checking.check import check
from tests.generator.conftest import HERE

UNTRANSLATED = (
    "math code pre output svg",
    "katex katex-html symbol readout value unit picture over",
)
POST = """---
title: Of $x$
date: 2026-01-01
description: Why `$x$`.
---

## Why $x$ {#why}

Here $y$ and `code`, {coin:chance} and [](#why).

$$
z
$$ (eq-z)

```python
x = 1
```

    indented

::: figure coin
:::
"""


def test_what_is_no_language_is_not_to_be_translated(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "a"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(POST, "utf-8")
    shutil.copy(HERE / "coin.py", folder)
    (tmp_path / "content" / "site.toml").write_text(
        'title = "Site"\ndescription = "A site."\n\n[[authors]]\nname = "Ada Lovelace"\n'
    )
    project = open_project(tmp_path)
    build(project)
    for path in ("a/index.html", "a/python.html", "index.html"):
        main = lxml.html.parse(project.site / path).getroot().find(".//main")
        tags, classes = (names.split() for names in UNTRANSLATED)
        tested = list(main.iter(*tags)) + [e for name in classes for e in main.find_class(name)]
        assert tested
        left = [lxml.html.tostring(e)[:200] for e in tested if not _kept(e)]
        assert not left
    assert not _kept(main)
    assert list(check(project))


def _kept(element: lxml.html.HtmlElement) -> bool:
    around = [element, *element.iterancestors()]
    return any(each.get("translate") == "no" for each in around)
