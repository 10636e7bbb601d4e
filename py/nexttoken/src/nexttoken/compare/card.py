"""What two files come to, to take along: a block of Markdown for a model card, and our statistics as JSON."""

import html
import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .report import Report
from .summary import Summary

if TYPE_CHECKING:
    from nexttoken.doctor import Finding

_MARKUP = re.compile(r"[\\`*_\[\]|~]")
# What is said of a summary: the words, and how numbers are written.
_LINES = {
    "rows": ("rows", "{:d}"),
    "chunks": ("chunks of text", "{:d}"),
    "vocabulary": ("tokens in the vocabulary", "{:d}"),
    "kl_mean": ("KL(A‖B), mean, nats a token", "{:.6g}"),
    "kl_error": ("  its standard error over chunks", "{:.2g}"),
    "kl_low": ("  at least, where tails were cut off", "{:.6g}"),
    "kl_high": ("  at most, if B's tail is no deeper than twice a floor", "{:.6g}"),
    "kl_median": ("KL(A‖B), median", "{:.6g}"),
    "kl_q99": ("KL(A‖B), 99 % quantile", "{:.6g}"),
    "kl_max": ("KL(A‖B), largest", "{:.6g}"),
    "kl_reverse_mean": ("KL(B‖A), mean", "{:.6g}"),
    "shape_share": ("of KL(A‖B): shape", "{:.1%}"),
    "order_share": ("of KL(A‖B): order", "{:.1%}"),
    "head_share": ("of KL(A‖B): the likeliest 10", "{:.1%}"),
    "body_share": ("of KL(A‖B): ranks 11 to 100", "{:.1%}"),
    "tail_share": ("of KL(A‖B): all others", "{:.1%}"),
    "same_top": ("same likeliest token", "{:.2%}"),
    "tv_mean": ("total variation, mean", "{:.6g}"),
    "acceptance": ("drafts of B that A would accept", "{:.2%}"),
    "ppl_a": ("perplexity of A", "{:.6g}"),
    "ppl_b": ("perplexity of B", "{:.6g}"),
    "mass_error": ("a row's mass is off by at most", "{:.2g}"),
}


def lines_of(summary: Summary) -> list[tuple[str, str]]:
    """Return each number in words, and with its digits; a dash where there is none."""
    rows = []
    for name, (words, form) in _LINES.items():
        value = getattr(summary, name)
        rows.append((words, "–" if value is None or math.isnan(value) else form.format(value)))
    return rows


def remarks(notes: Sequence[str], findings: "Sequence[Finding | str]", mark: str = "") -> list[str]:
    """Return what is odd and what is probably wrong, a line each and a blank one, if anything is."""
    lines = [f"{mark}{each}" for each in (*notes, *findings)]
    return [*lines, ""] if lines else []


def in_json(report: Report, findings: "Sequence[Finding]") -> str:
    """Return the statistics, where the files differ, and what is wrong with them."""
    told = report.plain()
    parts = {name: told[name] for name in ("quantiles", "flips", "by_top", "notes")}
    wrong = [finding.plain() for finding in findings]
    return json.dumps(report.summary.plain() | parts | {"findings": wrong}, indent=1)


def markdown(report: Report, findings: "Sequence[Finding]", files: tuple[str, str]) -> str:
    """Return a table for a model card, and what is wrong; `files` are the names of A and B."""
    lines = [f"| {words.strip()} | {value} |" for words, value in lines_of(report.summary)]
    said = remarks([_plain(note) for note in report.notes], [_plain(str(each)) for each in findings], "- ")
    head = f"| {_plain(files[1])} against {_plain(files[0])} | |"
    return "\n".join([head, "|---|---|", *lines, "", *said]).rstrip()


def _plain(text: str) -> str:
    """A text that Markdown shows as it is: tokens and names of files may be markup, links or pictures."""
    return _MARKUP.sub(r"\\\g<0>", html.escape(text, quote=False))
