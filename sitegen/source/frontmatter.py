"""The YAML between two `---` lines at the top of a post."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from sitegen.base import schema
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.schema import Key

KEYS = {
    "title": Key(
        schema.text,
        "title: What a vocabulary looks like",
        True,
        "What the post is called.",
    ),
    "date": Key(schema.day, "date: 2026-11-21", True, "When it was published; the newest post stands first."),
    "updated": Key(schema.day, "updated: 2026-12-01", help="When its content last changed."),
    "changed": Key(
        schema.text,
        "changed: A third estimator.",
        help="What changed then, for its readers; needs `updated`.",
    ),
    "description": Key(
        schema.text,
        "description: One sentence for the list of posts and for search engines.",
        True,
        "What the post is about, for lists, shared links and search engines.",
    ),
    "authors": Key(schema.texts, "authors: [Ada Lovelace]", help="Who wrote it, if not the site's authors."),
    "tags": Key(schema.texts, "tags: [entropy, vocabulary]", help="What it is about, in a word each."),
    "series": Key(
        schema.text,
        "series: The shape of the next token",
        help="The posts that are read one after the other with it; needs `order`.",
    ),
    "order": Key(schema.whole, "order: 1", help="Its place in the series."),
    "status": Key(
        schema.one_of("published", "draft", "unlisted", "home"),
        "status: draft  (or published, unlisted, home)",
        help="A draft is shown by `serve` alone; what is unlisted is published and on no list; "
        "`home` is the text of the home page, above its lists.",
    ),
    "image": Key(
        schema.text,
        "image: card.png",
        help="What a shared link shows: PNG, JPEG or WebP beside the post, best 1200 by 630.",
    ),
    "image_alt": Key(schema.text, "image_alt: Two curves that part", help="What that picture shows."),
    "card": Key(
        schema.text, "card: coin", help="The figure whose drawing a shared link shows, if not the first."
    ),
}


_REMEDIES = {"draft": "Write `status: draft`; without it a post is published."}


@dataclass(frozen=True)
class Meta:
    """A post's front matter. `series` is "" and `order` 0 for one outside a series; `lines` are the keys'."""

    title: str
    date: datetime.date
    description: str
    updated: datetime.date | None = None
    changed: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: str = ""
    order: int = 0
    status: str = "published"
    image: str = ""
    image_alt: str = ""
    card: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)


def split(path: str, text: str) -> tuple[Meta, str]:
    """The front matter, and the body with empty lines in its place, so that lines keep their numbers.

    Raises `BuildFailed` with every fault of the front matter.
    """
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        remedy = "Begin the file with a line `---`, the keys title, date and description, and a line `---`."
        raise BuildFailed([Fault(path, 1, "there is no front matter", remedy)])
    meta = _read(path, "\n".join(lines[1:end]))
    return meta, "\n" * (end + 1) + "\n".join(lines[end + 1 :])


@functools.lru_cache(maxsize=10_000)
def _read(path: str, header: str) -> Meta:
    """All that it says; under `serve`, most posts say what they said."""
    node = _parse(path, header)
    values = {str(key.value): _meant(str(key.value), value) for key, value in node.value}
    lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
    faults = list(schema.check(path, values, lambda name: lines.get(name, 1), KEYS, _REMEDIES))
    faults += _cut(path, header, node)
    faults += _relations(path, values, lines)
    if faults:
        raise BuildFailed(faults)
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Meta(**fields, lines=lines)


class _Loader(yaml.SafeLoader):
    """Gives a date that no calendar has as the text that was written, so that the check can name its line."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        """A date, or its text."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)
_QUICK = getattr(yaml, "CSafeLoader", _Loader)  # ten times as quick, where there is one
_WORD = r"[^\W_][\w .,;'’“”()/+=–—-]*"
_ITEM = r"\w[\w -]*"
_PLAIN = re.compile(rf"(?:[a-z_]+: (?:{_WORD}|\[{_ITEM}(?:, {_ITEM})*\])(?:\n|\Z))+")
"""A key and a plain value a line: words, or a list of them."""


def _parse(path: str, header: str) -> yaml.MappingNode:
    """Its keys, each once, and their values."""
    try:
        node = _composed(header)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"the front matter is no YAML: {getattr(error, 'problem', None) or error}"
        remedy = "Write `key: value`; put a value with a colon or a quote in it between quotes."
        raise BuildFailed([Fault(path, mark.line + 2 if mark else 1, what, remedy)]) from error
    if not isinstance(node, yaml.MappingNode):
        raise BuildFailed([Fault(path, 1, "the front matter holds no keys", "Write `key: value` lines.")])
    lines: dict[str, int] = {}
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 2
        if name in lines:
            remedy = f"It stands on line {lines[name]} already; keep one of them."
            raise BuildFailed([Fault(path, line, f"`{name}` is written twice", remedy)])
        lines[name] = line
    return node


def _composed(header: str) -> yaml.Node | None:
    """The header as YAML, all of which can be read.

    libyaml takes a little more than Python's loader does, and not everybody has it: it reads what is so plain
    that both read it alike.
    """
    loader = _QUICK if _PLAIN.fullmatch(header) else _Loader
    node, read = yaml.compose(header, loader), yaml.compose(header, loader)
    if read:
        _Loader("").construct_document(read)
    return node


def _meant(name: str, node: yaml.Node) -> Any:
    """The value as its key has it read: for YAML `No` and `1984` are no texts, "2026-11-28" is no date."""
    accepts = KEYS[name].accepts if name in KEYS else None
    if accepts is schema.texts and isinstance(node, yaml.SequenceNode):
        return [_value(each, as_text=True) for each in node.value]
    value = _value(node, as_text=accepts is schema.text)
    if not isinstance(value, str):
        return value
    if accepts is schema.whole and value.isdecimal():
        return int(value)
    try:
        return datetime.date.fromisoformat(value) if accepts is schema.day and len(value) == 10 else value
    except ValueError:
        return value


def _value(node: yaml.Node, *, as_text: bool) -> Any:
    if as_text and isinstance(node, yaml.ScalarNode):
        return node.value
    return _Loader("").construct_document(node)


def _cut(path: str, header: str, node: yaml.MappingNode) -> Iterator[Fault]:
    """Texts of which YAML takes a part for a comment: `title: C# and #tags`."""
    lines = header.split("\n")
    for key, value in node.value:
        is_text = key.value in KEYS and KEYS[key.value].accepts is schema.text
        if not is_text or not isinstance(value, yaml.ScalarNode) or value.style:
            continue
        mark = value.end_mark if value.value else key.end_mark
        line = lines[mark.line]
        if re.match(r":?\s+#", line[mark.column :]):
            written = line[key.end_mark.column + 1 :].strip() if mark.line == key.end_mark.line else "…"
            what = f"`{key.value}` ends before the ` #`, where a comment begins for YAML"
            remedy = f'Put all of it between quotes: {key.value}: "{written}"'
            yield Fault(path, mark.line + 2, what, remedy)


def _relations(path: str, values: Mapping[str, Any], lines: Mapping[str, int]) -> list[Fault]:
    """Faults that show only when two keys are read together."""
    faults = []
    date, updated = values.get("date"), values.get("updated")
    if schema.day(date) and schema.day(updated) and updated < date:  # type: ignore[operator]
        faults.append(
            Fault(path, lines["updated"], "`updated` lies before `date`", "Correct one of the two.")
        )
    for have, lack in (
        ("series", "order"),
        ("order", "series"),
        ("image_alt", "image"),
        ("changed", "updated"),
    ):
        if have in values and lack not in values:
            remedy = f"Add for example: {KEYS[lack].example}"
            faults.append(Fault(path, lines[have], f"`{have}` without `{lack}`", remedy))
    if "card" in values and "image" in values:
        what = "`card` beside `image`, which a shared link shows"
        faults.append(Fault(path, lines["card"], what, "Keep one of them."))
    return faults
