"""`make mutants`: how many small mistakes in the mathematics of nexttoken its tests notice.

mutmut makes the mistakes, one at a time (a + for a −, a ≤ for a <, an argument left out), and runs the tests
that come by there. Tried is a sample, the same each time; `make mutants COUNT=1000` tries more. A run may be
stopped: the next goes on, and what was noticed once is not tried again. `.cache/mutants` holds it all: there,
`mutmut show NAME` shows what survived.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.health.report import ROOT, percent, report

SAMPLE = 400
MUTMUT = Path(sys.executable).parent / "mutmut"
NOTICED = {"killed", "timeout", "segfault"}
OTHERS = ("compare", "doctor", "logfiles", "lm", "names", "followed", "coded", "compiled")
"""Files, models and what calls C: their tests need more than the mathematics."""
WORKSHOP = ROOT / ".cache" / "mutants"
SETTINGS = f"""
[tool.mutmut]
source_paths = ["src"]
do_not_mutate = {[f"src/nexttoken/{each}{rest}" for each in OTHERS for rest in (".py", "/*")]}
do_not_mutate_patterns = ["Error\\\\("]  # the words of an error
pytest_add_cli_args = ["--hypothesis-profile", "mutants", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/unit/nexttoken"]
timeout_multiplier = 10.0
use_git_change_detection = false

[tool.pytest.ini_options]
pythonpath = [".", "src"]
filterwarnings = ["error", "ignore:.*multi-threaded.*fork:DeprecationWarning"]
"""


def main(count: int) -> int:
    """Try what was not noticed yet of the first `count` mutants of the sample, and write down the score."""
    furnish()
    with contextlib.chdir(WORKSHOP):
        mutants = made()
        sample = sorted(mutants, key=place)[:count]
        status = attempt([name for name in sample if mutants[name] not in NOTICED])
        found = verdicts()
    if status:
        print("mutmut could not run the tests; what it said stands above.", file=sys.stderr)
        return status
    tell({name: found[name] for name in sample if found[name] != "not checked"}, len(mutants))
    return 0


def attempt(names: list[str]) -> int:
    """Run the tests on these mutants; mutmut's status. Ctrl+C ends it, and what was tried by then counts."""
    with contextlib.suppress(KeyboardInterrupt):
        command = [MUTMUT, "run", "--max-children", "1", *names]
        return subprocess.run(command, check=False).returncode if names else 0
    return 0


def furnish() -> None:
    """A folder laid out as mutmut expects it, with the mathematics and those tests that need nothing else."""
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    (WORKSHOP / "pyproject.toml").write_text(SETTINGS, "utf-8")
    for old in (WORKSHOP / "src", WORKSHOP / "tests", WORKSHOP / "mutants" / "tests"):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(ROOT / "py/nexttoken/src", WORKSHOP / "src")
    unit = WORKSHOP / "tests" / "unit" / "nexttoken"
    unit.mkdir(parents=True)
    for name in ("__init__.py", "conftest.py"):
        shutil.copy2(ROOT / "tests" / name, WORKSHOP / "tests")
    for path in (ROOT / "tests/unit/nexttoken").glob("*.py"):
        if not of_others(path.read_text("utf-8")):
            shutil.copy2(path, unit)


def of_others(test: str) -> bool:
    """Whether a test imports what is not tried here, or more of the project than the mathematics."""
    names = "|".join(OTHERS)
    here = rf"(from|import) (nexttoken\.({names})|lab|sitegen|tests\.unit\.(?!nexttoken))"
    of_all = rf"from nexttoken import .*\b({names})\b"
    return bool(re.search(f"^({here}|{of_all})", test, re.MULTILINE))


def made() -> dict[str, str]:
    """What is known of all mutants, which are made anew where the mathematics changed."""
    from mutmut.__main__ import copy_src_dir, create_mutants

    copy_src_dir()
    create_mutants(1)
    return verdicts()


def verdicts() -> dict[str, str]:
    """What mutmut knows of each mutant: survived, killed, not checked …"""
    from mutmut.stats import status_by_exit_code

    files = Path("mutants/src").rglob("*.meta")
    tried = [json.loads(file.read_text("utf-8"))["exit_code_by_key"] for file in files]
    known = {name: status_by_exit_code[code] for codes in tried for name, code in codes.items()}
    return {name: verdict for name, verdict in known.items() if name.split(".")[1] not in OTHERS}


def place(mutant: str) -> bytes:
    """Where a mutant stands in the order of the sample: by chance, but the same whatever others there are."""
    return hashlib.sha256(mutant.encode()).digest()


def tell(found: dict[str, str], all_mutants: int) -> None:
    """The score, as a sentence, and module by module."""
    tried = Counter(map(module, found))
    noticed = Counter(module(name) for name, verdict in found.items() if verdict in NOTICED)
    rows = [["module", "tried", "noticed", "share"]]
    rows += [
        [f"`{name}`", f"{tried[name]}", f"{noticed[name]}", percent(noticed[name], tried[name])]
        for name in sorted(tried)
    ]
    score = f"{percent(noticed.total(), len(found))}: {noticed.total()} of {len(found)} mistakes"
    sentence = f"tests notice {score}, a sample of the {all_mutants:,} that were made in the mathematics"
    print("\n".join(name for name, verdict in sorted(found.items()) if verdict not in NOTICED))
    report("mutants", sentence, rows)


def module(mutant: str) -> str:
    """`sampling.cuts`, of the mutant `nexttoken.sampling.cuts.x_top_k__mutmut_3`."""
    return mutant.rpartition(".")[0].removeprefix("nexttoken.")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else SAMPLE))
