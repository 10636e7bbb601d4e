"""Stylesheets that import others become one."""

from __future__ import annotations

from sitegen.base.stylesheets import join_imports


def test_an_imported_sheet_stands_where_its_import_stood() -> None:
    sheets = {"site.css": '@import "a.css";\n\np {}\n', "a.css": "a {}\n", "other.css": "b {}\n"}
    assert join_imports(sheets) == {"site.css": "a {}\n\n\np {}\n", "other.css": "b {}\n"}


def test_imports_of_imports_come_too_and_keep_their_media() -> None:
    sheets = {"site.css": '@import "a.css" print;', "a.css": "@import 'b.css';", "b.css": "b {}"}
    assert join_imports(sheets) == {"site.css": "@media print {\nb {}}"}


def test_what_is_not_there_is_left_to_the_check() -> None:
    sheets = {"site.css": '@import "gone.css";\n@import url("https://example.org/a.css");\n'}
    assert join_imports(sheets) == sheets
