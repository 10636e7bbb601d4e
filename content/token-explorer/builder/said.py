"""What is said of a text that grows: its tokens, the ways on, the table, readouts, sentence and notes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import repeat

from explorable import Note, Readout, Width
from explorable.format import NOTHING, count, number
from explorable.parts import link, pages, ways
from explorable.table import data_table
from explorable.tokens import Token, brief_percent, hexadecimal, legend, name_of, percent, readable, spoken
from explorable.tokens import sentence as in_line
from nexttoken.sampling import Step
from nexttoken.sequence import bits_per_byte, perplexity, running

from ..shared.reasons import reason, short
from .branches import drawn_ways
from .result import Grown, Next, Result

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
    steps = [
        _way("Greedy", found.next.likeliest if found.next else None, ids, found, href),
        _way("Sample", found.next.sampled if found.next else None, ids, found, href),
        _back("Undo", ids[:-1], bool(ids), href),
        _back("Begin again", (), bool(ids), href),
    ]
    return ways("Ways on", steps)


def _way(name: str, id: int | None, ids: tuple[int, ...], found: Result, href: Link) -> str:
    if id is None or len(ids) == MOST:
        return f'<span class="no-way">{name}</span>'
    token = name_of(found.text.tokens[id])
    return link(href(picks=(*ids, id)), name, name=f"{name}: {token}", key=name)


def _back(name: str, ids: tuple[int, ...], there: bool, href: Link) -> str:
    return link(href(picks=ids), name, key=name) if there else f'<span class="no-way">{name}</span>'


def _next_table(found: Result, width: Width, href: Link) -> str:
    following, rows = found.next, found.rows
    assert following is not None
    ids = found.text.ids
    ranks, raw = following.ranks_of(rows.shown), following.probs_of(rows.shown)
    left = _left(raw, following, width)
    told = _columns(following, width)
    every = [_row(id, ranks[id], raw[id], left[id], found, width) for id in rows.shown]
    lines = [[row[at] for at in told] for row in every]
    table = data_table(
        f"What may come next: {count(rows.found)} of {count(len(found.text.tokens))} tokens",
        [_NAMES[at] for at in told],
        lines,
        links=[href(picks=(*ids, id)) for id in rows.shown] if len(ids) < MOST else (),
    )
    turned = (
        href(page=rows.page - 1) if rows.page > 1 else "",
        href(page=rows.page + 1) if rows.page < rows.last else "",
    )
    return table + pages("Pages of the vocabulary", rows.page, rows.last, turned)


_NAMES = ("token", "rank", "probability", "after settings", "bytes", "id")


def _columns(following: Next, width: Width) -> tuple[int, ...]:
    """Those that there is room for: in a narrow table bytes, where the settings leave all as it is."""
    if width == "wide":
        return (0, 1, 2, 3, 4, 5)
    return (0, 1, 2, 4) if following.untouched else (0, 1, 2, 3)


def _row(id: int, rank: int, raw: float, left: str, found: Result, width: Width) -> list[str]:
    token = found.text.tokens[id]
    return [
        name_of(token),
        count(rank),
        _share(width)(raw),
        left,
        hexadecimal(token) or NOTHING,
        str(id),
    ]


def _share(width: Width) -> Callable[[float], str]:
    return percent if width == "wide" else brief_percent


def _left(raw: Mapping[int, float], following: Next, width: Width) -> dict[int, str]:
    """The tokens' probabilities after the settings, or what cut them; `raw` are those before."""
    if not following.settled:
        return dict.fromkeys(raw, NOTHING)
    left = raw if following.untouched else following.chain.left.probs_of([*raw])
    cut = following.chain.verdicts([*raw])
    return {id: _cut(cut[id], width) if id in cut else _share(width)(left[id]) for id in raw}


def _cut(verdict: tuple[Step, float], width: Width) -> str:
    return reason(*verdict) if width == "wide" else f"cut: {' '.join(short(*verdict))}"


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
    if following:
        told["entropy"] = Readout(following.entropy, number(following.entropy), "nats")
    if following and following.settled:
        left = len(found.text.tokens if following.untouched else following.chain.left)
        told["left"] = Readout(left, count(left), "tokens")
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
        ((first, share),) = found.next.probs_of([int(found.next.raw.ids[0])]).items()
        token = Token(readable(found.text.tokens[first]), probability=share)
        yield f"The likeliest next token is {token.name}."


def notes(found: Result) -> Iterator[Note]:
    """What is not known, and how it would be."""
    here = partial(Note, link="Run SmolLM2 here", state={"run": "here"})
    following = found.next
    if following is None:
        yield here("Nothing was measured after these tokens: the model itself would have to say.")
        return
    if following.rest:
        known, rest = count(len(following.raw)), percent(following.rest)
        others = count(len(found.text.tokens) - len(following.raw))
        yield here(f"Here {known} tokens were measured; the {others} others have {rest} together.")
    if not following.settled:
        yield Note(
            "What these settings leave depends on those others, too.",
            link="Draw by the model alone",
            state={"temperature": 1, "top_k": 0, "top_p": 1, "repetition_penalty": 1},
        )
    elif following.sampled is None:
        yield here(
            "The seed’s number falls among those others: only the model can say on which. The ways of seed "
            "1 were measured further."
        )


def table(found: Result) -> str:
    """The picks one after the other, and the ways of the picture, each with the score of all its text."""
    caption = "What was picked, and the ways that are drawn, of which each has its probability from the left"
    columns = ("pick or way", "tokens", "probability", "ln p, nats", "sum so far", "perplexity so far")
    return data_table(caption, columns, [*_picks(found.text), *_drawn_ways(found.text)])


def _picks(text: Grown) -> Iterator[tuple[str, ...]]:
    total = [float(each) for each in running(text.log_probs)] or repeat(None)
    for at, (pick, sofar) in enumerate(zip(text.picks, total, strict=False), start=1):
        yield (f"pick {at}", name_of(pick.token), *_scored(pick.log_prob, sofar, at))


def _drawn_ways(text: Grown) -> Iterator[tuple[str, ...]]:
    for place, way in enumerate(drawn_ways(text, "wide"), start=1):
        before = len(way.picks) - way.column - 1
        tokens = " ".join(name_of(text.tokens[id]) for id in way.picks[before:])
        log_prob, known = math.log(way.probability), text.log_probs[:before]
        sofar = float(known.sum()) + log_prob if len(known) == before else None
        yield (f"way {place}", tokens, *_scored(log_prob, sofar, len(way.picks)))


def _scored(log_prob: float | None, sofar: float | None, count: int) -> tuple[str, ...]:
    """A probability and ln of it, the sum of ln p up to there, and the perplexity of so many tokens."""
    own = (NOTHING, NOTHING) if log_prob is None else (number(math.exp(log_prob)), number(log_prob))
    return own + ((NOTHING, NOTHING) if sofar is None else (number(sofar), number(math.exp(-sofar / count))))
