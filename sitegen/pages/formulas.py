"""Every formula of a post, wherever it is written: in the text, the front matter, the words of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.base.faults import Fault
from sitegen.drawing.gallery import Gallery
from sitegen.markdown.math_text import formulas_in
from sitegen.markdown.readouts_syntax import READOUT, read_spec
from sitegen.references.math import Formula
from sitegen.source.content import Post

FIGURE_TEXTS = ("title", "caption")
"""What a figure declares that may hold formulas."""


def formulas_of(post: Post, gallery: Gallery) -> Iterator[Formula]:
    """All of one post's, each with its place."""
    meta = post.meta
    yield from (Formula(written, post.path, line) for written, line in post.outline.formulas)
    for key, text in (("title", meta.title), ("description", meta.description)):
        yield from (Formula(written, post.path, meta.lines[key], key) for written in formulas_in(text))
    for figure, line in post.outline.figures:
        drawn = gallery.figures.get((post.slug, figure))
        for key in FIGURE_TEXTS if drawn else ():
            where = f"{key} of the figure `{figure}`"
            found = formulas_in(drawn.declaration[key]) if drawn else []
            yield from (Formula(written, post.path, line, where) for written in found)


def readouts_in_formulas(post: Post) -> Iterable[Fault]:
    """The numbers of figures that are written inside of a formula, where TeX would print their names."""
    asked = {figure for figure, _ in post.outline.figures}
    asked |= {read_spec(spec).figure for spec, _ in post.outline.readouts}
    for written, line in post.outline.formulas:
        for found in READOUT.finditer(written):
            if found["figure"] in asked:
                at = line + written.count("\n", 0, found.start())
                what = f"the number `{found[0]}` inside of a formula"
                yield Fault(post.path, at, what, f"Write it beside the formula, as in `$p =$ {found[0]}`.")
