"""What a reader takes along: llama.cpp's statistics, a block for a model card, and our own as JSON."""

from __future__ import annotations

from explorable import Handout
from nexttoken.compare import in_json, markdown

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
