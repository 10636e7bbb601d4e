"""Tables that commands write into a text."""

import pytest

from tests.tables import rows_of, with_rows

TEXT = """Of engines:

<!-- engines -->
|  | Firefox |
| --- | --- |
| A figure | moves |

<!-- others -->
| a |
| --- |
| b |
"""


def test_a_table_is_read_as_it_was_written() -> None:
    rows = [["", "Firefox", "WebKit"], ["A figure", "moves", r"as \1 drawn"]]
    text = with_rows(TEXT, "engines", rows)
    assert rows_of(text, "engines") == rows
    assert rows_of(text, "others") == rows_of(TEXT, "others") == [["a"], ["b"]]
    assert text.startswith("Of engines:\n\n<!-- engines -->\n|  | Firefox | WebKit |\n| --- | --- | --- |\n")


def test_a_table_that_is_not_there_is_missed() -> None:
    with pytest.raises(AssertionError, match="below <!-- bench -->"):
        rows_of(TEXT, "bench")
    with pytest.raises(AssertionError, match="below <!-- bench -->"):
        with_rows(TEXT, "bench", [["a"]])
