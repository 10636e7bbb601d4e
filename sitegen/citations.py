"""`content/references.bib` → author–year labels and entries of a reference list."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sitegen.cache import Cache, digest
from sitegen.faults import BuildFailed, Fault
from sitegen.markdown.outline_data import Mention
from sitegen.project import Project
from sitegen.texts import read_text, shown
from sitegen.words import ENGLISH, Words

if TYPE_CHECKING:
    from pybtex.database import Entry, Person  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Work:
    """A work in the bibliography; `authors` and `year` as a citation says them: "Cover & Thomas", "2006a"."""

    key: str
    authors: str
    year: str
    html: str

    @property
    def label(self) -> str:
        """ "Cover & Thomas 2006"."""
        return f"{self.authors} {self.year}"


def read_bibliography(project: Project, cache: Cache, words: Words = ENGLISH) -> dict[str, Work]:
    """All works by key; none where there is no `references.bib`. Raises `BuildFailed` for a broken one."""
    path = project.content / "references.bib"
    if not path.is_file():
        return {}
    text = read_text(project, path)
    key = digest(cache.version, words.key, text)
    known: Any = cache.get("bibliography", key)
    if known is None:
        known = [asdict(work) for work in _parse(shown(project, path), text, words)]
        cache.put("bibliography", key, known)
    return {row["key"]: Work(**row) for row in known}


def faults(path: str, citations: Iterable[Mention], works: Mapping[str, Work]) -> list[Fault]:
    """The citations of one post that no work answers."""
    found = []
    for key, line in citations:
        if key not in works:
            near = get_close_matches(key, works, 1)
            remedy = f"Did you mean `@{near[0]}`?" if near else "Add it to content/references.bib."
            remedy += " (For the sign itself write `\\@`.)"
            found.append(Fault(path, line, f"there is no work `{key}` in the bibliography", remedy))
    return found


def _parse(path: str, text: str, words: Words) -> list[Work]:
    from pybtex.database import parse_string
    from pybtex.scanner import PybtexSyntaxError  # type: ignore[import-untyped]

    try:
        entries: dict[str, Entry] = dict(parse_string(text, "bibtex").entries)
    except Exception as error:
        line = error.lineno if isinstance(error, PybtexSyntaxError) else _repeated(text, str(error))
        remedy = "An entry reads: @book{cover2006, author = {Cover, Thomas M.}, title = {…}, year = {2006}}"
        raise BuildFailed([Fault(path, line or 0, f"no BibTeX: {error}", remedy)]) from error
    wrong = [_incomplete(path, text, key, entry) for key, entry in entries.items()]
    if any(wrong):
        raise BuildFailed([fault for fault in wrong if fault])
    letters = _letters(entries, words)
    return [
        Work(
            key,
            _short_names(entry, words),
            _year(entry) + letters[key],
            _entry_html(entry, letters[key], words),
        )
        for key, entry in entries.items()
    ]


def _repeated(text: str, message: str) -> int:
    key = re.search(r"repeated bibliograph\w+ entry: (\S+)", message)
    lines = [
        n
        for n, line in enumerate(text.split("\n"), 1)
        if key and re.match(rf"\s*@\w+\s*{{\s*{re.escape(key[1])}\b", line)
    ]
    return lines[1] if len(lines) > 1 else 0


def _incomplete(path: str, text: str, key: str, entry: Entry) -> Fault | None:
    lacking = [name for name in ("title", "year") if not entry.fields.get(name)]
    if not entry.persons.get("author") and not entry.persons.get("editor"):
        lacking.append("author")
    if not lacking:
        return None
    found = re.search(rf"^\s*@\w+\s*{{\s*{re.escape(key)}\s*,", text, re.MULTILINE)
    line = text.count("\n", 0, found.end()) + 1 if found else 0
    return Fault(
        path, line, f"`{key}` has no {' and no '.join(lacking)}", f"Add for example {lacking[0]} = {{…}}."
    )


def _letters(entries: dict[str, Entry], words: Words) -> dict[str, str]:
    """ "a", "b" … for works that would have the same label, in the order of their titles."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(entries, key=lambda k: (entries[k].fields["title"], k)):
        groups[f"{_short_names(entries[key], words)} {_year(entries[key])}"].append(key)
    return {
        key: chr(ord("a") + place) if len(keys) > 1 else ""
        for keys in groups.values()
        for place, key in enumerate(keys)
    }


def _people(entry: Entry) -> list[Person]:
    return list(entry.persons.get("author") or entry.persons["editor"])


def _surname(person: Person) -> str:
    return _plain(" ".join([*person.prelast_names, *person.last_names]))


def _short_names(entry: Entry, words: Words) -> str:
    names = [_surname(person) for person in _people(entry)]
    if len(names) > 2:
        return words.say("{name} et al.", name=names[0])
    return _joined(names, words)


def _joined(names: list[str], words: Words) -> str:
    """ "Blaise, Carl & Ada"."""
    if len(names) == 1:
        return names[0]
    return words.say("{names} & {last}", names=", ".join(names[:-1]), last=names[-1])


def _full_names(entry: Entry, words: Words) -> str:
    def one(person: Person) -> str:
        initials = " ".join(_plain(n)[:1] + "." for n in [*person.first_names, *person.middle_names])
        return f"{_surname(person)}, {initials}" if initials else _surname(person)

    return _joined([one(person) for person in _people(entry)], words)


def _year(entry: Entry) -> str:
    return _plain(entry.fields["year"])


def _plain(text: str) -> str:
    """TeX's accents and braces resolved."""
    from pybtex.richtext import Text  # type: ignore[import-untyped]

    return str(Text.from_latex(text)).replace("\xa0", " ").replace("--", "–")


def _entry_html(entry: Entry, letter: str, words: Words) -> str:
    """Names (year). Title. Where it appeared. Where it can be read."""
    field = {
        name: html.escape(_plain(value)) for name, value in entry.fields.items() if name not in ("url", "doi")
    }
    title = words.quoted(field["title"]) if _container(field) else f"<cite>{field['title']}</cite>"
    parts = [f"{html.escape(_full_names(entry, words))} ({field['year']}{letter}).", full_stop(title)]
    if _container(field):
        parts.append(full_stop(_place(field)))
    publisher = field.get("publisher") or field.get("institution") or field.get("school")
    if publisher:
        parts.append(full_stop(publisher))
    if field.get("note"):
        parts.append(full_stop(field["note"]))
    parts += _address(entry)
    return " ".join(parts)


def full_stop(text: str) -> str:
    """The text, which may be HTML, as a sentence: with a full stop unless it ends in a stop of its own."""
    last = re.sub(r"(</\w+>|[”’“‘»›)])+$", "", text)[-1:]
    return text if last in (".", "?", "!", "…") else f"{text}."


def _container(field: dict[str, str]) -> str:
    return field.get("journal") or field.get("booktitle") or field.get("journaltitle") or ""


def _place(field: dict[str, str]) -> str:
    place = f"<cite>{_container(field)}</cite>"
    if field.get("volume"):
        place += f" {field['volume']}" + (f"({field['number']})" if field.get("number") else "")
    return place + (f", {field['pages']}" if field.get("pages") else "")


def _address(entry: Entry) -> list[str]:
    doi, eprint, url = (entry.fields.get(name, "").strip() for name in ("doi", "eprint", "url"))
    if doi:
        return [_link(f"https://doi.org/{doi}", f"doi:{doi}")]
    if eprint and (entry.fields.get("archiveprefix") or "arxiv").lower() == "arxiv":
        return [_link(f"https://arxiv.org/abs/{eprint}", f"arXiv:{eprint}")]
    return [_link(url, re.sub(r"^https?://(www\.)?", "", url).rstrip("/"))] if url else []


def _link(href: str, text: str) -> str:
    return f'<a href="{html.escape(href)}">{html.escape(text)}</a>'
