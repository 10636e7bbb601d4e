"""Bytes as text of a page: almost as short as they are, where base64 would take a third more.

Every byte is one character of windows-1252, the encoding of the page. Four may not stand in a script as they
are: the null, which HTML replaces; the carriage return, which it makes a line feed; `<`, which may end the
script; and `=`, which marks these four. Bytes are shifted first: there are many zeros.
`js/base/held.js` reads it.
"""

from __future__ import annotations

ENCODING = "windows-1252"

_SHIFT = bytes((byte + 42) % 256 for byte in range(256))
# `=` comes first: the others bring more of it.
_MARKED = {byte: bytes([ord("="), (byte + 64) % 256]) for byte in b"=\0\r<"}


def to_text(content: bytes) -> bytes:
    """`content` as text, encoded."""
    text = content.translate(_SHIFT)
    for byte, marked in _MARKED.items():
        text = text.replace(bytes([byte]), marked)
    return text
