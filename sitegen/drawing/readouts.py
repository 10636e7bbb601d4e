"""What a figure computes, as the text holds it: what may be asked for, and its HTML.

A live number and a handle are complete without JavaScript: the number of the default, as text.
templates/assets/js/prose/ writes what follows of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from html import escape
from typing import Any

from sitegen.base.quoted import untranslated
from sitegen.markdown.readouts_syntax import Asked, read_spec
from sitegen.references import permalinks
from sitegen.references.values import values_of

_NO_BREAK = "\N{NO-BREAK SPACE}"


def judge(spec: str, declaration: permalinks.Declaration, *, shown: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a readout, and what would be right; `shown`: whether the post shows its figure."""
    asked = read_spec(spec)
    if asked.kind:
        yield from _judge_moving(spec, asked, shown)
    else:
        yield from _judge_state(spec, declaration, asked.query)
    outputs = [row["name"] for row in declaration["outputs"]] + list(declaration["clauses"])
    controls = {control["name"]: control for control in declaration["controls"]}
    if asked.kind == "move":
        yield from _judge_control(asked, controls, outputs)
    elif asked.name not in outputs:
        handle = f"It is a control: `{{move {asked.figure}:{asked.name}}}` is a handle on it."
        remedy = handle if asked.name in controls else _nearest(asked.name, outputs)
        yield f"the figure `{asked.figure}` has no readout `{asked.name}`", remedy


def _judge_moving(spec: str, asked: Asked, shown: bool) -> Iterator[tuple[str, str]]:
    """What follows the reader."""
    if asked.names_state:
        other = "" if asked.kind == "move" else f" {asked.fixed} is the number that stays."
        remedy = f"It follows the figure to whatever state the reader chooses: leave `?{asked.query}` out."
        yield f"`{{{spec}}}` names a state", remedy + other
    if not shown:
        other = "" if asked.kind == "move" else f", or {asked.fixed} for the number of its default"
        remedy = f"It follows a figure on its own page: write `::: figure {asked.figure}` there{other}."
        yield f"`{{{spec}}}` follows a figure that this post does not show", remedy


def _judge_state(spec: str, declaration: permalinks.Declaration, query: str) -> Iterator[tuple[str, str]]:
    reading = permalinks.read(declaration, query)
    for problem in reading.problems:
        yield permalinks.describe(declaration, problem)
    if reading.pinned is not None:
        remedy = f"It is read at one state: leave `{permalinks.PIN}` out."
        yield f"the number `{{{spec}}}` pins a state", remedy


def _judge_control(
    asked: Asked, controls: Mapping[str, Mapping[str, Any]], outputs: list[str]
) -> Iterator[tuple[str, str]]:
    if asked.name not in controls:
        readout = f"It is a readout, which moves with the controls: `{{live {asked.figure}:{asked.name}}}`."
        remedy = readout if asked.name in outputs else _nearest(asked.name, list(controls))
        yield f"the figure `{asked.figure}` has no control `{asked.name}`", remedy
    elif not values_of(controls[asked.name]).numeric:
        remedy = f"Write links to its states, as in `[words](#{asked.figure}?{asked.name}=…)`."
        yield f"the control `{asked.name}` holds no number, and so has no handle in the text", remedy


def _nearest(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, 1)
    return f"Did you mean `{near[0]}`?" if near else f"It has {', '.join(names)}."


def written(asked: Asked, declaration: permalinks.Declaration, answer: Mapping[str, Any]) -> str:
    """The HTML of a readout at the state of an answer."""
    if asked.kind == "move":
        return _handle(asked, next(c for c in declaration["controls"] if c["name"] == asked.name))
    query = permalinks.write(declaration, answer["state"]).partition("?")[2]
    place = {"data-figure": asked.figure, "data-output": asked.name, "data-state": query}
    if asked.name in declaration["clauses"]:
        css = f"readout{' live' if asked.kind else ''}"
        return f'<span class="{css}"{_attributes(place)}>{untranslated(answer["clauses"][asked.name])}</span>'
    readout = answer["readouts"][asked.name]
    output = next(output for output in declaration["outputs"] if output["name"] == asked.name)
    css, text = "readout", readout["text"]
    if asked.kind:  # its unit may change as well
        css = " ".join(filter(None, (css, "live", output["tone"])))
        text = _NO_BREAK.join(filter(None, (text, readout["unit"])))
    value = escape(readout["value"])  # `data` has one even where that is undefined
    return f'<data class="{css}" translate="no" value="{value}"{_attributes(place)}>{escape(text)}</data>'


def _handle(asked: Asked, control: Mapping[str, Any]) -> str:
    """The default; its room is that of the longest value, so that nothing shifts."""
    value, tone = values_of(control).written(control, control["default"]), control.get("tone", "")
    css = f"handle {tone}".strip()
    place = _attributes({"data-figure": asked.figure, "data-control": asked.name})
    unit = f"{_NO_BREAK}{escape(control['unit'])}" if control.get("unit") else ""
    return (
        f'<span class="{css}"{place} style="--room: {_longest(control)}">'
        f'<data class="readout" translate="no" value="{value}">{value}</data></span>{unit}'
    )


def _longest(control: Mapping[str, Any]) -> int:
    """The characters of the longest value: one near an end has the most digits."""
    low, high, fine = control["min"], control["max"], control["fine"]
    return max(
        len(values_of(control).written(control, value)) for value in (low, low + fine, high - fine, high)
    )


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value != "")
