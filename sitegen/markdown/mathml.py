"""A formula's MathML in one line of plain text, for where no formula can be set: titles, feeds, citations."""

from __future__ import annotations

import re
from unicodedata import category
from xml.etree import ElementTree

_MATHML = re.compile(r"<math.*?</math>", re.DOTALL)
_SPACE_EM = 0.2
_SUPERSCRIPTS = dict(zip("0123456789+−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+−=()ijaeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₐₑₒₓ", strict=True))
_APPLIES = "\N{FUNCTION APPLICATION}"
_INVISIBLE = dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}"))
_TIGHT = "∥∣|/∖!′∂∇∑∏∫∀∃¬√⟨⟩"


def plain(html: str) -> str:
    """KaTeX's HTML of a formula as text: `x²`, `a/(b + c)`, `D_KL(P∥Q)`."""
    found = _MATHML.search(html)
    return " ".join(_text(ElementTree.fromstring(found[0])).split()) if found else ""


def _text(node: ElementTree.Element) -> str:
    parts = list(node)
    match node.tag.rpartition("}")[2]:
        case "annotation":
            return ""
        case "mtext":
            return (node.text or "").replace("\N{NO-BREAK SPACE}", " ")
        case "mspace":
            return " " if _em(node.get("width", "0")) >= _SPACE_EM or node.get("linebreak") else ""
        case "mi" | "mn" | "mo" | "ms":
            return (node.text or "").translate(_INVISIBLE)
        case "msup":
            return _text(parts[0]) + _script("^", _text(parts[1]), _SUPERSCRIPTS)
        case "msub" | "munder":
            return _text(parts[0]) + _script("_", _text(parts[1]), _SUBSCRIPTS)
        case "msubsup" | "munderover":
            below, above = _text(parts[1]), _text(parts[2])
            return _text(parts[0]) + _script("_", below, _SUBSCRIPTS) + _script("^", above, _SUPERSCRIPTS)
        case "mfrac" if node.get("linethickness") == "0px":
            return f"{_text(parts[0])} over {_text(parts[1])}"
        case "mfrac":
            return f"{_grouped(_text(parts[0]))}/{_grouped(_text(parts[1]))}"
        case "msqrt":
            return f"√{_grouped(_row(parts))}"
        case "mroot":
            return f"{_text(parts[1])}√{_grouped(_text(parts[0]))}"
        case "mover":
            return _text(parts[0])
        case "mtable":
            return "; ".join(_text(row) for row in parts)
        case "mtr":
            return " ".join(_text(cell) for cell in parts)
    return _row(parts)


def _row(parts: list[ElementTree.Element]) -> str:
    """Side by side, with spaces around what stands between two things, and beside names of functions."""
    text = ""
    for index, part in enumerate(parts):
        said = _text(part)
        bare = said.strip()
        if bare == _APPLIES:
            continue
        if _is_operator(bare) and index and not text.endswith((" ", "(", "[", "{")):
            said = f" {bare} "
        elif bare in (",", ";"):
            said = f"{bare} "
        elif _name_follows(text, bare):
            said = f" {said}"
        text += said
    return text


def _is_operator(sign: str) -> bool:
    return len(sign) == 1 and sign not in _TIGHT and (category(sign) == "Sm" or sign in "⋅∗…↦→")


def _name_follows(text: str, then: str) -> bool:
    """Whether a name of several letters meets another one or a variable, as in `p ln p`."""
    if not text or not then or not (text[-1].isalnum() or text[-1] in ")]") or not then[0].isalnum():
        return False
    return bool(re.search(r"[^\W\d_]{2}$", text) or re.match(r"[^\W\d_]{2}", then))


def _script(mark: str, text: str, signs: dict[str, str]) -> str:
    """Signs of Unicode where it has them, as in `x²`; else as in `x^(a + b)`."""
    text = text.strip()
    if not text or text in "′″‴":
        return text
    close = text.replace(" ", "")
    if all(sign in signs for sign in close):
        return "".join(signs[sign] for sign in close)
    return mark + _grouped(text)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[\w.∞∗]*", text) else f"({text})"


def _em(width: str) -> float:
    found = re.match(r"-?[\d.]+", width)
    return float(found[0]) if found else 0.0
