"""`manual`: everything that authors may write, as Markdown, of what the code says of itself.

The text of the toolkit is read and not imported: it needs numpy, and the generator does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

from sitegen.base.project import Project
from sitegen.base.schema import Key
from sitegen.markdown.blocks import CALLOUTS
from sitegen.pages import glossary
from sitegen.source import config, frontmatter
from sitegen.source.budgets import OF_A_PAGE, OF_THE_SITE

_RULES = (
    "headings",
    "links",
    "math",
    "blocks",
    "readouts_syntax",
    "cites",
    "footnotes",
    "images",
    "tables",
    "code",
    "cells",
    "html",
)
"""The modules of `sitegen/markdown/` whose docstrings show what they read, in the order of their use."""
_TOOLKIT = {
    "": "What a figure is declared with",
    "format": "Numbers and text",
    "table": "Tables",
    "tokens": "Tokens",
    "parts": "What a reader can click",
    "plot": "Drawing",
}
"""The modules of `explorable` that figures import from."""

_INTERNAL = {"declaration", "accept", "written", "faults", "told", "run"}
"""What pages and the generator call, and no author does."""
_LINE = 100

type _Definition = ast.ClassDef | ast.FunctionDef | ast.TypeAlias


def manual(project: Project) -> str:
    """The whole manual. Every line is of a docstring, a signature or a table of keys."""
    parts = [
        "# What you can write",
        "## Front matter of a post",
        _keys(frontmatter.KEYS),
        "## `content/site.toml`",
        _keys(config.KEYS),
        "`[budgets]`, and `[budgets.posts.my-post]` for one post, are in bytes; where nothing is written: "
        + ", ".join(f"`{name}` {size:_}" for name, size in {**OF_A_PAGE, **OF_THE_SITE}.items())
        + ".",
        "## Markdown",
        *map(_rule, _RULES),
        cleandoc(glossary.__doc__ or ""),
        "Call-outs: " + ", ".join(f"`::: {kind}`" for kind in CALLOUTS) + ".",
        "## Python of a figure",
        *_toolkit(project.home / "py" / "explorable" / "src" / "explorable"),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _keys(keys: Mapping[str, Key]) -> str:
    return "\n".join(
        f"- `{name}`{' (needed)' if key.required else ''}: {key.help} `{key.example}`"
        for name, key in keys.items()
    )


def _rule(name: str) -> str:
    return cleandoc(import_module(f"sitegen.markdown.{name}").__doc__ or "")


def _toolkit(folder: Path) -> Iterator[str]:
    for module, heading in _TOOLKIT.items():
        package = folder / module / "__init__.py"
        file = package if package.is_file() else folder / f"{module}.py"
        tree = ast.parse(file.read_text("utf-8"))
        name = ".".join(filter(None, ("explorable", module)))
        yield f"### {heading}: `{name}`"
        yield ast.get_docstring(tree) or ""
        for definition in _exported(folder, tree) if file == package else _defined(tree):
            yield from _told(definition)


def _exported(folder: Path, package: ast.Module) -> Iterator[_Definition]:
    """What a package gives, where it is defined, in the order in which it imports it."""
    for node in package.body:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("explorable"):
            continue
        names = [alias.name for alias in node.names]
        module = folder.parent.joinpath(*str(node.module).split("."))
        file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
        tree = ast.parse(file.read_text("utf-8"))
        found = _defined(tree) if file.name != "__init__.py" else _exported(folder, tree)
        yield from (each for each in found if _name(each) in names)


def _defined(tree: ast.Module) -> Iterator[_Definition]:
    for node in tree.body:
        if isinstance(node, _Definition.__value__) and not _name(node).startswith("_"):
            yield node


def _name(node: _Definition) -> str:
    return node.name.id if isinstance(node, ast.TypeAlias) else node.name


def _told(node: _Definition) -> Iterator[str]:
    """How it is called and what it says of itself."""
    yield f"```python\n{_call(node)}\n```"
    if isinstance(node, ast.TypeAlias):
        return
    yield ast.get_docstring(node) or ""
    if isinstance(node, ast.ClassDef):
        yield "\n".join(map(_method, _methods(node)))


def _call(node: _Definition) -> str:
    if isinstance(node, ast.TypeAlias):
        return ast.unparse(node)
    if isinstance(node, ast.FunctionDef):
        return f"{node.name}({ast.unparse(node.args)}){_returned(node)}"
    if made := next((each for each in _functions(node) if each.name == "__init__"), None):
        return f"{node.name}({ast.unparse(made.args).removeprefix('self, ')})"
    return _signature(node.name, list(_fields(node)))


def _signature(name: str, arguments: list[str]) -> str:
    """In one line, or with a line for each argument where that would be too long to read."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= _LINE:
        return line
    return "\n".join((f"{name}(", *(f"    {each}," for each in arguments), ")"))


def _returned(node: ast.FunctionDef) -> str:
    return f" -> {ast.unparse(node.returns)}" if node.returns else ""


def _fields(node: ast.ClassDef) -> Iterator[str]:
    """The arguments of a dataclass; after `*` where it takes them by name alone."""
    if any("kw_only=True" in ast.unparse(decorator) for decorator in node.decorator_list):
        yield "*"
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and "ClassVar" not in ast.unparse(each.annotation):
            yield ast.unparse(each)


def _functions(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (each for each in node.body if isinstance(each, ast.FunctionDef))


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (each for each in _functions(node) if not each.name.startswith("_") and each.name not in _INTERNAL)


def _method(node: ast.FunctionDef) -> str:
    called = ast.unparse(node.args).removeprefix("self").removeprefix(", ")
    first = (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")
    return f"- `{node.name}({called}){_returned(node)}`: {first}"
