"""Snapshots of Python with something wrong in them."""

from __future__ import annotations

import json
import struct
from typing import Any

CHUNK = 64


def read(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a snapshot, and what comes after it."""
    (length,) = struct.unpack_from("<I", content)
    return json.loads(content[4 : 4 + length]), content[4 + length :]


def written(header: dict[str, Any], rest: bytes) -> bytes:
    """What `read` takes apart."""
    text = json.dumps(header).encode()
    text = text.ljust(-(-len(text) // 4) * 4)
    return struct.pack("<I", len(text)) + text + rest


def changed(content: bytes, what: str) -> bytes:
    """The snapshot with one thing that does not fit the Python around it."""
    header, rest = read(content)
    if what == "files":
        header["madeFrom"][1] = "0" + header["madeFrom"][1][1:]
    elif what == "places":
        header["places"][0]["data"] += 16
    elif what == "slots":
        header["places"][-1]["slots"] += 1
    elif what == "checksum":
        rest = rest[:-CHUNK] + bytes(CHUNK)
    elif what == "truncated":
        rest = rest[:-CHUNK]
    elif what == "size":
        header["size"] = 2**33
    return written(header, rest)
