"""`python -m nexttoken.compare A B`: how far model B is from model A, by what both say of one text."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, cast

from nexttoken.doctor import Doctor, Finding
from nexttoken.logfiles import open_log
from nexttoken.names import Names, read_names

from .card import in_json, lines_of, markdown, remarks
from .comparison import Comparison
from .llama_cpp import ENOUGH
from .report import report
from .table import writing
from .where import Place, largest, look

if TYPE_CHECKING:
    from io import TextIOWrapper

_PATIENCE = 1.0  # seconds between two lines of progress
_LARGEST, _WORDS = 5, 6  # places that are shown, and tokens before each


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
    parser.add_argument("--rows", metavar="FILE", help="write all that is known of each row: a .csv file")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print our statistics, and what is wrong, as JSON")
    form.add_argument(
        "--markdown",
        action="store_true",
        help="print our statistics, and what is wrong, as Markdown for a model card",
    )
    arguments = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(encoding="utf-8")
    try:
        _spare(arguments.rows, (arguments.a, arguments.b, arguments.tokens))
        names = read_names(arguments.tokens) if arguments.tokens else None
        comparison = Comparison(open_log(arguments.a), open_log(arguments.b))
        doctor = Doctor(comparison, names)
        with writing(comparison, arguments.rows, names) if arguments.rows else nullcontext():
            _work(comparison)
        findings = doctor.findings()
        if arguments.json:
            print(in_json(report(comparison), findings))
        elif arguments.markdown:
            print(markdown(report(comparison), findings, (comparison.a.name, comparison.b.name)))
        else:
            print(_text(comparison, findings, names))
    except (ValueError, OSError) as error:
        sys.exit(f"compare: {error}")


def _spare(written: str | None, read: Sequence[str | None]) -> None:
    if written and Path(written).resolve() in [Path(each).resolve() for each in read if each]:
        raise ValueError(f"{written} is read, and would be lost: let --rows name another file.")


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
    rows = lines_of(comparison.summary())
    width = max(len(words) for words, _ in rows)
    lines = [f"{words:{width}}  {value}" for words, value in rows]
    where = [_place(comparison, place, names) for place in largest(comparison, _LARGEST)]
    said = remarks(comparison.notes, findings)
    return "\n".join([*files, "", *said, block, *lines, "", "KL(A‖B) is largest:", *where])


def _place(comparison: Comparison, place: Place, names: Names | None) -> str:
    """Where it is, after which words, and what each model expects there."""
    seen = look(comparison, place.at, names)
    before = f", after {' '.join(seen.before[-_WORDS:])}" if seen.before else ""
    a, b = seen.top_a[0], seen.top_b[0]
    expected = f"A {a.name} {100 * (a.p or 0):.1f} %, B {b.name} {100 * (b.q or 0):.1f} %"
    return f"  {place.kl:.4g} nats, row {place.at}{before}: {expected}"


if __name__ == "__main__":
    main()
