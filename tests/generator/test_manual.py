"""`manual` leaves nothing out that an author may write."""

from __future__ import annotations

import ast
import re

import explorable
import explorable.plot
import pytest

from sitegen.cli import main
from sitegen.markdown.blocks import CALLOUTS
from sitegen.source import budgets, config, frontmatter
from tests.generator.conftest import REPOSITORY


@pytest.fixture(scope="module")
def printed() -> str:
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda text, **_: lines.append(text))
        assert main(["--root", str(REPOSITORY), "manual"]) == 0
    return "".join(lines)


def test_every_key_is_explained_and_shown(printed: str) -> None:
    for name, key in (frontmatter.KEYS | config.KEYS).items():
        needed = " (needed)" if key.required else ""
        assert key.help.endswith("."), name
        assert f"- `{name}`{needed}: {key.help} `{key.example}`" in printed
    for name, size in {**budgets.OF_A_PAGE, **budgets.OF_THE_SITE}.items():
        assert f"`{name}` {size:_}" in printed


def test_markdown_of_ours_is_shown(printed: str) -> None:
    shown = ("::: figure", "$$ a $$ (eq-name)", "[](#eq-zipf)", "[^why]", "[@shannon1948]", "cell=definition")
    for written in (*shown, "{live figure:output}", " .term}", *(f"::: {kind}" for kind in CALLOUTS)):
        assert written in printed


def test_all_of_the_toolkit_has_its_signature_and_its_docstring(printed: str) -> None:
    exported = {**vars(explorable), **vars(explorable.plot)}
    for name in (*explorable.__all__, *explorable.plot.__all__):
        if not callable(exported[name]):
            continue
        assert re.search(rf"^(type )?{name}( =|\()", printed, re.MULTILINE), name
        assert (exported[name].__doc__ or "").partition("\n")[0] in printed, name


def test_signatures_are_python_s(printed: str) -> None:
    signatures = re.findall(r"^```python\n(\w.*?)```", printed, re.MULTILINE | re.DOTALL)
    assert len(signatures) > 50
    for signature in signatures:
        ast.parse(signature if signature.startswith("type ") else f"def {signature.strip()}: ...")


def test_what_pages_alone_call_is_not_told(printed: str) -> None:
    assert "- `link(state: State" in printed
    assert "`declaration(" not in printed
