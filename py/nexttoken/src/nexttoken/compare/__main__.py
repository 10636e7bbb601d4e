"""`python -m nexttoken.compare A B`: how far model B is from model A, by what both say of one text."""

import argparse
import html
import json
import math
import sys
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, cast

from nexttoken.doctor import Doctor, Finding
from nexttoken.logfiles import open_log
from nexttoken.names import Names, read_names

from .comparison import Comparison
from .llama_cpp import ENOUGH
from .report import report
from .where import Place, largest, look

if TYPE_CHECKING:
    from io import TextIOWrapper

_PATIENCE = 1.0  # seconds between two lines of progress
_LARGEST, _WORDS = 5, 6  # places that are shown, and tokens before each

# What is printed of a summary: the words, and how numbers are written.
_LINES = {
    "rows": ("rows", "{:d}"),
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


def main() -> None:
    """Compare two files, and print what llama.cpp would, then ours; what is wrong is said in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m nexttoken.compare", description=__doc__)
    parser.add_argument(
        "a",
        metavar="A",
        help="the base: a .kld file of llama.cpp, an array (.npy, .npz), or a server's answer (JSON)",
    )
    parser.add_argument("b", metavar="B", help="the same of another model, on the same text")
    parser.add_argument("--tokens", metavar="FILE", help="how tokens read: a tokenizer.json, or a GGUF file")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print our statistics, and what is wrong, as JSON")
    form.add_argument(
        "--markdown",
        action="store_true",
        help="print both as Markdown for a model card",
    )
    arguments = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(encoding="utf-8")
    try:
        names = read_names(arguments.tokens) if arguments.tokens else None
        comparison = Comparison(open_log(arguments.a), open_log(arguments.b))
        doctor = Doctor(comparison, names)
        _work(comparison)
        findings = doctor.findings()
        if arguments.json:
            print(json.dumps(_plain(comparison, findings), indent=1))
        elif arguments.markdown:
            print(_table(comparison, findings))
        else:
            print(_text(comparison, findings, names))
    except (ValueError, OSError) as error:
        sys.exit(f"compare: {error}")


def _plain(comparison: Comparison, findings: Sequence[Finding]) -> dict[str, object]:
    """Our statistics as JSON has them, where the files differ, and what is wrong."""
    plain = report(comparison).plain()
    parts = {name: plain[name] for name in ("quantiles", "flips", "by_top", "notes")}
    return comparison.summary().plain() | parts | {"findings": [finding.plain() for finding in findings]}


def _work(comparison: Comparison) -> None:
    """Compare all rows, and now and then tell a terminal how many."""
    told, line = monotonic(), ""
    try:
        for done in comparison.advance():
            if sys.stderr.isatty() and monotonic() - told > _PATIENCE:
                told, line = monotonic(), f"{done} of {comparison.rows} rows"
                print(f"\r{line}", end="", file=sys.stderr, flush=True)
    finally:
        if line:
            print(f"\r{' ' * len(line)}\r", end="", file=sys.stderr, flush=True)


def _text(comparison: Comparison, findings: Sequence[Finding], names: Names | None) -> str:
    files = [
        f"{name} = {file.name}: {file.kind}. {file.reason}"
        for name, file in (("A", comparison.a), ("B", comparison.b))
    ]
    block = (
        comparison.llama_cpp()
        or f"(llama.cpp's own statistics take {ENOUGH} tokens of a text that is known.)\n"
    )
    width = max(len(words) for words, _ in _LINES.values())
    lines = [f"{words:{width}}  {value}" for words, value in _rows(comparison)]
    where = [_place(comparison, place, names) for place in largest(comparison, _LARGEST)]
    said = _said(comparison, findings, "")
    return "\n".join([*files, "", *said, block, *lines, "", "KL(A‖B) is largest:", *where])


def _place(comparison: Comparison, place: Place, names: Names | None) -> str:
    """Where it is, after which words, and what each model expects there."""
    seen = look(comparison, place.at, names)
    before = f", after {' '.join(seen.before[-_WORDS:])}" if seen.before else ""
    a, b = seen.top_a[0], seen.top_b[0]
    expected = f"A {a.name} {100 * (a.p or 0):.1f} %, B {b.name} {100 * (b.q or 0):.1f} %"
    return f"  {place.kl:.4g} nats, row {place.at}{before}: {expected}"


def _table(comparison: Comparison, findings: Sequence[Finding]) -> str:
    names = f"{comparison.b.name} against {comparison.a.name}".replace("|", "\\|")
    lines = [f"| {words.strip()} | {value} |" for words, value in _rows(comparison)]
    table = [f"| {names} | |", "|---|---|", *lines, "", *_said(comparison, findings, "- ")]
    return html.escape("\n".join(table), quote=False).rstrip()  # tokens and names of files may be markup


def _said(comparison: Comparison, findings: Sequence[Finding], mark: str) -> list[str]:
    """What is odd, and what is probably wrong, a line each, and a blank one; nothing where all is well."""
    lines = [f"{mark}{each}" for each in (*comparison.notes, *findings)]
    return [*lines, ""] if lines else []


def _rows(comparison: Comparison) -> list[tuple[str, str]]:
    found = comparison.summary()
    rows = []
    for name, (words, form) in _LINES.items():
        value = getattr(found, name)
        rows.append((words, "–" if value is None or math.isnan(value) else form.format(value)))
    return rows


if __name__ == "__main__":
    main()
