"""Jinja, strict: an unknown name, a missing asset or a slip is a fault with the template's file and line."""

from __future__ import annotations

import datetime
import functools
import json
import math
import re
import traceback
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup, escape

from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.quoted import untranslated
from sitegen.base.texts import printable, shown
from sitegen.base.words import ENGLISH, Words
from sitegen.references import permalinks
from sitegen.references.values import Value, values_of
from sitegen.theme.assets import theme_folders


class NoAssetError(Exception):
    """A template names an asset that the theme does not have."""


class Templates:
    """The templates of a project, and the words that they say."""

    def __init__(self, project: Project, words: Words = ENGLISH) -> None:
        self._project, self._words = project, words
        self._folders = theme_folders(project)
        compiled = project.cache / "jinja"
        compiled.mkdir(parents=True, exist_ok=True)
        self._loader = FileSystemLoader(self._folders)
        self._jinja = Environment(
            loader=self._loader,
            bytecode_cache=FileSystemBytecodeCache(str(compiled)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,  # a page that is printed late is of the templates that its build has read
        )
        self._jinja.filters |= {"rfc3339": rfc3339, "json": to_json, "ticks": ticks}
        self._jinja.filters |= {"fraction": fraction, "permalink": permalink, "written": written}
        self._jinja.filters |= {"height": height, "untranslated": untranslated}
        self._jinja.filters |= {"long_date": words.long_date}
        self._jinja.globals |= {"words": words, "say": saying(words)}

    def compile(self) -> None:
        """Every template, so that all slips are told at once. Raises `BuildFailed` with one for each."""
        faults: list[Fault] = []
        _ = self.key  # of the texts from before: one that is written meanwhile is another
        for name in self._names():
            try:
                self._jinja.get_template(name)
            except Exception as error:
                faults += self._failed(name, error).faults
        if faults:
            raise BuildFailed(faults)

    @cached_property
    def key(self) -> str:
        """Stands for what they say."""
        return digest(*(part for name in self._names() for part in (name, self._text(name))))

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """One page. Raises `BuildFailed` for a slip in a template."""
        try:
            return printable(self._jinja.get_template(name).render(context))
        except Exception as error:
            raise self._failed(name, error) from error

    def call(self, name: str, macro: str, context: Mapping[str, Any], offered: Mapping[str, Any]) -> str:
        """The HTML of a macro, called with those of the `offered` arguments that it declares."""
        try:
            function = getattr(self._jinja.get_template(name).make_module(dict(context)), macro)
            return str(function(**{k: v for k, v in offered.items() if k in function.arguments}))
        except Exception as error:
            raise self._failed(name, error) from error

    def part(self, name: str, macro: str, context: Mapping[str, Any], offered: Mapping[str, Any]) -> str:
        """The same for a part of a page, which has an id; not made anew where all is as it was the last time.

        The functions in the context give the same for the same page and folder of assets, which it tells.
        """
        place = name, macro, context["page"]["path"], offered["id"]
        said = {key: value for key, value in context.items() if not callable(value)}
        inputs = self.key, self._words.key, said, offered
        return self._project.results.again(place, inputs, lambda: self.call(name, macro, context, offered))

    def _names(self) -> list[str]:
        names = self._jinja.list_templates(extensions=("html", "svg", "xml"))
        return [name for name in names if not name.startswith("assets/")]

    def _text(self, name: str) -> str:
        return self._loader.get_source(self._jinja, name)[0]

    def _failed(self, name: str, error: Exception) -> BuildFailed:
        path, line = self._place(name, error)
        kind = "" if isinstance(error, TemplateError | NoAssetError) else f"{type(error).__name__}: "
        remedy = "Mend the template on this line, or what it was given."
        return BuildFailed([Fault(path, line, f"the template cannot be used: {kind}{error}", remedy)])

    def _place(self, name: str, error: Exception) -> tuple[str, int]:
        """The innermost line of a template that took part."""
        if isinstance(error, TemplateSyntaxError) and error.filename:
            return self._shown(error.filename), error.lineno
        frames = reversed(traceback.extract_tb(error.__traceback__))
        roots = tuple(str(folder) for folder in self._folders)
        place = next(((f.filename, f.lineno or 0) for f in frames if f.filename.startswith(roots)), None)
        if place:
            return self._shown(place[0]), place[1]
        return f"templates/{error.name if isinstance(error, TemplateNotFound) else name}", 0

    def _shown(self, filename: str) -> str:
        return shown(self._project, type(self._project.root)(filename))


def saying(words: Words) -> Callable[..., Markup]:
    """What templates call to say a phrase, with values that may be HTML."""

    @functools.cache
    def alone(english: str) -> Markup:
        return escape(words.text(english)).format()

    def say(english: str, **values: object) -> Markup:
        return escape(words.text(english)).format(**values) if values else alone(english)

    return say


def rfc3339(day: datetime.date) -> str:
    """Midnight of that day in UTC, as feeds write it."""
    return f"{day.isoformat()}T00:00:00Z"


def to_json(value: Any) -> Markup:
    """JSON that may stand inside a `<script>`: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def fraction(value: float, control: Mapping[str, Any]) -> float:
    """Where on its track a slider with this value stands: from 0 to 1."""
    scale = math.log if control["scale"] == "log" else float
    low, high = scale(control["min"]), scale(control["max"])
    return round((scale(value) - low) / (high - low), 4)


def height(drawing: str) -> str:
    """How high a drawing is, in its own units; 0 of what is written in words."""
    box = re.match(r'<svg [^>]*viewBox="0 0 [\d.]+ ([\d.]+)"', drawing)
    return box[1] if box else "0"


def written(value: Value, control: Mapping[str, Any]) -> str:
    """The value of a control, as the page's JavaScript writes it."""
    return values_of(control).written(control, value)


def ticks(declaration: permalinks.Declaration, control: Mapping[str, Any]) -> list[float]:
    """Where a slider's track has ticks: its default and its values in the presets, sorted, each once."""
    name = control["name"]
    presets = (preset["state"][name] for preset in declaration["presets"] if name in preset["state"])
    return sorted({control["default"], *presets})


def permalink(declaration: permalinks.Declaration, state: permalinks.State) -> str:
    """A link to the figure at its defaults but for `state`."""
    return "#" + permalinks.write(declaration, permalinks.default_state(declaration) | state)
