"""Text with formulas between dollars, as titles and captions have it: for the page, and plain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from sitegen.markdown.spans import FORMULA

_ESCAPED = re.compile(r"\\\$")


@dataclass(frozen=True)
class MathText:
    """The text as a page shows it, in pieces of which the formulas are HTML, and as everything else does."""

    parts: tuple[str | Markup, ...]
    plain: str

    @property
    def html(self) -> Markup:
        """All pieces, escaped where they are text."""
        return Markup("").join(map(escape, self.parts))


def formulas_in(text: str) -> list[str]:
    """The formulas of `text`, as an outline names them."""
    return ["i" + found["tex"] for found in FORMULA.finditer(text)]


def math_text(text: str, typeset: Mapping[str, Mapping[str, Any]]) -> MathText:
    """`text` with its formulas from among the `typeset`. A `$` of no formula, or written `\\$`, is itself."""
    parts: list[str | Markup] = []
    plain = ""
    end = 0
    for found in FORMULA.finditer(text):
        between = _unescaped(text[end : found.start()])
        formula = typeset.get("i" + found["tex"], {})
        parts += [between, Markup(f'<span class="math">{formula.get("html", "")}</span>')]
        plain += between + formula.get("plain", found["tex"])
        end = found.end()
    rest = _unescaped(text[end:])
    return MathText((*parts, rest), plain + rest)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub("$", text)
