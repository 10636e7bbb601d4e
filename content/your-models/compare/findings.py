"""What stands above the picture: what the files were taken for, and what the doctor finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explorable.format import count, escape
from nexttoken.doctor import Finding

from .result import Found, Result


def above(result: Result) -> str:
    """Of both files; or why they could not be compared."""
    if not result.found:
        return (
            f'<p class="said"><strong>These files cannot be compared.</strong> {escape(result.problem)}</p>'
        )
    return _files(result.found) + _doctor(result.found.findings)


def _files(found: Found) -> str:
    told = zip("AB", "pq", found.files, found.kinds, strict=True)
    rows = (
        f'<div><dt class="{tone}">{label}</dt><dd>{escape(_called(name, label) + kind)}</dd></div>'
        for label, tone, name, kind in told
    )
    return f'<dl class="told">{"".join(rows)}</dl>{_paragraphs(found.report.notes)}'


def _called(name: str, label: str) -> str:
    """Nothing, where it is called what it is called anyway."""
    return "" if name == label else f"{name}: "


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(f'<p class="said">{escape(each)}</p>' for each in sentences)


def _doctor(findings: Sequence[Finding]) -> str:
    if not findings:
        return '<p class="said"><strong>The doctor finds nothing wrong with these files.</strong></p>'
    things = f"{count(len(findings))} thing{'s' if len(findings) > 1 else ''}"
    said = f'<p class="said"><strong>The doctor has {things} to say.</strong></p>'
    listed = "".join(map(_finding, findings))
    return f'{said}<ol class="findings">{listed}</ol>'


def _finding(finding: Finding) -> str:
    return (
        f"<li><p>{escape(finding.what)}</p><dl>"
        f"<div><dt>Seen</dt><dd>{escape(finding.evidence)}</dd></div>"
        f"<div><dt>To do</dt><dd>{escape(finding.remedy)}</dd></div></dl></li>"
    )
