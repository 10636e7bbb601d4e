"""Large data files as they are published: each alone, in parts that any host takes."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.base.cache import mark_used
from sitegen.base.project import Project
from sitegen.runtime.packing import Pack, kept_pack, write_pack
from sitegen.source.needed import file_digest

_LEVEL = 6  # of compression: the last few percent of so many bytes take too long


def data_pack(project: Project, file: Path) -> Pack:
    """The pack that holds the file, and nothing else."""
    name = f"data-{re.sub(r'[^A-Za-z0-9_-]+', '-', file.name)}"
    kept = project.cache / "data" / file_digest(file, project.results)[:24]
    mark_used(kept)
    return kept_pack(name, kept) or write_pack(kept, name, file.read_bytes(), _LEVEL)
