"""A formula's MathML as one line of plain text, where none can be set: titles, feeds, citations, search."""

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
_SUMS = "∑", "∏"
_BRACES = "⏟", "⏞"
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
        case "munder" | "mover" if _text(parts[1]) in _BRACES:
            return _grouped(_text(parts[0]))
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
            return "".join(map(_line, parts)).removeprefix("; ")
        case "mtr":
            return " ".join(_text(cell) for cell in parts)
    return _row(parts)


def _line(row: ElementTree.Element) -> str:
    """A row of a table, after others: one with nothing in its first column goes on with what is above it."""
    return ("; " if _text(row[0]).strip() else " ") + _text(row)


def _row(parts: list[ElementTree.Element]) -> str:
    """Side by side, with spaces around what stands between two things, and beside names of functions."""
    text, every = "", [*map(_text, parts), ""]
    for index, part in enumerate(parts):
        said = every[index]
        bare = said.strip()
        if bare == _APPLIES:
            continue
        if text and every[index - 1].startswith(_SUMS) and bare:
            text += " "
        if _is_fraction(part) and (_ends_a_factor(text) or _begins_a_factor(every[index + 1])):
            bare = said = f"({bare})"
        if _is_operator(bare) and index and not text.endswith((" ", "(", "[", "{")):
            said = f" {bare} "
        elif bare in (",", ";"):
            said = f"{bare} "
        elif _name_follows(text, bare):
            said = f" {said}"
        text += said
    return text


def _is_fraction(part: ElementTree.Element) -> bool:
    """Whether it is written with a slash, which would take in what stands beside it, as in `λ/2w`."""
    tag = part.tag.rpartition("}")[2]
    if tag in ("mrow", "mstyle") and len(part) == 1:
        return _is_fraction(part[0])
    return tag == "mfrac" and part.get("linethickness") != "0px"


def _ends_a_factor(text: str) -> bool:
    return text[-1:].isalnum() or text.endswith((")", "]"))


def _begins_a_factor(text: str) -> bool:
    return text[:1].isalnum() or text.startswith(("(", "[", "√", *_SUMS))


def _is_operator(sign: str) -> bool:
    return len(sign) == 1 and sign not in _TIGHT and (category(sign) == "Sm" or sign in "⋅∗…↦→")


def _name_follows(text: str, then: str) -> bool:
    """Whether a name of several letters meets another one or a variable, as in `p ln p`."""
    if not then or not _ends_a_factor(text) or not then[0].isalnum():
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
