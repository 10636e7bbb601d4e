"""Numbers and text for readers.

Minus is U+2212, thousands are set apart by a narrow no-break space, what is very small or large is a
power of ten, and infinity is ∞. NaN has no text: asking for it raises ValueError.
"""

from __future__ import annotations

import math
import re

MINUS = "−"
THIN_SPACE = "\u202f"
INFINITE = "∞"
NOTHING = "–"  # where there is no number to give; saved as CSV, such a cell of a table is empty

_PARTED = re.compile(r"(?<!\w)[‘“] | [’”](?!\w)")  # in German, ‘ and “ end what is quoted; ’90s are years
_QUOTED = re.compile(r"(‘[^‘]*?’(?![^\W\d_])|“[^“”]*”)")  # a ’ before a letter is an apostrophe
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def escape(text: str) -> str:
    """`text` for an element or a quoted attribute (html.escape would import a table of 2 000 entities)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def unparted(text: str) -> str:
    """`text` or markup, in which no line ends between a quotation mark and the blank within: ‘ mat’.

    Such a blank is a part of what is quoted, a token for one, and would be lost at the end of a line.
    """
    return _PARTED.sub(lambda found: found[0].replace(" ", "\u00a0"), text) if _marked(text) else text


def untranslated(text: str) -> str:
    """Markup in which what is quoted, a model's text and a token mostly, is not for translators."""
    return _QUOTED.sub(r'<span translate="no">\1</span>', text) if _marked(text) else text


def _marked(text: str) -> bool:
    """Whether a quotation mark is in it: markup may be long, and signs are found at once."""
    return any(mark in text for mark in "‘“’”")


def shortened(words: str, letters: int) -> str:
    """`words` where they have no more letters than that; else their beginning, one at least, and …."""
    return words if len(words) <= letters else f"{words[: max(letters - 1, 1)]}…"


def count(number: int) -> str:
    """A whole number, its thousands set apart: 50 257."""
    return f"{number:,}".replace(",", THIN_SPACE).replace("-", MINUS)


def power_of_ten(exponent: int, mantissa: str = "1") -> str:
    """10⁻⁵, or 1.2×10⁻⁵ with another mantissa than 1."""
    power = "10" + str(exponent).translate(_SUPERSCRIPT)
    return power if mantissa == "1" else f"{mantissa}×{power}"


def number(x: float) -> str:
    """`x` to three significant digits, four from 1 on: 0.187, 1.187, 12.34, 1.23×10⁻⁵.

    From 0.1 to 1000 every text is five characters long, and zero is 0.000, so that a number that changes
    does not push its neighbours about.
    """
    if x < 0:
        return MINUS + number(-x)
    if 0.1 <= x < 999.95:
        return f"{x:.3f}" if x < 9.9995 else f"{x:.2f}" if x < 99.995 else f"{x:.1f}"
    if x == 0:
        return "0.000"
    if math.isinf(x):
        return INFINITE
    if math.isnan(x):
        raise ValueError("NaN has no text: find out where it came from.")
    if 999.95 <= x < 999_999.5:
        return count(round(x))
    mantissa, exponent = f"{x:.2e}".split("e")
    if -3 <= int(exponent) < 0:
        return f"{x:.{2 - int(exponent)}f}"
    return power_of_ten(int(exponent), mantissa)


def fixed(x: float, decimals: int) -> str:
    """`x` with so many decimals; what rounds to zero has no sign."""
    if not math.isfinite(x):
        return number(x)
    text = f"{x:.{decimals}f}"
    return text.replace("-", MINUS if float(text) else "")
