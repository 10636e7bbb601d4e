"""Joins Pyodide's two modules and our own into one text, so that the page can start a worker from memory."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault

# What stands in each source (a regular expression) -> what it becomes inside a function of its own.
# Each must occur exactly once: a Pyodide written differently must stop the build, not surprise readers.
_PYODIDE = {
    r"export\{(\w+) as loadPyodide,\w+ as version\};": r"return {loadPyodide: \1};",
    r"//# sourceMappingURL=.*": "",
}
_ASSEMBLY = {r"export default (_createPyodideModule;)": r"return \1"}
_BOOT = {r"export (async function bootPython\()": r"\1", r"export (function\* filesOf\()": r"\1"}
_RESTORE = {r"import \{ filesOf \} from .*;": ""}
_WORKER = {r"export (function serveRequests\()": r"\1"}

_TEXT = """\
const {{ loadPyodide }} = (() => {{
{pyodide}
}})();
const createPyodideModule = (() => {{
{assembly}
}})();
const lockInfo = {info};
{boot}
{restore}
{worker}
const parts = {{ loadPyodide, createPyodideModule, lockInfo, restoring }};
export const boot = (payload) => bootPython(parts, payload);
export const serve = (scope) => serveRequests(scope, boot);
"""


def join_engine(pyodide: Path, scripts: Path) -> str:
    """The engine's text: a module that exports `boot(payload)` and `serve(scope)`, and imports nothing.

    `pyodide` is the npm package's folder, `scripts` the one with boot.js, restore.js and worker.js.
    """
    official = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))
    return _TEXT.format(
        pyodide=_rewritten(pyodide / "pyodide.mjs", _PYODIDE),
        assembly=_rewritten(pyodide / "pyodide.asm.mjs", _ASSEMBLY),
        info=json.dumps(official["info"]),
        boot=_rewritten(scripts / "boot.js", _BOOT),
        restore=_rewritten(scripts / "restore.js", _RESTORE),
        worker=_rewritten(scripts / "worker.js", _WORKER),
    )


def _rewritten(source: Path, changes: Mapping[str, str]) -> str:
    text = source.read_text("utf-8")
    for old, new in changes.items():
        text, count = re.subn(old, new, text)
        if count != 1:
            what = f"The engine cannot be joined: /{old}/ occurs {count} times in this file, not once."
            raise BuildFailed(
                [Fault(str(source), 0, what, "Adapt sitegen/runtime/engine.py to this version.")]
            )
    return text
