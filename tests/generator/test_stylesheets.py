"""What stylesheets name, and those that import others as one."""

from __future__ import annotations

import pytest

from sitegen.base.stylesheets import imports_of, joined, named, with_urls


@pytest.mark.parametrize(
    ("css", "links"),
    [
        ("a { b: url(x.png) }", ["x.png"]),
        ("a { b: URL( 'x (1).png' ) }", ["x (1).png"]),
        ('@import "a.css" print; @import url(b.css);', ["a.css", "b.css"]),
        ('a { b: url("data:image/svg+xml,%3Csvg a=\'1\'%3E"), url(#mark), url("") }', []),
        ("/* url(no.png) @import 'no.css'; */ a { b: url(yes.png) }", ["yes.png"]),
        ("a { b: url(https://example.org/x.png) }", ["https://example.org/x.png"]),
    ],
)
def test_what_a_stylesheet_names(css: str, links: list[str]) -> None:
    assert [link for link, _ in named(css)] == links


def test_addresses_are_changed_where_a_file_is_named() -> None:
    css = "a { b: url('x.svg#part'), url(data:,y), url(#z) } /* url(c) */"
    assert with_urls(css, str.upper) == 'a { b: url("X.SVG#PART"), url(data:,y), url(#z) } /* url(c) */'


def test_imports_stand_where_they_are_asked_for() -> None:
    sheets = {"css/site.css": '/* All. */\n@import "a.css";\n\np {}\n', "css/a.css": "a {}\n"}
    assert imports_of(sheets["css/site.css"]) == ["a.css"]
    assert joined("css/site.css", sheets.get) == "/* All. */\na {}\n\n\np {}\n"


def test_conditions_become_blocks_also_in_what_is_imported() -> None:
    sheets = {
        "site.css": '@import url("deep/a.css") layer(base) supports(display: grid) print;',
        "deep/a.css": "@import '../b.css' layer;",
        "b.css": "b {}",
    }
    assert joined("site.css", sheets.get) == (
        "@media print {\n@supports (display: grid) {\n@layer base {\n@layer {\nb {}}}}}"
    )


def test_each_sheet_is_changed_by_where_it_lies() -> None:
    sheets = {"a.css": "@import 'deep/b.css';a {}", "deep/b.css": "b {}"}
    assert (
        joined("a.css", sheets.get, lambda path, css: f"[{path}: {css}]") == "[deep/b.css: b {}][a.css: a {}]"
    )


def test_what_is_not_there_or_too_late_or_elsewhere_stays_an_import() -> None:
    css = '@import "gone.css";\n@import url("https://example.org/a.css");\na {}\n@import "b.css";\n'
    assert joined("site.css", {"site.css": css, "b.css": "b {}"}.get) == css


def test_sheets_that_import_each_other_come_to_an_end() -> None:
    sheets = {"a.css": "@import 'b.css';a {}", "b.css": "@import 'a.css';b {}"}
    assert joined("a.css", sheets.get) == "b {}a {}"
