"""`templates/words/`: a file for each language that the pages' own words are translated to.

`en.toml` lists the phrases that are said, `de.toml` says each of them in German. Another language is another
such file; one in the author's own `templates/words/` goes before the generator's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from sitegen.base import schema
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.progress import counted
from sitegen.base.project import Project
from sitegen.base.schema import Key, key_lines, read_toml
from sitegen.base.texts import read_text, shown
from sitegen.base.words import ENGLISH, Words
from sitegen.theme.assets import theme_folders

_TABLES = "page", "scripts"


def _phrases(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


KEYS = {
    "quotes": Key(lambda value: schema.texts(value) and len(value) == 4, 'quotes = ["„", "“", "‚", "‘"]'),
    "months": Key(lambda value: schema.texts(value) and len(value) == 12, 'months = ["Januar", …]'),
    "date": Key(
        lambda value: schema.text(value) and set(_values(value)) <= {"{day}", "{month}", "{year}"},
        'date = "{day}. {month} {year}"',
    ),
    "page": Key(_phrases, '[page] with "Contents" = "Inhalt"'),
    "scripts": Key(_phrases, '[scripts] with "Copy" = "Kopieren"'),
}


def read_words(project: Project, language: str) -> tuple[Words, str]:
    """The words in this language, and what is to be said of those that stay English ("": nothing).

    Raises `BuildFailed` for files that cannot be used.
    """
    english = _read_all(project, _files(project, "en"), {})
    known = {table: set(english[table]) for table in _TABLES}
    for name in _names(language):
        if files := _files(project, name):
            read = _read_all(project, files, known)
            lacking = [phrase for table in _TABLES for phrase in known[table] if not read[table].get(phrase)]
            said = "" if name.startswith("en") else _said(shown(project, files[-1]), sorted(lacking))
            return Words(**{key: _filled(value) for key, value in read.items()}), said
    name = language.lower().partition("-")[0]
    remedy = f"Translate them in templates/words/{name}.toml, as de.toml does."
    said = f"The theme has no words in `{language}`: its own stay English. {remedy}"
    return ENGLISH, "" if name == "en" else said


def _names(language: str) -> Iterator[str]:
    """ "de-at", "de"."""
    parts = language.lower().split("-")
    return ("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def _files(project: Project, name: str) -> list[Path]:
    """The generator's, then the author's own, which may say some of it otherwise."""
    folders = [folder / "words" for folder in reversed(theme_folders(project))]
    return [file for folder in folders for file in sorted(folder.glob("*.toml")) if file.stem.lower() == name]


def _filled(value: Any) -> Any:
    """Without the phrases after which nothing stands: they are said as they are."""
    return {phrase: own for phrase, own in value.items() if own} if isinstance(value, dict) else value


def _said(path: str, lacking: Sequence[str]) -> str:
    if not lacking:
        return ""
    some = ", ".join(f"“{phrase}”" for phrase in lacking[:3]) + (" …" if len(lacking) > 3 else "")
    return f"{path} lacks {counted(len(lacking), 'phrase')}, which will be English: {some}"


def _read_all(project: Project, files: Sequence[Path], known: Mapping[str, Set[str]]) -> dict[str, Any]:
    """The files as one; what a later one says goes before."""
    whole: dict[str, Any] = {table: {} for table in _TABLES}
    for file in files:
        for name, value in _read(project, file, known).items():
            whole[name] = whole[name] | value if isinstance(value, dict) else value
    return whole


def _read(project: Project, file: Path, known: Mapping[str, Set[str]]) -> dict[str, Any]:
    path, text = shown(project, file), read_text(project, file)
    values, lines = read_toml(path, text), key_lines(text)
    faults = list(schema.check(path, values, lines.of, KEYS))
    if not faults:
        for table in _TABLES:
            at = partial(lines.of, table)
            faults += _wrong(path, at, values.get(table, {}), known.get(table, set()))
    if faults:
        raise BuildFailed(faults)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _wrong(
    path: str, at: Callable[[str], int], phrases: Mapping[str, str], known: Set[str]
) -> Iterator[Fault]:
    """Phrases that no page says, and those that leave out a value or have one too many."""
    for english, own in phrases.items():
        line = at(english)
        if known and english not in known:
            near = get_close_matches(english, known, 1)
            remedy = f"Did you mean “{near[0]}”?" if near else "templates/words/en.toml has all that are."
            yield Fault(path, line, f"no page says “{english}”", remedy)
        elif own and _values(own) != _values(english):
            remedy = "Write the same names between the braces, as in the English phrase."
            yield Fault(path, line, f"“{own}” has other values than “{english}”", remedy)


def _values(phrase: str) -> list[str]:
    """The names of a phrase's values, and any brace that belongs to none."""
    return sorted(re.findall(r"\{\w+\}|[{}]", phrase))
