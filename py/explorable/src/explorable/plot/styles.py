"""What a drawing's classes look like where no stylesheet is: in a feed, a reader's view, a saved file.

The rules are those of `chart.css` in the colours of the light theme, on white paper; a test compares the two.
On the site's own pages the stylesheet rules, for it counts more than attributes do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter

PAPER, INK, INK_2, RULE, GRID = "#fff", "#1f1d1a", "#5d5952", "#8d877c", "#e7e3d9"
P, Q, GAIN, LOSS = "#1f5fb8", "#b34700", "#187358", "#ab2b74"
TINT = "#d6d6d4"  # a quarter of INK_2 on paper
DARK = {
    PAPER: "#161513",
    INK: "#ebe7df",
    INK_2: "#aba59a",
    RULE: "#7d776d",
    GRID: "#2f2d29",
    P: "#7fb2ff",
    Q: "#ffa557",
    GAIN: "#5fcaa4",
    LOSS: "#f08cbf",
    TINT: "#3b3935",
}
"""What stands for each colour in the dark theme."""

ROOT = {
    "overflow": "visible",
    "font-family": "Inter, Symbols, system-ui, sans-serif",
    "font-size": "12.5",
    "fill": INK,
}

RULES: tuple[tuple[str, dict[str, str]], ...] = (
    ("sheet", {"fill": PAPER}),
    ("label tick note", {"fill": INK_2}),
    ("note", {"font-size": "11.5"}),
    ("name", {"fill": INK, "font-weight": "650"}),
    ("exponent", {"font-size": "0.78em"}),
    ("axis grid zero line mean cap", {"fill": "none", "stroke-width": "1"}),
    ("axis", {"stroke": RULE}),
    ("grid", {"stroke": GRID}),
    ("zero", {"stroke": RULE}),
    ("p", {"fill": P, "stroke": "none"}),
    ("q", {"fill": Q, "stroke": "none"}),
    ("gain", {"fill": GAIN}),
    ("loss", {"fill": LOSS}),
    ("stem", {"opacity": "0.18"}),
    ("band", {"opacity": "0.35"}),
    ("line.p mean.p cap.p", {"fill": "none", "stroke": P}),
    ("line.q mean.q cap.q", {"fill": "none", "stroke": Q}),
    ("line", {"stroke-width": "1.5", "stroke-linejoin": "round"}),
    ("mean", {"stroke-width": "1.25", "stroke-linejoin": "round"}),
    ("cap", {"stroke-width": "3"}),
    ("ink", {"fill": INK, "stroke": "none"}),
    ("line.ink", {"fill": "none", "stroke": INK}),
    ("soft", {"fill": INK_2, "stroke": "none", "opacity": "0.45"}),
    ("line.soft", {"fill": "none", "stroke": INK_2, "stroke-width": "1", "opacity": "0.6"}),
    ("line.dashed line.law", {"fill": "none", "stroke": INK_2, "stroke-width": "1"}),
    ("line.dashed", {"stroke-dasharray": "4 3"}),
    ("ink.dot", {"stroke": PAPER, "stroke-width": "1.25"}),
    ("shape", {"fill": INK_2, "stroke": "none"}),
    ("order", {"fill": TINT, "stroke": INK_2, "stroke-width": "1"}),
    ("open", {"fill": "none", "stroke": INK_2, "stroke-width": "1.5"}),
    ("sorted.line", {"stroke-width": "1.25", "stroke-dasharray": "4 3"}),
    ("share.line", {"fill": "none", "stroke": INK, "stroke-width": "1.75"}),
    ("mass.line", {"stroke-width": "1"}),
    ("head", {"fill": INK, "fill-opacity": "0.1", "stroke": "none"}),
    ("body", {"fill": INK, "fill-opacity": "0.05", "stroke": "none"}),
    ("divide", {"fill": "none", "stroke": RULE, "stroke-width": "0.75"}),
    ("sum", {"fill": INK, "font-weight": "600"}),
    ("halo", {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "3", "stroke-linejoin": "round"}),
    ("ground", {"opacity": "0.2"}),
    ("stripe", {"fill": "none", "stroke": LOSS, "stroke-width": "1.25"}),
    ("hatched", {"stroke": LOSS, "stroke-width": "0.75"}),
    ("ghost", {"fill": "none", "stroke": INK, "stroke-width": "1", "opacity": "0.8"}),
    ("ghost.p", {"stroke": P}),
    ("ghost.q", {"stroke": Q}),
    ("ghost.gain", {"stroke": GAIN}),
    ("ghost.loss", {"stroke": LOSS}),
    ("crosshair", {"fill": "none", "stroke": INK, "stroke-width": "1", "opacity": "0.55"}),
    ("here", {"fill": "none", "stroke": INK, "stroke-width": "1.25"}),
    ("dot", {"stroke": PAPER, "stroke-width": "1.25"}),
    ("dot.share", {"fill": INK}),
    ("link.q", {"fill": "none", "stroke": Q, "stroke-dasharray": "1 2.5", "stroke-linecap": "round"}),
    ("home.q", {"fill": PAPER, "stroke": Q, "stroke-width": "1.5"}),
    ("marks", {"stroke": PAPER, "stroke-width": "0.75"}),
    ("soft.marks", {"opacity": "1", "fill-opacity": "0.45"}),
)
"""As in a stylesheet: what names more classes counts more, then what comes later."""

_COLOUR = re.compile("|".join(f"{colour}(?![0-9a-f])" for colour in DARK))


def themed(svg: str) -> str:
    """A drawing for an image on a page, which sees no stylesheet of the page's: light or dark, as that is."""
    own = _COLOUR.sub(lambda found: f"var({_names[found[0]]})", svg)
    light, dark = (
        "".join(f"{name}:{colours[colour]};" for colour, name in _names.items())
        for colours in ({colour: colour for colour in DARK}, DARK)
    )
    style = f"<style>:root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    return re.sub(r"<svg\b[^>]*>", lambda root: root[0] + style, own, count=1)


_names = {colour: f"--c{number}" for number, colour in enumerate(DARK)}


def dressed(content: str) -> str:
    """Elements, each with the attributes that its classes stand for; attributes of its own stay."""
    before, *others = content.split(' class="')
    dressed = [before]
    for other in others:  # there are hundreds, and regular expressions look at each sign
        classes, own = other.split('"', 1)
        there = before[before.rfind("<") :] + own[: own.find(">")]
        missing = "".join([text for name, text in _attributes(classes) if name not in there])
        dressed.append(f' class="{classes}"{missing}{own}')
        before = other
    return "".join(dressed)


def written(attributes: dict[str, str]) -> str:
    """Attributes as they stand in a tag, each after a blank."""
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


@lru_cache(maxsize=256)
def _attributes(classes: str) -> list[tuple[str, str]]:
    """The attributes that classes stand for: ` name="` of each, and the whole."""
    found = sorted(_applying(frozenset(classes.split())), key=itemgetter(0))
    rules = {name: value for _, rule in found for name, value in rule.items()}
    return [(f' {name}="', written({name: value})) for name, value in rules.items()]


def _applying(worn: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rules for an element with these classes, and how many of them each names."""
    for selectors, rule in RULES:
        for selector in selectors.split():
            named = selector.split(".")
            if worn.issuperset(named):
                yield len(named), rule
