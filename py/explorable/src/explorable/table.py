"""A data table: the picture for readers who do not see it, or want its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from explorable.format import escape, untranslated
from explorable.parts import link


def data_table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    total: Sequence[str] = (),
    links: Iterable[str] = (),
) -> str:
    """A complete <table>: every row is headed by its first cell, `total` closes it.

    Where there are `links`, each row's first cell is one of them.
    """
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(_row(row, href) for row, href in zip(rows, chain(links, repeat("")), strict=False))
    foot = f"<tfoot>{_row(total)}</tfoot>" if total else ""
    return (
        f"<table><caption>{untranslated(escape(caption))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table>"
    )


def _row(cells: Sequence[str], href: str = "") -> str:
    """One row. Cells are texts of numbers, which need no escaping but where they hold a `<`."""
    heading, *values = (untranslated(escape(cell)) for cell in cells)
    heading = link(href, heading) if href else heading
    return f'<tr><th scope="row">{heading}</th>{"".join(f"<td>{value}</td>" for value in values)}</tr>'
