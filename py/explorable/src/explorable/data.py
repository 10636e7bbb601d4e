"""Data that a figure reads."""

from __future__ import annotations

import sys
from pathlib import Path


def data_file(name: str) -> Path:
    """The path of a data file, whose `name` is written from the folder of the calling module.

    That call is what publishes the file: the site finds it in the module's text, so `name` must be written
    out there. What no module names does not go along with a figure.
    """
    return Path(sys._getframe(1).f_globals["__file__"]).parent / name
