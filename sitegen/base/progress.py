"""Progress of long steps: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[float], None]


def counted(number: int, what: str) -> str:
    """ "1 figure", "3 figures"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@contextmanager
def step(title: str, total: float | None = None) -> Iterator[Advance]:
    """Show `title` while the block runs; the block calls the yielded function with each amount done.

    `total` is in whatever unit the amounts are; None when it is not known beforehand.
    """
    if not sys.stderr.isatty():
        print(f"{title} …", file=sys.stderr, flush=True)
        yield lambda amount: None
        return
    from rich.console import Console  # imported here: most builds have no long step, and it takes a while
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bars:
        task = bars.add_task(title, total=total)
        yield lambda amount: bars.advance(task, amount)
