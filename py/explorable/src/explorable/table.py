"""A data table: the picture for readers who do not see it, or want its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explorable.format import escape


def data_table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], total: Sequence[str] = ()
) -> str:
    """A complete <table>: every row is headed by its first cell, `total` closes it."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(map(_row, rows))
    foot = f"<tfoot>{_row(total)}</tfoot>" if total else ""
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table>"
    )


def _row(cells: Sequence[str]) -> str:
    """One row. Cells are texts of numbers, which need no escaping but where they hold a `<`."""
    heading, *values = map(escape, cells)
    return f'<tr><th scope="row">{heading}</th><td>{"</td><td>".join(values)}</td></tr>'
