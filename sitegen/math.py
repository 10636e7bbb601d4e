"""KaTeX, one batch a build. A formula that was typeset once is never typeset again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sitegen import toolchain
from sitegen.cache import Cache, digest
from sitegen.faults import BuildFailed, Fault
from sitegen.markdown.outline_data import Mention
from sitegen.project import Project

MACROS = {"\\P": "\\htmlClass{p}{P}", "\\Q": "\\htmlClass{q}{Q}"}
_SCRIPT = Path(__file__).with_name("katex.mjs")


def typeset(project: Project, cache: Cache, formulas: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Each formula (`i…` inline or `d…` displayed, then the TeX) → `{"html"}`, or `{"error", "position"}`.

    Node starts only for formulas that the cache does not hold. Raises `BuildFailed` where it cannot run.
    """
    keys = {formula: _key(project, cache, formula) for formula in sorted(set(formulas))}
    done = {formula: cache.get("math", key) for formula, key in keys.items()}
    new = [formula for formula, result in done.items() if result is None]
    for formula, result in zip(new, _run(project, new), strict=True):
        done[formula] = result
        cache.put("math", keys[formula], result)
    return {formula: result for formula, result in done.items() if result is not None}


def faults(
    path: str, formulas: Iterable[Mention], typeset: Mapping[str, Mapping[str, Any]]
) -> Iterable[Fault]:
    """What KaTeX refused in one post, on the line where it stumbled."""
    for formula, line in formulas:
        result = typeset.get(formula, {})
        if "error" in result:
            tex = formula[1:]
            before = tex[: len(tex) - len(tex.lstrip()) + (result["position"] or 0)]
            what = f"KaTeX: {result['error']}"
            remedy = f"Mend {_short(tex)}; katex.org/docs/supported.html lists what may stand there."
            yield Fault(path, line + before.count("\n"), what, remedy)


def _short(tex: str) -> str:
    flat = " ".join(tex.split())
    return f"`{flat}`" if len(flat) <= 60 else f"`{flat[:60]}…`"


def _key(project: Project, cache: Cache, formula: str) -> str:
    return digest(cache.version, (project.home / "package-lock.json").read_bytes(), formula)


def _run(project: Project, formulas: list[str]) -> list[dict[str, Any]]:
    if not formulas:
        return []
    katex = toolchain.npm_packages(project) / "katex" / "dist" / "katex.mjs"
    job = {"macros": MACROS, "formulas": [{"tex": f[1:].strip(), "display": f[0] == "d"} for f in formulas]}
    done = toolchain.run([toolchain.node(), _SCRIPT, katex], input=json.dumps(job))
    if done.returncode:
        remedy = "This is no fault of a formula; the lines below say what Node stumbled over."
        raise BuildFailed([Fault(_SCRIPT.name, 0, "the typesetter stopped", remedy, done.stderr.strip())])
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results
