"""A site of a few small posts, for tests that need Python of their own in a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.cli import main as build

SITE = """\
title = "Small posts"
description = "Posts for a test."

[[authors]]
name = "Ada Lovelace"
"""
"""Its `site.toml`."""

_POST = """\
---
title: The {name} post
date: 2026-01-01
description: A post for a test.
---

Words that stand here whatever Python does.

{figures}
"""

_FIGURE = '''\
"""{title}."""

{before}
from explorable import Drawing, Figure, Output, Readout, Slider
from explorable.table import data_table


def compute(state):
    {compute}


def draw(result, width):
    return Drawing(
        svg='<svg viewBox="0 0 9 9" data-span="0 9" role="img" aria-label="Nothing"></svg>',
        readouts={{"y": Readout(result, str(result))}},
        sentence=f"It is {{result}}.",
        table=data_table("One number", ("y",), [(str(result),)]),
    )


figure = Figure(
    id="{id}",
    title="{title}",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.2),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,{more}
)
'''


def figure(id: str, title: str, compute: str, before: str = "", more: str = "") -> str:
    """A figure's file: one slider `x` from 0 to 1 at 0.2, one readout `y`, which is what `compute` returns.

    `before` stands before all of it, `more` in the declaration.
    """
    return _FIGURE.format(id=id, title=title, compute=compute, before=before, more=more)


def build_small_site(root: Path, posts: Mapping[str, Mapping[str, str]], site: str = SITE) -> Path:
    """Build posts of the given figures (name of the post → id → file) in `root`; gives the site's folder."""
    content = root / "content"
    for name, figures in posts.items():
        (content / name).mkdir(parents=True, exist_ok=True)
        shown = "\n\n".join(f"::: figure {id}\n:::" for id in figures)
        (content / name / "index.md").write_text(_POST.format(name=name, figures=shown), "utf-8")
        for id, source in figures.items():
            (content / name / f"{id}.py").write_text(source, "utf-8")
    (content / "site.toml").write_text(site, "utf-8")
    assert build(["--root", str(root), "build"]) == 0
    return root / "site"
