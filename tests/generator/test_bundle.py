"""Scripts of a theme and of a page, each entry one file."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from sitegen.base import toolchain
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project, open_project
from sitegen.theme.assets import collect_assets
from sitegen.theme.bundle import bundle
from tests.generator.conftest import REPOSITORY

PARTS = {
    "js/a.js": "import { say } from './room/b.js';\nsay('one');\nimport('./room/late.js');\n",
    "js/room/b.js": "export const say = (word) => console.log(`said ${word}`);\n",
    "js/room/late.js": "import { say } from './b.js';\nsay('late');\n",
}


@pytest.fixture
def project(tmp_path: Path, plain_home: Path, shared_cache: Path) -> Project:
    """With a theme of its own."""
    home = shutil.copytree(plain_home, tmp_path / "home", symlinks=True)
    return Project(tmp_path / "project", home, shared_cache)


def said(script: str) -> str:
    """What a script writes, alone in a folder."""
    return toolchain.run([toolchain.node(), "--input-type=module"], input=script).stdout


def test_what_is_imported_late_is_in_the_same_file_and_runs_late(project: Project) -> None:
    (script,) = bundle(project, "theme", PARTS, ["js/a.js"]).values()
    assert not re.search(r"\./", script)
    assert said(script) == "said one\nsaid late\n"


def test_an_entry_that_is_imported_late_is_fetched_from_where_it_lies(project: Project) -> None:
    made = bundle(project, "theme", PARTS, ["js/a.js", "js/room/late.js"])
    assert re.findall(r'import\("([^"]*)"\)', made["js/a.js"]) == ["./room/late.js"]
    assert said(made["js/room/late.js"]) == "said late\n"


def test_an_npm_package_is_bundled_and_one_that_is_not_there_told(project: Project) -> None:
    script = "import { tags } from '@lezer/highlight';\nconsole.log(String(tags.null));\n"
    assert said(bundle(project, "theme", {"js/a.js": script}, ["js/a.js"])["js/a.js"]) == "null\n"
    with pytest.raises(BuildFailed) as failed:
        bundle(project, "theme", {"js/a.js": "\nimport 'no-such-package';\n"}, ["js/a.js"])
    (fault,) = failed.value.faults
    assert (fault.path, fault.line) == ("theme/js/a.js", 2)
    assert "no-such-package" in fault.what


def test_what_is_wrong_in_a_part_of_two_entries_is_told_once(project: Project) -> None:
    scripts = {"js/a.js": "import './c.js';\n", "js/b.js": "import './c.js';\n", "js/c.js": "const = 1;\n"}
    with pytest.raises(BuildFailed) as failed:
        bundle(project, "theme", scripts, ["js/a.js", "js/b.js"])
    assert [(fault.path, fault.line) for fault in failed.value.faults] == [("theme/js/c.js", 1)]


def test_only_with_maps_it_tells_where_its_parts_come_from(project: Project) -> None:
    (plain,) = bundle(project, "theme", PARTS, ["js/a.js"]).values()
    (mapped,) = bundle(project, "theme", PARTS, ["js/a.js"], maps=True).values()
    assert "sourceMappingURL" not in plain
    told = json.loads(base64.b64decode(mapped.rpartition("base64,")[2]))
    assert {source.partition(":")[2] for source in told["sources"]} == PARTS.keys()


def test_what_cannot_be_bundled_is_told_at_once_with_its_lines(project: Project) -> None:
    scripts = {"js/a.js": "import './b.js';\nimport './gone.js';\n", "js/b.js": "\n\nconst = 1;\n"}
    with pytest.raises(BuildFailed) as failed:
        bundle(project, "theme", scripts, ["js/a.js"])
    told = {(fault.path, fault.line): fault.what for fault in failed.value.faults}
    assert told.keys() == {("theme/js/a.js", 2), ("theme/js/b.js", 3)}
    assert "there is no ./gone.js" in told["theme/js/a.js", 2]


def test_an_author_s_script_takes_the_place_of_the_theme_s_part(project: Project) -> None:
    theirs, own = project.home / "templates/assets", project.root / "templates/assets"
    for path, text in PARTS.items():
        for folder in (theirs, own) if path == "js/room/b.js" else (theirs,):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text.replace("said", "our own") if folder == own else text)
    assets = collect_assets(project)
    assert [path for path in assets.files if path.startswith("js/")] == ["js/a.js"]
    assert said(assets.text("js/a.js")) == "our own one\nour own late\n"


def test_a_script_that_is_no_text_is_a_fault(project: Project) -> None:
    script = project.root / "templates/assets/js/a.js"
    script.parent.mkdir(parents=True)
    script.write_bytes(b"\n'\xff'")
    with pytest.raises(BuildFailed) as failed:
        collect_assets(project)
    assert failed.value.faults == [
        Fault("templates/assets/js/a.js", 2, "byte 0xff is not UTF-8", "Save the file as UTF-8.")
    ]


def test_the_editor_is_as_light_as_is_said() -> None:
    (said,) = re.findall(r"the first edit \((\d+) kB\)", (REPOSITORY / "README.md").read_text("utf-8"))
    editor = collect_assets(open_project(REPOSITORY)).text("js/chunks/editor.js")
    size = len(gzip.compress(editor.encode())) / 1000
    assert size <= 150
    assert size == pytest.approx(int(said), abs=2)


def test_a_stylesheet_keeps_its_rules_and_none_of_its_remarks(project: Project) -> None:
    own = project.root / "templates" / "assets" / "css" / "site.css"
    own.parent.mkdir(parents=True)
    own.write_text('/* Mine. */\n.a > .b {\n  color: red;\n  background: url("../dot.svg");\n}\n')
    whole = collect_assets(project, quick=True).text("css/site.css")
    assert whole == own.read_text()
    assert (
        collect_assets(project).text("css/site.css").strip() == ".a>.b{color:red;background:url(../dot.svg)}"
    )


@pytest.mark.parametrize("rule", ['a { background: url("../my photo.png"); }', "a { color: red; } /* open"])
def test_a_stylesheet_that_would_be_read_otherwise_stays_as_it_is(project: Project, rule: str) -> None:
    own = project.root / "templates" / "assets" / "css" / "site.css"
    own.parent.mkdir(parents=True)
    own.write_text(f"/* Mine. */\n{rule}\n")
    assert collect_assets(project).text("css/site.css") == own.read_text()
