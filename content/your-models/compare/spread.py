"""A panel: the rows at the quantiles of KL, each a link that shows it."""

from __future__ import annotations

import math

from explorable.format import number
from explorable.parts import link
from explorable.plot import Log, Panel, box, path, text
from nexttoken.compare import Place

from .files import ROW
from .result import PLACES, Found
from .rows import Link

_NAMES = {0.5: "median", 1.0: "largest"}
_FOR_NAMES, _FOR_NUMBERS = 4.0, 62.0
_DEEPEST = 1e-5  # of the largest


def spread(found: Found, panel: Panel, href: Link) -> str:
    """From the nearest row to the farthest, on a log scale: a name, a bar and a number in each line."""
    places = found.report.quantiles
    most = max((place.kl for place in places if math.isfinite(place.kl)), default=0.0) or 1.0
    across = Log(_DEEPEST * most, most, panel.left + _FOR_NAMES, panel.right - _FOR_NUMBERS)
    pitch = (panel.bottom - panel.top) / len(places)
    lines = (
        _line(found, place, panel.top + at * pitch, pitch, across, panel, href)
        for at, place in enumerate(reversed(places))
    )
    heading = '<tspan class="name">From the farthest row to the nearest</tspan>, nats'
    return text(panel.left, panel.top - 14, heading) + "".join(lines)


def _line(found: Found, place: Place, top: float, pitch: float, across: Log, panel: Panel, href: Link) -> str:
    name = _NAMES.get(place.part, f"{100 * place.part:g} %")
    middle, end = top + pitch / 2, across.at(place.kl) if math.isfinite(place.kl) else across.end
    is_seen = place.at == found.seen.at
    content = (
        f'<rect fill="transparent" x="0" y="{top:g}" width="{panel.right:g}" height="{pitch:g}"/>'
        + text(panel.left - 7, middle + 4, name, "tick", "end")
        + path("ink whole" if is_seen else "soft whole", box(across.start, end, middle - 4, middle + 4))
        + " "  # in the words that are shown, too, name and number are two
        + text(end + 7, middle + 4, number(place.kl), "name" if is_seen else "label")
    )
    words = f"{name} {number(place.kl)} nats, row {place.at}"
    return link(_to(place, href), content, words, f"quantile {name}", is_seen)


def _to(place: Place, href: Link) -> str:
    """By its quantile, where the control has it, so that other files show theirs."""
    for value, part in PLACES.items():
        if part == place.part:
            return href(place=value, row="")
    return href(place=ROW, row=str(place.at))
