"""The data table that stands behind each picture."""

from __future__ import annotations

from xml.etree import ElementTree

from explorable.table import data_table


def test_a_table_has_a_caption_and_every_row_and_column_its_heading() -> None:
    table = ElementTree.fromstring(
        data_table("Tokens & more", ("rank", "p < q"), [("1", "0.5"), ("2", "0.25")], ("all", "0.75"))
    )
    assert table.findtext("caption") == "Tokens & more"
    assert [(th.get("scope"), th.text) for th in table.findall("thead/tr/th")] == [
        ("col", "rank"),
        ("col", "p < q"),
    ]
    assert [th.get("scope") for th in table.findall("tbody/tr/th")] == ["row", "row"]
    assert [td.text for td in table.findall("tbody/tr/td")] == ["0.5", "0.25"]
    assert [cell.text for cell in table.findall("tfoot/tr/")] == ["all", "0.75"]


def test_a_total_may_be_left_out() -> None:
    assert "<tfoot>" not in data_table("Tokens", ("rank", "p"), [("1", "1")])
