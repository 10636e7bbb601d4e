"""`content/references.bib` → author–year labels and entries of a reference list."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.texts import read_text, shown
from sitegen.base.words import ENGLISH, Words
from sitegen.markdown.outline_data import Mention
from sitegen.references.tex import to_address, to_html, to_text

if TYPE_CHECKING:
    from pybtex.database import Entry, Person  # type: ignore[import-untyped]


_BODIES = "organization", "institution"
_PUBLISHERS = "publisher", "institution", "school", "organization"
_SHOWN = {"title", "journal", "booktitle", "journaltitle", "volume", "number", "pages", "note", *_PUBLISHERS}
_IN_ADDRESSES = "%/:;,.?#[]@!$&'()*+=~-_"  # what is there already escaped stays so


@dataclass(frozen=True)
class Work:
    """A work in the bibliography; `authors` and `year` as a citation says them: "Cover & Thomas", "2006a".

    `faults` are what a post that cites it has to be told.
    """

    key: str
    authors: str
    year: str
    html: str
    faults: list[Fault] = field(default_factory=list)

    @property
    def label(self) -> str:
        """ "Cover & Thomas 2006"."""
        return f"{self.authors} {self.year}"


def read_bibliography(project: Project, words: Words = ENGLISH) -> dict[str, Work]:
    """All works by key; none without `references.bib`. Raises `BuildFailed` where it is no BibTeX."""
    path = project.content / "references.bib"
    if not path.is_file():
        return {}
    text, cache = read_text(project, path), project.results
    key = digest(cache.version, words.key, text)
    known: Any = cache.get("bibliography", key)
    if known is None:
        known = [asdict(work) for work in _parse(shown(project, path), text, words)]
        cache.put("bibliography", key, known)
    return {
        row["key"]: Work(**row | {"faults": [Fault(**fault) for fault in row["faults"]]}) for row in known
    }


def faults(path: str, citations: Iterable[Mention], works: Mapping[str, Work]) -> list[Fault]:
    """The citations of one post that no work answers, and what is wrong with those works that do."""
    found = []
    for key, line in citations:
        if key in works:
            found += works[key].faults
        else:
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
    letters = _letters(entries, words)
    return [
        Work(
            key,
            _short_names(entry, words),
            _year(entry) + letters[key],
            _entry_html(entry, letters[key], words),
            list(_wrong(path, text, key, entry)),
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


def _wrong(path: str, text: str, key: str, entry: Entry) -> Iterator[Fault]:
    """What an entry lacks, and what cannot be shown of it."""
    if not entry.fields.get("title"):
        yield Fault(path, _line(text, key), f"`{key}` has no title", "Add for example title = {…}.")
    if not _year(entry):
        remedy = "Add for example year = {2006}, or date = {2006-05-01}."
        yield Fault(path, _line(text, key), f"`{key}` has no year", remedy)
    for name in _shown(entry):
        for command in to_html(entry.fields[name])[1]:
            what = f"`{command}` in the {name} of `{key}` cannot be shown"
            remedy = "Write it as text, or as an accent, a sign, `\\emph{…}` or a formula of a few letters."
            yield Fault(path, _line(text, key, name), what, remedy)
    doi = _doi(entry)
    if doi and not doi.startswith("10."):
        remedy = (
            "A DOI begins with `10.`, as in doi = {10.1002/j.1538-7305.1948.tb01338.x}; else write url = {…}."
        )
        yield Fault(path, _line(text, key, "doi"), f"the doi of `{key}` is none: `{doi}`", remedy)


def _line(text: str, key: str, name: str = "") -> int:
    """Where an entry begins, or a field of it."""
    entry = re.search(rf"@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text)
    if not entry:
        return 0
    end = re.compile(r"^\s*@", re.MULTILINE).search(text, entry.end())
    own = re.compile(rf"(?<=[\s,]){re.escape(name)}\s*=", re.IGNORECASE) if name else None
    found = own.search(text, entry.end(), end.start() if end else len(text)) if own else None
    return text.count("\n", 0, found.start() if found else entry.start()) + 1


def _letters(entries: dict[str, Entry], words: Words) -> dict[str, str]:
    """ "a", "b" … for works that would have the same label, in the order of their titles."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(entries, key=lambda k: (entries[k].fields.get("title", ""), k)):
        groups[f"{_short_names(entries[key], words)} {_year(entries[key])}"].append(key)
    return {
        key: _letter(place) if len(keys) > 1 else ""
        for keys in groups.values()
        for place, key in enumerate(keys)
    }


def _letter(place: int) -> str:
    """ "a" … "z", "aa", "ab" …"""
    more, last = divmod(place, 26)
    return (_letter(more - 1) if more else "") + chr(ord("a") + last)


def _people(entry: Entry) -> tuple[list[Person], bool]:
    """Who wrote a work, or edited it; and whether there are others."""
    people = list(entry.persons.get("author") or entry.persons.get("editor") or [])
    named = [person for person in people if str(person) != "others"]
    return named, len(named) < len(people)


def _body(entry: Entry) -> str:
    """Who stands for a work that nobody has signed: an organization, or ""."""
    return next((to_text(entry.fields[name]) for name in _BODIES if entry.fields.get(name)), "")


def _surname(person: Person) -> str:
    return to_text(" ".join([*person.prelast_names, *person.last_names]))


def _short_names(entry: Entry, words: Words) -> str:
    people, others = _people(entry)
    names = [_surname(person) for person in people]
    if not names:
        title = entry.fields.get("shorttitle") or entry.fields.get("title", "")
        return _body(entry) or words.quoted(to_text(title))
    if len(names) > 2 or others:
        return words.say("{name} et al.", name=names[0])
    return _joined(names, words)


def _joined(names: list[str], words: Words) -> str:
    """ "Blaise, Carl & Ada"."""
    if len(names) == 1:
        return names[0]
    return words.say("{names} & {last}", names=", ".join(names[:-1]), last=names[-1])


def _full_names(entry: Entry, words: Words) -> str:
    def one(person: Person) -> str:
        given = (to_text(name) for name in [*person.first_names, *person.middle_names])
        initials = " ".join(f"{name[0]}." for name in given if name)
        return f"{_surname(person)}, {initials}" if initials else _surname(person)

    people, others = _people(entry)
    names = [one(person) for person in people]
    if others and names:
        return words.say("{name} et al.", name=", ".join(names))
    return _joined(names, words) if names else _body(entry)


def _shown(entry: Entry) -> list[str]:
    """The fields that the list of references shows, however the author writes their names."""
    return sorted(name for name in _SHOWN if name in entry.fields)


def _year(entry: Entry) -> str:
    """The year, which BibLaTeX has in a date, perhaps one of a span."""
    year = re.match(r"\s*(\d{4})", entry.fields.get("date", ""))
    return to_text(entry.fields.get("year", "")) or (year[1] if year else "")


def _entry_html(entry: Entry, letter: str, words: Words) -> str:
    """Names (year). Title. Where it appeared. Where it can be read. Without names the title comes first."""
    shown = {name: to_html(entry.fields[name])[0] for name in _shown(entry)}
    names, title = html.escape(_full_names(entry, words)), shown.get("title", "")
    title = words.quoted(title) if _container(shown) else f"<cite>{title}</cite>"
    when = f"({html.escape(_year(entry))}{letter})."
    parts = [names, when, full_stop(title)] if names else [full_stop(title), when]
    if _container(shown):
        parts.append(full_stop(_place(shown)))
    publisher = next((shown[name] for name in _PUBLISHERS if shown.get(name) and shown[name] != names), "")
    if publisher:
        parts.append(full_stop(publisher))
    if shown.get("note"):
        parts.append(full_stop(shown["note"]))
    parts += _address(entry)
    return " ".join(parts)


def full_stop(text: str) -> str:
    """The text, which may be HTML, as a sentence: with a full stop unless it ends in a stop of its own."""
    last = re.sub(r"(</\w+>|[”’“‘»›)])+$", "", text)[-1:]
    return text if last in (".", "?", "!", "…") else f"{text}."


def _container(shown: Mapping[str, str]) -> str:
    return shown.get("journal") or shown.get("booktitle") or shown.get("journaltitle") or ""


def _place(shown: Mapping[str, str]) -> str:
    place = f"<cite>{_container(shown)}</cite>"
    if shown.get("volume"):
        place += f" {shown['volume']}" + (f"({shown['number']})" if shown.get("number") else "")
    return place + (f", {shown['pages']}" if shown.get("pages") else "")


def _doi(entry: Entry) -> str:
    """The DOI alone, which may be written as an address."""
    return re.sub(
        r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", to_address(entry.fields.get("doi", "")), flags=re.I
    )


def _address(entry: Entry) -> list[str]:
    doi, eprint, url = _doi(entry), *(to_address(entry.fields.get(name, "")) for name in ("eprint", "url"))
    if doi:
        return [_link(f"https://doi.org/{quote(doi, safe=_IN_ADDRESSES)}", f"doi:{doi}")]
    if (
        eprint
        and (entry.fields.get("archiveprefix") or entry.fields.get("eprinttype") or "arxiv").lower()
        == "arxiv"
    ):
        return [_link(f"https://arxiv.org/abs/{eprint}", f"arXiv:{eprint}")]
    shortened = re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
    return [_link(quote(url, safe=_IN_ADDRESSES), shortened)] if url else []


def _link(href: str, text: str) -> str:
    return f'<a href="{html.escape(href)}">{html.escape(text)}</a>'
