"""How SmolLM2 cuts text before its tokenizer merges bytes: digits one by one, then GPT-2's pieces.

The rules speak of Unicode's letters (categories L*), numbers (N*) and White_Space, which `re` has no names
for. So they are applied to a shadow of the text, of the same length, in which each character beyond ASCII is
replaced by an ASCII character of its class.
"""

import re
from unicodedata import category

_WHITE_SPACE = frozenset(
    "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
).union(map(chr, range(0x2000, 0x200B)))
_CLASSES = {"L": "z", "N": "0"}  # 'z is no contraction

_PIECE = re.compile(
    r"""'(?:[stmd]|re|ve|ll)   # a contraction
    | [ ]?[A-Za-z]+            # a word, with the space before it
    | [0-9]                    # a digit alone
    | [ ]?[^\sA-Za-z0-9]+      # other signs
    | \s+(?![^\s0-9])          # white space, but for the space that goes with a word
    | \s+""",
    re.VERBOSE | re.ASCII,
)


class _Shadow(dict[int, str]):
    """A table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = _shadow(chr(code))
        return self[code]


def _shadow(character: str) -> str:
    if character.isascii():
        return character
    if character in _WHITE_SPACE:
        return "\t"
    return _CLASSES.get(category(character)[0], "!")


_SHADOW = _Shadow()


def pretokens(text: str) -> list[str]:
    """Return the pieces of `text`, in order, none left out."""
    return [text[match.start() : match.end()] for match in _PIECE.finditer(text.translate(_SHADOW))]
