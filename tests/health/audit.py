"""`make audit`: whether npm's and PyPI's own services know a fault of any pinned package.

A mirror may not pass the question on. What was not answered is said, and is a failure: nothing is known then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sitegen.base.toolchain import node, npm, run
from tests.health.report import ROOT

NPM = ("package-lock.json", "tests/health/package-lock.json")
PYPI = tuple(f"requirements/{path.name}" for path in sorted((ROOT / "requirements").glob("*.txt")))
PIP_AUDIT = ROOT / ".cache" / "audit" / "bin" / "pip-audit"


def main() -> int:
    """Ask of each lockfile; 1 where one has a fault or nobody answered."""
    answers = {lock: of_npm(ROOT / lock) for lock in NPM} | {lock: of_pypi(ROOT / lock) for lock in PYPI}
    for lock, answer in answers.items():
        print(f"{lock}: {answer or 'no known fault.'}")
    return 1 if any(answers.values()) else 0


def of_npm(lock: Path) -> str:
    """What npm knows of a lockfile's packages; nothing where all is well."""
    done = run([node(), npm(), "audit", "--json"], cwd=lock.parent)
    try:
        known = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return unanswered("npm's", "npm audit", done)
    return "".join(f"\n  {name}: {fault['severity']}, {fault['range']}" for name, fault in known.items())


def of_pypi(lock: Path) -> str:
    """What PyPI knows of a list of packages; nothing where all is well."""
    options = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    done = run([PIP_AUDIT, *options, "-r", lock])
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return unanswered("PyPI's", "pip-audit", done)
    return "".join(
        f"\n  {each['name']}: {fault['id']}" for each in packages for fault in each.get("vulns", ())
    )


def unanswered(whose: str, asking: str, done: subprocess.CompletedProcess[str]) -> str:
    """That nothing is known, and why."""
    said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "nothing")
    return (
        f"{whose} service gave no answer, so nothing is known of these packages. Run it where the service "
        f"itself can be reached, not only a mirror. {asking} said: {said}"
    )


if __name__ == "__main__":
    sys.exit(main())
