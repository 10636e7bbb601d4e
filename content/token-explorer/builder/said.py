"""What is said of a text that grows: its tokens, the ways on, the table, readouts, sentence and notes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from explorable import Note, Readout, Width
from explorable.format import NOTHING, count, number
from explorable.parts import link, pages
from explorable.table import data_table
from explorable.tokens import Token, legend, name_of, percent, readable, spoken
from explorable.tokens import sentence as in_line
from nexttoken.noise import uniform_noise
from nexttoken.sequence import bits_per_byte, perplexity, running

from ..shared.reasons import reason
from .result import Next, Result

type Link = Callable[..., str]
"""The address of the state with these changes."""

MOST = 40  # tokens that a reader may pick


def html(found: Result, width: Width, href: Link) -> str:
    """The text, the ways on, and the table of what may come next."""
    given = [Token(readable(found.text.tokens[id]), given=True) for id in found.text.given]
    ids = found.text.ids
    picked = [
        Token(
            readable(pick.token),
            href=href(picks=ids[: at + 1]),
            key=f"pick {at}",
            probability=None if pick.log_prob is None else math.exp(pick.log_prob),
            surprising=pick.log_prob is not None and pick.log_prob < math.log(0.01),
            current=at == len(ids) - 1,
        )
        for at, pick in enumerate(found.text.picks)
    ]
    shown = [Token(readable(found.text.tokens[id])) for id in found.rows.shown]
    return (
        in_line([*given, *picked], "p")
        + _ways(found, href)
        + (_next_table(found, width, href) if found.next else "")
        + legend([*given, *picked, *shown])
    )


def _ways(found: Result, href: Link) -> str:
    """Greedy, by chance, back, and all the way back."""
    ids = found.text.ids
    ways = [
        _way("Greedy", _likeliest(found), ids, found, href),
        _way("Sample", _sampled(found), ids, found, href),
        _back("Undo", ids[:-1], bool(ids), href),
        _back("Begin again", (), bool(ids), href),
    ]
    return f'<div class="pages" role="group" aria-label="Ways on">{" ".join(ways)}</div>'


def _way(name: str, id: int | None, ids: tuple[int, ...], found: Result, href: Link) -> str:
    if id is None or len(ids) == MOST:
        return f'<span class="no-way">{name}</span>'
    token = name_of(found.text.tokens[id])
    return link(href(picks=(*ids, id)), name, name=f"{name}: {token}", key=name)


def _back(name: str, ids: tuple[int, ...], there: bool, href: Link) -> str:
    return link(href(picks=ids), name, key=name) if there else f'<span class="no-way">{name}</span>'


def _likeliest(found: Result) -> int | None:
    return int(found.next.chain.left.ids[0]) if found.next else None


def _sampled(found: Result) -> int | None:
    """The n-th pick is drawn by the n-th number of the seed."""
    step = len(found.text.picks) + 1
    return found.next.drawn(float(uniform_noise(found.state.seed, step)[-1])) if found.next else None


def _next_table(found: Result, width: Width, href: Link) -> str:
    following, rows = found.next, found.rows
    assert following is not None
    ids = found.text.ids
    places, left = following.raw.places(rows.shown), _left(rows.shown, following)
    raw = following.raw.probs_of(rows.shown)
    lines = [
        _row(id, places[id] + 1, raw[id] * (1 - following.rest), left[id], found, width) for id in rows.shown
    ]
    columns = ("token", "rank", "probability", "after settings", "bytes", "id")
    table = data_table(
        f"What may come next: {count(rows.found)} of {count(len(following.raw))} tokens",
        columns[: _columns(width)],
        lines,
        links=[href(picks=(*ids, id)) for id in rows.shown] if len(ids) < MOST else (),
    )
    ways = (
        href(page=rows.page - 1) if rows.page > 1 else "",
        href(page=rows.page + 1) if rows.page < rows.last else "",
    )
    return table + pages("Pages of the vocabulary", rows.page, rows.last, ways)


def _columns(width: Width) -> int:
    return 6 if width == "wide" else 4


def _row(id: int, rank: int, raw: float, left: str, found: Result, width: Width) -> list[str]:
    token = found.text.tokens[id]
    whole = (
        name_of(token).replace("‘ ", "‘\u00a0", 1),  # a line that ends there would hide the space
        count(rank),
        percent(raw),
        left,
        token.hex(" ").upper() or NOTHING,
        str(id),
    )
    return list(whole[: _columns(width)])


def _left(ids: Sequence[int], following: Next) -> dict[int, str]:
    """The tokens' probabilities after the settings, or what cut them."""
    if following.rest:
        return dict.fromkeys(ids, NOTHING)
    left = following.chain.left.probs_of(ids)
    cut = following.chain.verdicts(ids)
    return {id: reason(*cut[id]) if id in cut else percent(left[id]) for id in ids}


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    following = found.next
    nothing = Readout(None, NOTHING)
    told = dict.fromkeys(("log_prob", "perplexity", "bits_per_byte", "entropy", "left"), nothing)
    if len(found.text.log_probs):
        size = sum(len(pick.token) for pick in found.text.picks)
        total, each = math.fsum(found.text.log_probs), perplexity(found.text.log_probs)
        told["log_prob"] = Readout(total, number(total), "nats")
        told["perplexity"] = Readout(each, number(each))
        if size:
            bits = bits_per_byte(found.text.log_probs, size)
            told["bits_per_byte"] = Readout(bits, number(bits), "bits")
    if following and not following.rest:
        told["entropy"] = Readout(following.raw.entropy, number(following.raw.entropy), "nats")
        told["left"] = Readout(len(following.chain.left), count(len(following.chain.left)), "tokens")
    return told


def sentence(found: Result) -> str:
    """What the figure shows."""
    return " ".join(_sentences(found))


def _sentences(found: Result) -> Iterator[str]:
    if found.text.picks:
        words = spoken(b"".join(pick.token for pick in found.text.picks).decode("utf-8", "replace"))
        one = len(found.text.picks) == 1
        yield f"{count(len(found.text.picks))} {'token is' if one else 'tokens are'} picked, {words}."
        if len(found.text.log_probs):
            together = percent(math.exp(math.fsum(found.text.log_probs)))
            yield f"The model gives {'it' if one else 'them together'} {together}."
    if found.next:
        first = found.next.raw
        token = readable(found.text.tokens[int(first.ids[0])])
        share = float(first.probs[0]) * (1 - found.next.rest)
        yield f"The likeliest next token is {Token(token, probability=share).name}."


def notes(found: Result) -> Iterator[Note]:
    """What is not known, and how it would be."""
    here = partial(Note, link="Run SmolLM2 here", state={"run": "here"})
    if found.next is None:
        yield here("Nothing was measured after these tokens: the model itself would have to say.")
    elif found.next.rest:
        others = count(len(found.text.tokens) - len(found.next.raw))
        known, rest = count(len(found.next.raw)), percent(found.next.rest)
        yield here(
            f"Here the {known} likeliest tokens were measured; the {others} others have {rest} together, "
            "and the settings need each of them."
        )
        if _sampled(found) is None:
            yield here("The seed’s number falls among those others: only the model can say on which.")


def table(found: Result) -> str:
    """The picks one after the other, with their running log-probability and perplexity."""
    total = running(found.text.log_probs)
    rows = []
    for at, pick in enumerate(found.text.picks):
        said = (NOTHING,) * 4
        if at < len(total) and pick.log_prob is not None:
            sofar = float(total[at])
            said = (
                number(math.exp(pick.log_prob)),
                number(pick.log_prob),
                number(sofar),
                number(math.exp(-sofar / (at + 1))),
            )
        rows.append((str(at + 1), name_of(pick.token), *said))
    columns = ("pick", "token", "probability", "ln p, nats", "sum so far", "perplexity so far")
    return data_table("What was picked", columns, rows)
