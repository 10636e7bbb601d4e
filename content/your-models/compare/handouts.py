"""What a reader takes along: statistics as llama.cpp's, for a model card and as JSON; and all rows."""

from __future__ import annotations

from collections.abc import Generator

from explorable import Download, Handout, Stream
from nexttoken.compare import in_json, markdown

from .files import own_files
from .result import Result

HANDOUTS = (
    Handout("block", "What llama.cpp prints", "txt"),
    Handout("card", "Markdown for a model card", "md"),
    Handout("report", "Our statistics as JSON", "json"),
)
_NO_BLOCK = "llama.cpp prints no statistics of fewer than 100 tokens, nor where the text is not known."


def handouts(result: Result) -> dict[str, str]:
    """Each of them; where nothing was found, why not."""
    if not result.found:
        return dict.fromkeys((each.name for each in HANDOUTS), result.problem)
    found = result.found
    return {
        "block": found.report.llama_cpp or _NO_BLOCK,
        "card": markdown(found.report, found.findings, found.files),
        "report": in_json(found.report, found.findings),
    }


def _rows(result: Result) -> Generator[object, None, str] | Stream:
    if result.found and result.found.rows:
        return result.found.rows()
    return Stream("comparison", "rows", **own_files(result.state)) if result.found else _none(result.problem)


def _none(why: str) -> Generator[object, None, str]:
    yield from ()
    return why


ROWS = Download("rows", "Save every row (.csv)", "csv", _rows)
