"""Large data files as they are published: each alone, in parts that any host takes."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.base.cache import mark_used
from sitegen.base.project import Project
from sitegen.runtime.packing import Pack, compress, kept_pack, write_pack
from sitegen.source.needed import file_digest

_LEVEL = 6  # of compression: the last few percent of so many bytes take too long
_WORTH = 0.9  # of its size: to unpack what is hardly smaller takes readers longer than to fetch the rest
_SAMPLE = 1 << 20  # bytes by which that is found out


def data_pack(project: Project, file: Path) -> Pack:
    """The pack that holds the file, and nothing else."""
    name = f"data-{re.sub(r'[^A-Za-z0-9_-]+', '-', file.name)}"
    kept = project.cache / "data" / file_digest(file, project.results)[:24]
    mark_used(kept)
    if known := kept_pack(name, kept):
        return known
    content = file.read_bytes()
    return write_pack(kept, name, content, _level(content))


def _level(content: bytes) -> int:
    """How far to compress it: not at all where what stands in the middle gains little."""
    start = max(0, (len(content) - _SAMPLE) // 2)
    sample = content[start : start + _SAMPLE]
    return _LEVEL if len(compress(sample, _LEVEL)) <= _WORTH * len(sample) else 0
