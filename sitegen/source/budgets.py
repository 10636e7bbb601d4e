"""What pages, offline copies and files may weigh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budgets:
    """What may be, in bytes; `[budgets]` in `site.toml` may say otherwise.

    `page` is what a page loads before it can be read, text as gzip makes it; `pictures`, those that follow as
    a reader comes near; `python`, what is loaded before its figures are live; `copy`, a post as one file.
    """

    page: int = 500_000
    pictures: int = 10_000_000
    python: int = 9_500_000
    copy: int = 20_000_000
    file: int = 20_000_000  # some static hosts refuse files over 25 MB
