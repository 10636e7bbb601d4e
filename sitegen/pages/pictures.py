"""Drawings as PNG, for programs that show no SVG, or have none of the site's fonts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from lxml import etree

from sitegen.base import toolchain
from sitegen.base.cache import digest, mark_used
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.base.project import Project
from sitegen.theme.assets import Assets
from sitegen.theme.faces import static_faces

_SCRIPT = Path(__file__).with_name("pictures.mjs")
_WEIGHT = re.compile(r'(?<=font-weight="\d)\d\d(?=")')  # the program knows whole hundreds alone
_IN_FONTS = str.maketrans("‖✕⏎", "∥×¶")  # signs that no font of the theme has, and those most like them
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=[^<>]*<)")  # in text, not in a tag
_LEVEL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


def can_show(drawing: etree._Element, signs: Container[int]) -> bool:
    """Whether it is SVG alone, and fonts that have these code points have all that is written in it."""
    if drawing.find(".//{*}foreignObject") is not None:
        return False
    written = "".join(str(part) for text in drawing.iter("{*}text") for part in text.itertext())
    shown = set(written.translate(_IN_FONTS | _LEVEL))
    return all(ord(sign) in signs for sign in shown if not sign.isspace())


def draw_pictures(
    project: Project, assets: Assets, drawings: Mapping[str, str], scale: int = 1
) -> dict[str, Path]:
    """A PNG in the cache for each SVG, `scale` times its size; what was drawn before is not drawn again."""
    faces = static_faces(project.results, assets) if drawings else []
    svgs = {name: _in_fonts(svg) for name, svg in drawings.items()}
    lock = (project.home / "package-lock.json").read_bytes()
    made_with = digest(_SCRIPT.read_bytes(), lock, str(scale), *map(str, faces))
    kept = {
        name: project.cache / "pictures" / digest(made_with, svg)[:24] / "picture.png"
        for name, svg in svgs.items()
    }
    for file in kept.values():
        mark_used(file.parent)
    new = {name: svg for name, svg in svgs.items() if not kept[name].is_file()}
    for name, png in _drawn(project, faces, new, scale).items():
        write_beside(kept[name], png)
    return kept


def _in_fonts(svg: str) -> str:
    """A drawing in the weights and the signs that the fonts have."""
    return _RAISED.sub(_raised, _WEIGHT.sub("00", svg)).translate(_IN_FONTS)


def _raised(found: re.Match[str]) -> str:
    return f'<tspan baseline-shift="super" font-size="0.78em">{found[0].translate(_LEVEL)}</tspan>'


def _drawn(project: Project, faces: Sequence[Path], svgs: Mapping[str, str], scale: int) -> dict[str, bytes]:
    if not svgs:
        return {}
    package = toolchain.npm_packages(project) / "@resvg" / "resvg-wasm"
    job = json.dumps({"fonts": list(map(str, faces)), "drawings": svgs, "scale": scale})
    done = toolchain.run([toolchain.node(), _SCRIPT, package], input=job)
    if done.returncode:
        what = "a drawing could not be made a PNG"
        remedy = "The lines below name the drawing, and say what Node stumbled over."
        raise BuildFailed([Fault(_SCRIPT.name, 0, what, remedy, done.stderr.strip())])
    return {name: base64.b64decode(png) for name, png in json.loads(done.stdout).items()}
