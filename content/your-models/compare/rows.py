"""What stands below the picture: one row, token by token, the rows that changed their mind, and the ruler."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from explorable.format import NOTHING, count, escape, number
from explorable.parts import link, ways
from explorable.permalink import quoted
from explorable.table import data_table
from explorable.tokens import brief_percent
from nexttoken.compare import Seen

from .files import ROW
from .result import Found, Result
from .said import counted_flips

type Link = Callable[..., str]
"""The address of the state with these changes."""

_RULER = "../kl-scale/index.html#ruler?line="
_WORDS = 5  # tokens before a row, where there is little room


def below(result: Result, href: Link) -> str:
    """All three; nothing where nothing could be compared."""
    if not result.found:
        return ""
    return _row(result.found, href) + _flips(result.found, href) + _ruler(result.found)


def _row(found: Found, href: Link) -> str:
    """Its context, both models' likeliest tokens side by side, and which of them gained and lost in B."""
    seen = found.seen
    kl = "not known yet" if math.isnan(found.seen_kl) else f"{number(found.seen_kl)} nats"
    text = escape(_joined(seen.before))
    follows = f' <span class="next">{escape(_bare(seen.follows))}</span>' if seen.follows else ""
    expected = data_table(
        "What each expected: its likeliest tokens, with their probabilities p in A and q in B",
        ("rank", "A", "p", "B", "q"),
        _side_by_side(seen.top_a, seen.top_b),
    )
    gained, lost = _moved("Gained in B", seen.gained), _moved("Lost in B", seen.lost)
    return (
        f'<p class="heading">Row {count(seen.at)}: KL {kl}</p>'
        + (f'<p class="context">… {text}{follows}</p>' if text or follows else "")
        + _neighbours(found, href)
        + f'<div class="close">{expected}</div>'
        + f'<div class="close abreast">{gained}{lost}</div>'
    )


def _neighbours(found: Found, href: Link) -> str:
    """The row before and the row after."""
    steps = []
    for name, at in (("Previous row", found.at - 1), ("Next row", found.at + 1)):
        there = 0 <= at < len(found.places)
        steps.append(
            link(href(place=ROW, row=str(found.places[at])), name, key=name)
            if there
            else f'<span class="no-way">{name}</span>'
        )
    return ways("Rows", steps)


def _side_by_side(in_a: Sequence[Seen], in_b: Sequence[Seen]) -> Iterator[tuple[str, ...]]:
    for rank, (a, b) in enumerate(zip_longest(in_a, in_b), 1):
        yield (str(rank), *_named(a, a.p if a else None), *_named(b, b.q if b else None))


def _named(seen: Seen | None, p: float | None) -> tuple[str, str]:
    return (seen.name, _percent(p)) if seen else ("", "")


def _moved(caption: str, moved: Iterable[Seen]) -> str:
    columns = ("token", "p", "q", "adds, nats")
    rows = [
        (each.name, _percent(each.p), _percent(each.q), NOTHING if each.adds is None else number(each.adds))
        for each in moved
    ]
    return data_table(caption, columns, rows) if rows else ""


def _flips(found: Found, href: Link) -> str:
    """Rows in which B has another favourite, though A was sure of its own."""
    if not found.flips:
        return '<p class="heading">No favourite changed where A gave its own more than a half.</p>'
    rows = [
        (
            count(flip.at),
            _joined(flip.before[-_WORDS:]),
            f"{flip.top_a[0].name} {brief_percent(flip.top_a[0].p or 0)}",
            f"{flip.top_b[0].name} {brief_percent(flip.top_b[0].q or 0)}",
        )
        for flip in found.flips
    ]
    caption = f"Flips that matter: A was sure, and B has another favourite ({_shown(found)})"
    links = [href(place=ROW, row=str(flip.at)) for flip in found.flips]
    return data_table(caption, ("row", "after", "A", "B"), rows, links=links)


def _shown(found: Found) -> str:
    there, shown = len(found.report.flips), len(found.flips)
    return count(there) if there == shown else f"the surest {count(shown)} of {counted_flips(there)}"


def _ruler(found: Found) -> str:
    """A link to the number's place among others, in the unit that these have."""
    kl, size = found.report.summary.kl_mean, found.bytes_per_token
    if not 0 < kl < math.inf:
        return ""
    line = f"KL {kl:.4g} nats per token"
    words = "Set the bytes of a token there: those of your text, divided by its tokens."
    if not math.isnan(size):
        line += f", {size:.2f} bytes per token"
        bits = number(kl / size / math.log(2))
        words = f"A token has {number(size)} bytes here, so that is {bits} bits a byte."
    words = f"See {number(kl)} nats a token on the ruler</a>. {words}"
    return f'<p class="said"><a href="{_RULER}{quoted(line)}">{words}</p>'


def _percent(share: float | None) -> str:
    return NOTHING if share is None else brief_percent(share)


def _joined(names: Iterable[str]) -> str:
    """The text that tokens make together; those without names are set apart."""
    return "".join(_bare(name) if name.startswith("“") else f" {name} " for name in names).strip()


def _bare(name: str) -> str:
    return name[1:-1] if name.startswith("“") else name
