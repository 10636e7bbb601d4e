"""Where the keys of a TOML file stand."""

from __future__ import annotations

import pytest

from sitegen.base.schema import key_lines

TEXT = r"""# A site
title = "A [title] = b"

[[links]]
label = "a"
href = "x"

[[links]]
href = "y"

[macros]
'\E' = '1'
"\\half" = '2'
plain = '3'

[licence]
text.name = "CC"

[ page . "deep \"er\"" ]
"Copy = paste" = "…"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("links",), 4),
        (("links", 0, "href"), 6),
        (("links", 1), 8),
        (("links", 1, "href"), 9),
        (("macros", "\\E"), 12),
        (("macros", "\\half"), 13),
        (("macros", "plain"), 14),
        (("licence", "text", "name"), 17),
        (("page", 'deep "er"', "Copy = paste"), 20),
        (("macros", "elsewhere"), 11),
        (("nowhere", "at all"), 1),
    ],
)
def test_a_key_has_its_line_or_that_of_the_table_around_it(path: tuple[str | int, ...], line: int) -> None:
    assert key_lines(TEXT).of(*path) == line
