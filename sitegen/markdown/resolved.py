"""The answers to everything that a post refers to, as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sitegen.base.cache import digest


@dataclass(frozen=True)
class Resolved:
    """The answer to everything that an outline asks for, by what the author wrote.

    `math` holds `html` and `plain`; `figures`, `cells` and `readouts` hold HTML; `citations` hold (authors,
    year); `links` hold `href`, `class` and `text`; `images` hold `src`, `width` and `height` (0 where
    unknown); `files` their addresses.
    """

    math: dict[str, dict[str, str]] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    readouts: dict[str, str] = field(default_factory=dict)
    citations: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    images: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def key(self, typeset: str) -> str:
        """Stands for all answers, under which the rendered article is cached.

        Formulas are most of them by far: they stand for their HTML, with the key to what made it, `typeset`.
        """
        said = {name: answers for name, answers in vars(self).items() if name != "math"}
        return digest(typeset, json.dumps(said), *self.math)
