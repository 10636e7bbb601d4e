"""Tokens as text: set as they are read, each on a hairline, with signs for what has no letters of its own.

Probability is the depth of one hue and the thickness of the line, which go with its square root, so that
small ones are told apart; surprise is an outline. Without the site's stylesheet it is a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorable.format import THIN_SPACE, escape, fixed
from explorable.parts import written

SIGNS = {"\n": ("⏎", "line break"), "\t": ("⇥", "tab"), "\u00a0": ("⍽", "space that does not break")}
BLANK = "·"  # of a picture; in a sentence the stylesheet marks it
_NOTHING = "∅"
_SHORT = 2  # letters that are too narrow to be hit
_ROUNDING = 1e-7  # of a hundredth: sums that lack less are whole
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Token:
    """One token: what it stands for, as bytes where that is no text.

    `href` makes it a link to a state, which `key` names from one drawing to the next. `current` says that the
    reader is there, `surprising` that it was not to be expected, `given` that nobody predicted it. `band`
    is one of five, from 0 on, that take the place of the probability's shade; `hint` is shown to who points.
    """

    text: str | bytes
    href: str = ""
    key: str = ""
    probability: float | None = None
    rank: int | None = None
    surprising: bool = False
    current: bool = False
    given: bool = False
    band: int | None = None
    hint: str = ""

    @property
    def name(self) -> str:
        """What it is called: `‘ mat’, 34 %, rank 1`."""
        parts = [spoken(self.text)]
        if self.probability is not None:
            parts.append(percent(self.probability))
        if self.rank is not None:
            parts.append(f"rank {self.rank}")
        if self.surprising:
            parts.append("surprising")
        return ", ".join(parts)


def readable(token: bytes) -> str | bytes:
    """A token as text; its bytes where they are a part of a character only, or of one that nobody sees."""
    try:
        text = token.decode()
    except UnicodeDecodeError:
        return token
    return token if _UNSEEN.search(text) else text


def spoken(text: str | bytes) -> str:
    """What a token's text is called: its signs have names, and its bytes numbers."""
    if isinstance(text, bytes):
        return f"bytes {hexadecimal(text)}"
    return f"‘{''.join(SIGNS[c][1] if c in SIGNS else c for c in text)}’"


@lru_cache(maxsize=1024)  # what one drawing names, the next names again
def name_of(token: bytes) -> str:
    """What a token is called in words, as in a sentence or a table: `‘ mat’`."""
    return spoken(readable(token))


def hexadecimal(token: bytes) -> str:
    """A token's bytes as they are written everywhere: E2 80."""
    return token.hex(" ").upper()


def marked(text: str | bytes) -> str:
    """A token for a picture: a dot for each blank, signs for what has no letters, bytes that are no text."""
    if isinstance(text, bytes):
        return hexadecimal(text)
    return "".join(
        BLANK if letter == " " else SIGNS[letter][0] if letter in SIGNS else letter for letter in text
    )


def quoted(text: str | bytes) -> str:
    """A token for a picture where it has its `name`, which begins alike: ‘ mat’; bytes that are no text."""
    if isinstance(text, bytes):
        return hexadecimal(text)
    return f"‘{''.join(SIGNS[letter][0] if letter in SIGNS else letter for letter in text)}’"


def percent(share: float) -> str:
    """34 %; 0.12 % below one, and less than a hundredth is told as that; nothing but the whole is 100 %."""
    hundredths, rest = 100 * share, 100 * (1 - share)
    if 0 < hundredths < 0.01:
        return f"less than 0.01{THIN_SPACE}%"
    if _ROUNDING < rest < 0.005:
        return f"more than 99.99{THIN_SPACE}%"
    near = 10 * rest if _ROUNDING < rest <= 0.5 + _ROUNDING else hundredths
    return f"{fixed(hundredths, 0 if near >= 9.95 else 1 if near >= 0.995 else 2)}{THIN_SPACE}%"


def brief_percent(share: float) -> str:
    """The same with signs for words, where there is little room."""
    return percent(share).replace("less than ", "<").replace("more than ", ">")


def sentence(tokens: Iterable[Token], tone: str = "") -> str:
    """The tokens one after the other, as a paragraph; `tone` is "p" or "q" where they are that one's."""
    return f'<p class="{" ".join(["tokens", tone]).strip()}">{"".join(_flowing(tokens))}</p>'


def ranking(tokens: Sequence[Token], tone: str = "") -> str:
    """The tokens one below the other, each with its probability as a bar, of the largest, and in words."""
    largest = max((token.probability or 0 for token in tokens), default=0) or 1
    rows = (
        f"<li>{_token(token)} {_bar(token, largest)}<span>{_beside(token)}</span></li>" for token in tokens
    )
    return f'<ol class="{" ".join(["tokens ranking", tone]).strip()}">{"".join(rows)}</ol>'


def legend(tokens: Iterable[Token]) -> str:
    """What the signs in these tokens mean, as a line of words; nothing where they have none.

    Of those that mean the same, as bytes do, the first stands for all.
    """
    signs: dict[str, str] = {}
    for sign, meaning in (each for token in tokens for each in _meanings(token.text)):
        signs.setdefault(meaning, sign)
    if not signs:
        return ""
    words = "; ".join(f"{_sign(sign)} {meaning}" for meaning, sign in signs.items())
    return f'<p class="signs">{words}</p>'


def _flowing(tokens: Iterable[Token]) -> Iterator[str]:
    """Each token, with a place to break the line before it unless that would part a word."""
    before = ""
    for token in tokens:
        text = token.text if isinstance(token.text, str) else ""
        joined = before[-1:].isalnum() and text[:1].isalnum() and text[:1].isascii()
        yield ("" if joined else "<wbr>") + _token(token) + ("<br>" if text.endswith("\n") else "")
        before = text


def _token(token: Token) -> str:
    classes = f"token{' surprising' * token.surprising}{' given' * token.given}"
    if token.href and isinstance(token.text, str) and len(token.text) <= _SHORT:
        classes += " short"
    if token.band is not None:
        classes += f" band-{token.band}"
    shaded = token.probability is not None and token.band is None
    attributes = {
        "class": classes,
        "style": f"--weight: {math.sqrt(token.probability or 0):.3f}" if shaded else "",
        "title": token.hint,
    }
    if not token.href:
        return f"<span{written(attributes)}>{_content(token.text)}</span>"
    attributes |= {
        "href": token.href,
        "data-key": token.key,
        "aria-label": token.name,
        "aria-current": "true" if token.current else "",
    }
    return f"<a{written(attributes)}>{_content(token.text)}</a>"


def _content(text: str | bytes) -> str:
    if isinstance(text, bytes):
        return _sign(hexadecimal(text))
    if not text:
        return _sign(_NOTHING)
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if character in SIGNS:
        return _sign(SIGNS[character][0])
    return _sign(character) if character == " " else escape(character)


def _sign(sign: str) -> str:
    """A blank stays one, and is marked by the stylesheet."""
    return f'<span class="{"space" if sign == " " else "sign"}">{sign}</span>'


def _bar(token: Token, largest: float) -> str:
    if token.probability is None:
        return ""
    return f'<span class="bar" style="--share: {token.probability / largest:.3f}"></span>'


def _beside(token: Token) -> str:
    return "" if token.probability is None else escape(brief_percent(token.probability))


def _meanings(text: str | bytes) -> Iterator[tuple[str, str]]:
    if isinstance(text, bytes):
        part = next((byte for byte in text if byte > 0x7F), text[0])
        yield hexadecimal(bytes([part])), "a byte that is no letter by itself"
        return
    if " " in text:
        yield " ", "a space"
    yield from (SIGNS[character] for character in text if character in SIGNS)
    if not text:
        yield _NOTHING, "nothing"
