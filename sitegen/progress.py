"""Progress of long steps: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False, soft_wrap=True)

Advance = Callable[[float], None]


@contextmanager
def step(title: str, total: float | None = None) -> Iterator[Advance]:
    """Show `title` while the block runs; the block calls the yielded function with each amount done.

    `total` is in whatever unit the amounts are; None when it is not known beforehand.
    """
    if not console.is_terminal:
        console.print(f"{title} …")
        yield lambda amount: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(title, total=total)
        yield lambda amount: bars.advance(task, amount)
