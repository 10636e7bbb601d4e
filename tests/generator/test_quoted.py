"""What the words of a figure quote is marked alike by figures, by the generator and by pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from explorable import format as of_figures

from sitegen.base import quoted

CASES = json.loads((Path(__file__).parents[1] / "quoted.json").read_text("utf-8"))


@pytest.mark.parametrize("parts", CASES, ids=lambda parts: parts[0][0])
@pytest.mark.parametrize(
    "written", [quoted.untranslated, lambda text: of_figures.untranslated(of_figures.escape(text))]
)
def test_what_is_quoted_is_not_to_be_translated(
    written: Callable[[str], str], parts: list[tuple[str, bool]]
) -> None:
    marked = (f'<span translate="no">{escape(text)}</span>' if kept else escape(text) for text, kept in parts)
    assert written("".join(text for text, _ in parts)) == "".join(marked)
