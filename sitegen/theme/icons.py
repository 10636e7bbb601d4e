"""The site's icons: the author's own in `static/`, else the theme's."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from sitegen.theme.assets import Assets

_ROOT = "favicon.ico"
_ICONS = {
    _ROOT: {"rel": "icon", "type": "image/x-icon", "sizes": "32x32"},
    "favicon.png": {"rel": "icon", "type": "image/png", "sizes": ""},
    "favicon.svg": {"rel": "icon", "type": "image/svg+xml", "sizes": ""},
    "apple-touch-icon.png": {"rel": "apple-touch-icon", "type": "", "sizes": ""},
}


def icons(static: Container[str], assets: Assets) -> list[dict[str, str]]:
    """What pages link to: `rel`, `type`, `sizes`, and the path in the site as `href`."""
    own = [name for name in _ICONS if name in static]
    theirs = [name for name in _ICONS if name in assets.files]
    folder = "" if own else f"{assets.folder}/"
    return [{**_ICONS[name], "href": f"{folder}{name}"} for name in own or theirs]


def favicon(assets: Assets) -> dict[str, Path | str]:
    """The one that is asked for by its place, by whoever reads no page: at the site's root."""
    return {_ROOT: assets.files[_ROOT]} if _ROOT in assets.files else {}
