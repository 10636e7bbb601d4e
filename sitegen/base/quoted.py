"""What the words of a figure quote is a model's text, a token mostly: translators leave it as it is."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_QUOTED = re.compile(r"(‘[^‘]*?’(?![^\W\d_])|“[^“”]*”)")  # a ’ before a letter is an apostrophe


def untranslated(text: str) -> Markup:
    """The HTML of a text. Figures in explorable/format.py and pages in js/base/quoted.js write the same."""
    return Markup(_QUOTED.sub(r'<span translate="no">\1</span>', escape(text)))
