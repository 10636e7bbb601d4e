"""The TeX of BibTeX fields as HTML: accents, signs, emphasis, addresses, and formulas of a few letters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

_PIECE = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?\s*|\\(?P<sign>.)|(?P<mark>[{}$^_~])|(?P<quote>---|--|``|''|[`'])|(?P<text>.)",
    re.DOTALL,
)
_SWITCH = re.compile(r"\\([A-Za-z]+)\s*")
_GROUP = re.compile(r"\s*{((?:[^{}]|{[^{}]*})*)}")
_TAGS = {"emph": "em", "textit": "em", "textsl": "em", "textbf": "strong", "texttt": "code"}
_TAGS |= {"textsuperscript": "sup", "textsubscript": "sub"}
_SWITCHES = {"em": "em", "it": "em", "sl": "em", "itshape": "em", "bf": "strong", "bfseries": "strong"}
_UPRIGHT = {"textrm", "textup", "textsc", "textsf", "textnormal", "text", "mbox", "mathrm", "mathit"}
_UPRIGHT |= {"operatorname", "ensuremath"}
_NOTHING = {"sc", "scshape", "rm", "sf", "tt", "relax", "protect"}
_WORDS = {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "dots": "…", "ldots": "…", "i": "ı", "j": "ȷ"}
_WORDS |= {"textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”"}
_WORDS |= {"slash": "/", "quad": " ", "textasciitilde": "~", "textbackslash": "\\", "textunderscore": "_"}
_WORDS |= {"textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}"}
_FUNCTIONS = {"log", "ln", "exp", "max", "min", "sin", "cos", "lim", "arg", "mod"}
_QUOTES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’"}
_SPACES = {" ": " ", "\n": " ", ",": " ", ";": " ", ":": " ", "\\": " ", "/": "", "-": "", "!": ""}
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304"}
_ACCENTS |= {".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328"}
_ACCENTS |= {"r": "\u030a", "d": "\u0323", "b": "\u0331", "t": "\u0361"}
_DOTLESS = str.maketrans("ıȷ", "ij")


def to_html(tex: str) -> tuple[str, list[str]]:
    """The field as HTML, and the commands in it that have none: their names are left out."""
    reader = _Reader(tex)
    made = reader.until("")
    flat = " ".join(unicodedata.normalize("NFC", made).replace("</i><i>", "").split())
    return flat, reader.unknown


def to_text(tex: str) -> str:
    """The field's words alone."""
    return as_text(to_html(tex)[0])


def as_text(made: str) -> str:
    """HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", made))


def to_address(tex: str) -> str:
    """An address, in which signs may be escaped as TeX needs it."""
    bare = re.sub(r"^\s*\\url\s*{(.*)}\s*$", r"\1", tex, flags=re.DOTALL)
    return re.sub(r"\\([%&#_${}~])", r"\1", re.sub(r"{\\(\W)}", r"\1", bare)).strip()


class _Reader:
    """Goes through a field once, from the left."""

    def __init__(self, tex: str) -> None:
        self._tex = tex
        self._at = 0
        self.unknown: list[str] = []

    def until(self, end: str, *, math: bool = False) -> str:
        """The HTML of everything before `end`, which is passed as well."""
        made, closing = [], []
        while self._at < len(self._tex) and not (end and self._tex.startswith(end, self._at)):
            switch = _SWITCH.match(self._tex, self._at)
            if switch and switch[1] in _SWITCHES:
                self._at = switch.end()
                made.append(f"<{_SWITCHES[switch[1]]}>")
                closing.append(f"</{_SWITCHES[switch[1]]}>")
            else:
                made.append(self._one(math=math))
        self._at += len(end)
        return "".join([*made, *reversed(closing)])

    def _one(self, *, math: bool) -> str:
        piece = _PIECE.match(self._tex, self._at)
        if not piece:
            return ""
        self._at = piece.end()
        if piece["word"]:
            return self._command(piece["word"], math=math)
        if piece["sign"]:
            return self._sign(piece["sign"], math=math)
        if piece["mark"]:
            return self._mark(piece["mark"], math=math)
        if piece["quote"]:
            return {"-": "−", "'": "′"}.get(piece["quote"], "") if math else _QUOTES[piece["quote"]]
        text = html.escape(piece["text"])
        if math:
            return f"<i>{text}</i>" if text.isalpha() else text.replace("-", "−")
        return text

    def _mark(self, mark: str, *, math: bool) -> str:
        if mark == "{":
            return self.until("}", math=math)
        if mark == "$" and not math and "$" in self._tex[self._at :]:
            return self.until("$", math=True)
        if mark in "^_" and math:
            tag = "sup" if mark == "^" else "sub"
            return f"<{tag}>{self._argument(math=True)}</{tag}>"
        return {"~": " ", "}": ""}.get(mark, mark)

    def _sign(self, sign: str, *, math: bool) -> str:
        if sign in _ACCENTS and not math:
            return self._accented(sign)
        return _SPACES.get(sign, html.escape(sign))

    def _command(self, name: str, *, math: bool) -> str:
        if name in _TAGS:
            return f"<{_TAGS[name]}>{self._argument(math=math)}</{_TAGS[name]}>"
        if name in _UPRIGHT:
            return self._argument(math=False)
        if name in _ACCENTS:
            return self._accented(name)
        if name == "url":
            address = to_address(self._raw())
            return f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
        if name == "href":
            address = to_address(self._raw())
            return f'<a href="{html.escape(address)}">{self._argument(math=False)}</a>'
        if name in _NOTHING:
            return ""
        if name in _FUNCTIONS:
            return f"{name} " if self._tex[self._at : self._at + 1].isalnum() else name
        sign = _WORDS.get(name) or _named(name)
        if not sign:
            self.unknown.append(f"\\{name}")
        return html.escape(sign)

    def _accented(self, accent: str) -> str:
        base = as_text(self._argument(math=False)).translate(_DOTLESS) or " "
        return html.escape(unicodedata.normalize("NFC", base[0] + _ACCENTS[accent]) + base[1:])

    def _argument(self, *, math: bool) -> str:
        """What a command is applied to: a group, or one piece."""
        while self._tex[self._at : self._at + 1].isspace():
            self._at += 1
        return self._one(math=math)

    def _raw(self) -> str:
        """A group as it is written."""
        group = _GROUP.match(self._tex, self._at)
        if not group:
            return ""
        self._at = group.end()
        return group[1]


def _named(name: str) -> str:
    """A sign by its name in TeX's text or formulas: ß, α, ×; "" where it is none."""
    from pybtex.richtext import Text  # type: ignore[import-untyped]

    readings: Iterable[str] = (str(Text.from_latex(tex)) for tex in (f"\\{name}", f"$\\{name}$"))
    return next((sign.strip() for sign in readings if name not in sign), "")
