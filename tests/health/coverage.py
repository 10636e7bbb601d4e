"""`make coverage`: which lines of py/ the unit tests run, and which of them posts do in readers' Python.

Natively, coverage.py watches tests/unit. In Pyodide, under Node and started from its packs, `watch.py` notes
what is run while each figure of each post is asked for its presets, and with each control at its ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from coverage import Coverage, CoverageData

from sitegen.base.project import Project, open_project
from sitegen.drawing.figures import FigureRequest, order
from sitegen.runtime import Runtime, post_pack, prepare_runtime, service_pack
from sitegen.runtime.host import Host, Hosts, Message
from sitegen.source.modules import figures_there, made_of
from sitegen.source.needed import needed_by
from tests.health.report import ROOT, percent, report

FOLDER = ROOT / ".cache" / "coverage"
SOURCES = {name: ROOT / "py" / name / "src" / name for name in ("nexttoken", "explorable")}
WATCH = (Path(__file__).parent / "watch.py").read_text("utf-8")
WAYS = ("natively", "in Pyodide", "in either")


def main() -> int:
    """Run both, and write down what either has run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {way: FOLDER / way.replace(" ", "-") for way in WAYS}
    for file in files.values():
        file.unlink(missing_ok=True)
    if status := natively(files["natively"]):
        print("The unit tests fail; what they run is not counted.", file=sys.stderr)
        return status
    kept(files["in Pyodide"], in_pyodide(open_project(ROOT)))
    both = [CoverageData(str(files[way])) for way in WAYS[:2]]
    merged = CoverageData(str(files["in either"]))
    for data in both:
        data.read()
        merged.update(data)
    merged.write()
    tell({way: missed(file) for way, file in files.items()})
    return 0


def natively(file: Path) -> int:
    """Run the unit tests; their status."""
    include = ",".join(f"{source}/*" for source in SOURCES.values())
    watched = [sys.executable, "-m", "coverage", "run", f"--data-file={file}", f"--include={include}", "-m"]
    tests = ["pytest", "tests/unit", "-q", "-p", "no:cacheprovider", "--hypothesis-profile", "same-examples"]
    return subprocess.run([*watched, *tests], cwd=ROOT, check=False).returncode


def in_pyodide(project: Project) -> dict[str, set[int]]:
    """The lines that were run, by the file of this project that they are of."""
    runtime, found = prepare_runtime(project), dict[str, set[int]]()
    with Hosts() as hosts:
        for folder in sorted(path.parent for path in (ROOT / "content").glob("*/index.md")):
            for place, lines in of_post(project, runtime, hosts, folder).items():
                name, _, rest = place.partition("/")
                found.setdefault(str(SOURCES[name] / rest), set()).update(lines)
    return found


def of_post(project: Project, runtime: Runtime, hosts: Hosts, folder: Path) -> dict[str, set[int]]:
    """The lines that the figures of a post run, by files as `watch.py` names them."""
    figures, found = figures_there(folder), dict[str, set[int]]()
    made = made_of(folder, figures, project.results)
    needed = needed_by(project, folder.name, made)
    own = [post_pack(project, folder.name, made), *(service_pack(project, name) for name in needed.services)]
    packs = {name: pack for name, pack in runtime.packs.items() if name not in ("snapshot", "layer")}
    for figure in figures:
        request = order(FigureRequest(folder.name, folder, figure, ("", 0)))
        states: list[dict[str, object]] | None = None
        while states is None or states:
            with hosts.host(packs, own, needed.files) as host:
                asked(host, {"evaluate": WATCH})
                declared = asked(host, request)["declaration"]
                states = list(moves(declared)) if states is None else states
                for lines in run(host, request, states):
                    for file, numbers in lines.items():
                        found.setdefault(file, set()).update(numbers)
    print(f"{folder.name}: {', '.join(figures) or 'no figure'}", flush=True)
    return found


def run(host: Host, request: Message, states: list[dict[str, object]]) -> Iterator[dict[str, list[int]]]:
    """Ask for states, taking them off the list, until one ends Python: that of a model that is not there."""
    while states and not host.ending:
        yield json.loads(asked(host, {"evaluate": "found()"})["value"])
        state = states.pop(0)
        question = {**request["question"], "state": state}
        if not [*host.replies([{**request, "question": question}])]:
            print(f"{request['post']}, {request['figure']}: {state} is left out, for Python ended.")
            return
    yield json.loads(asked(host, {"evaluate": "found()"})["value"])


def asked(host: Host, request: Message) -> Message:
    """The reply to a request that is to be answered."""
    reply = next(host.replies([request]), {"error": {"message": host.ending, "traceback": host.log}})
    if "error" in reply:
        sys.exit(f"{request}: {reply['error']['message']}\n{reply['error']['traceback']}")
    return reply


def moves(declaration: Message) -> Iterator[dict[str, object]]:
    """A figure's presets, then each control at its ends."""
    for preset in declaration.get("presets", ()):
        yield preset["state"]
    for control in declaration["controls"]:
        if control["kind"] == "choice":
            ends = [option["value"] for option in control["options"]]
        else:
            ends = [control[end] for end in ("min", "max")] if control["kind"] in ("slider", "seed") else []
        yield from ({control["name"]: value} for value in ends)


def kept(file: Path, lines: dict[str, set[int]]) -> None:
    """These lines as coverage.py keeps them."""
    data = CoverageData(str(file))
    data.add_lines(lines)
    data.write()


def missed(file: Path) -> dict[Path, tuple[int, int]]:
    """How many statements each source file has, and how many of them were not run."""
    coverage = Coverage(data_file=str(file))
    coverage.load()
    sources = [path for source in SOURCES.values() for path in sorted(source.rglob("*.py"))]
    analysed = ((path, coverage.analysis2(str(path))) for path in sources)
    return {path: (len(found[1]), len(found[3])) for path, found in analysed}


def tell(by_way: dict[str, dict[Path, tuple[int, int]]]) -> None:
    """Both packages as wholes, in a sentence, and each module or folder of them."""
    rows = [["module", "statements", *WAYS]]
    wholes = {}
    for package, source in SOURCES.items():
        wholes[package] = shares(by_way, [source])
        rows.append([f"**`{package}`**", *wholes[package]])
        rows += [[f"`{package}.{path.stem}`", *shares(by_way, [path])] for path in parts(source)]
    said = "; ".join(
        f"{package}: {', '.join(f'{share} {way}' for way, share in zip(WAYS, whole[1:], strict=True))}"
        for package, whole in wholes.items()
    )
    report("coverage", f"of the statements of {said}", rows)


def parts(source: Path) -> list[Path]:
    """The modules directly in a package, and the folders that are its packages."""
    return sorted([*source.glob("*.py"), *(path.parent for path in source.glob("*/__init__.py"))])


def shares(by_way: dict[str, dict[Path, tuple[int, int]]], within: list[Path]) -> list[str]:
    """How many statements a file or folder has, and what share of them was run in each way."""
    counts = []
    for way in WAYS:
        of = [each for path, each in by_way[way].items() if any(path.is_relative_to(one) for one in within)]
        counts.append((sum(all_ for all_, _ in of), sum(not_run for _, not_run in of)))
    return [str(counts[0][0]), *(percent(all_ - not_run, all_) for all_, not_run in counts)]


if __name__ == "__main__":
    sys.exit(main())
