"""KaTeX, once a build, a batch for each core, with what the posts before it did not have yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sitegen.base import toolchain
from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.spread import cores, spread
from sitegen.markdown.mathml import plain
from sitegen.source.macros import Macro

MACROS = {"\\P": "\\htmlClass{p}{P}", "\\Q": "\\htmlClass{q}{Q}"}
_SCRIPT = Path(__file__).with_name("katex.mjs")
_BATCH = 1000  # formulas that take as long as Node takes to begin
_UNDEFINED = "Undefined control sequence: "


def typeset(
    project: Project, macros: Mapping[str, Macro], asked: Mapping[str, Set[str]]
) -> dict[str, dict[str, Any]]:
    """Each formula (`i…` inline or `d…` displayed, then the TeX) → what it has become.

    That is `{"html", "plain"}`, the latter in one line of text, or `{"refused", "position"}`, or `{"error",
    "position"}`. `macros` are the author's; `asked` are the formulas by the place that has them, and so they
    are kept: thousands of small files would take longer to read than KaTeX. Node starts only for those that
    no place had before. Raises `BuildFailed` where it cannot run.
    """
    cache, known, key = project.results, _known(macros), typeset_key(project, macros)
    kept: dict[str, dict[str, Any]] = {place: cache.latest("math", place, key) or {} for place in asked}
    done = {formula: row for rows in kept.values() for formula, row in rows.items()}
    new = sorted({formula for formulas in asked.values() for formula in formulas} - done.keys())
    done |= zip(new, _run(project, known, new), strict=True)

    def keep(place: str) -> None:
        cache.keep_latest("math", place, key, {formula: done[formula] for formula in sorted(asked[place])})

    spread(keep, [place for place, formulas in asked.items() if formulas != kept[place].keys()])
    return done


def typeset_key(project: Project, macros: Mapping[str, Macro]) -> str:
    """With a formula, stands for what `typeset` makes of it: KaTeX, and the macros that it knows."""
    lock = (project.home / "package-lock.json").read_bytes()
    return digest(project.results.version, lock, json.dumps(_known(macros), sort_keys=True))


def _known(macros: Mapping[str, Macro]) -> dict[str, str]:
    return MACROS | {name: macro.body for name, macro in macros.items()}


def but_undefined(typeset: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What may be told where the author's macros could not be read: the undefined may be one of them."""
    return {k: row for k, row in typeset.items() if not row.get("error", "").startswith(_UNDEFINED)}


@dataclass(frozen=True)
class Formula:
    """One of an author's: as `typeset` knows it, and where it begins. `name` is "" in a post's text."""

    written: str
    path: str
    line: int
    name: str = ""


def faults(formulas: Iterable[Formula], typeset: Mapping[str, Mapping[str, Any]]) -> Iterable[Fault]:
    """What KaTeX refused, on the line where it stumbled."""
    for formula in formulas:
        result, tex = typeset.get(formula.written, {}), formula.written[1:]
        if "html" in result:
            continue
        before = tex[: len(tex) - len(tex.lstrip()) + (result.get("position") or 0)]
        line = formula.line + (0 if formula.name else before.count("\n"))
        of = f", in the {formula.name}" if formula.name else ""
        if "refused" in result:
            what = f"`{result['refused']}` in a formula{of}"
            remedy = "A formula holds no links, pictures or HTML: write these in Markdown, beside it."
            yield Fault(formula.path, line, what, remedy)
        elif "error" in result and not _undefined_in_a_macro(result["error"], tex):
            yield Fault(formula.path, line, f"KaTeX: {result['error']}{of}", _remedy(result["error"], tex))


def macro_faults(
    path: str, macros: Mapping[str, Macro], typeset: Mapping[str, Mapping[str, Any]]
) -> Iterable[Fault]:
    """What shows in an author's macros only when they are used."""
    for name, macro in macros.items():
        error = typeset.get(trial(name), {}).get("error", "")
        if error.startswith((_UNDEFINED, "Too many expansions")):
            remedy = "Mend what it stands for; katex.org/docs/supported.html lists what may stand there."
            yield Fault(path, macro.line, f"the macro `{name}`: {error}", remedy)


def trial(name: str) -> str:
    """A formula that uses a macro, whatever arguments it has."""
    return f"d{name}" + "{x}" * 9


def _undefined_in_a_macro(error: str, tex: str) -> bool:
    """Whether the macro has a fault of its own, which is told where it stands."""
    return error.startswith(_UNDEFINED) and error.removeprefix(_UNDEFINED) not in tex


def _remedy(error: str, tex: str) -> str:
    if error in (f"{_UNDEFINED}\\label", f"{_UNDEFINED}\\ref", f"{_UNDEFINED}\\eqref"):
        return "A label stands after its equation, `$$ … $$ (eq-a)`, and a link refers to it: `[](#eq-a)`."
    return f"Mend {_short(tex)}; katex.org/docs/supported.html lists what may stand there."


def _short(tex: str) -> str:
    flat = " ".join(tex.split())
    return f"`{flat}`" if len(flat) <= 60 else f"`{flat[:60]}…`"


def _run(project: Project, macros: Mapping[str, str], formulas: list[str]) -> list[dict[str, Any]]:
    if not formulas:
        return []
    katex = toolchain.npm_packages(project) / "katex" / "dist" / "katex.mjs"
    count = min(cores(), -(-len(formulas) // _BATCH))
    batches = [formulas[first::count] for first in range(count)]  # so that none has all that are displayed
    results: list[dict[str, Any]] = [{}] * len(formulas)
    with ThreadPoolExecutor(count) as threads:
        for first, rows in enumerate(threads.map(partial(_run_batch, katex, macros), batches)):
            results[first::count] = rows
    return [row | said for row, said in zip(results, spread(_said, results), strict=True)]


def _said(row: dict[str, Any]) -> dict[str, str]:
    return {"plain": plain(row["html"])} if "html" in row else {}


def _run_batch(katex: Path, macros: Mapping[str, str], formulas: list[str]) -> list[dict[str, Any]]:
    job = {"macros": macros, "formulas": [{"tex": f[1:].strip(), "display": f[0] == "d"} for f in formulas]}
    done = toolchain.run([toolchain.node(), _SCRIPT, katex], input=json.dumps(job))
    if done.returncode:
        remedy = "This is no fault of a formula; the lines below say what Node stumbled over."
        raise BuildFailed([Fault(_SCRIPT.name, 0, "the typesetter stopped", remedy, done.stderr.strip())])
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results
