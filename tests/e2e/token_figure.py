"""A figure for a test: a text, a sentence of tokens that grows by picking, a chart, and a table in pages."""

from __future__ import annotations

from dataclasses import dataclass

from explorable import Drawing, Figure, Output, Readout, State, Text, Tokens, Width
from explorable.controls import Slider
from explorable.parts import link, pages
from explorable.plot import picture
from explorable.table import data_table
from explorable.tokens import Token, legend, percent, ranking, sentence

WORDS: tuple[str | bytes, ...] = (
    *(" the", " cat", " sat", " on", " a", " mat", ".", "\n", b"\xe2\x82", " <b>", "ill", "s", "!", ""),
    *(f" word{number}" for number in range(14, 40)),
)
MOST, ROWS, PAST = 5, 6, 9


@dataclass(frozen=True)
class Result:
    """A state, what may come next, what the text finds in the vocabulary, and the page of that in view."""

    state: State
    chances: tuple[tuple[int, float], ...]
    found: tuple[int, ...]
    page: int


def compute(state: State) -> Result:
    """Toy chances: what was picked last shifts them."""
    shift = 1 + sum(state.picks) + len(state.text)
    weights = [1.0 / (1 + (7 * token + 3 * shift) % len(WORDS)) for token in range(len(WORDS))]
    chances = sorted(enumerate(weights), key=lambda pair: -pair[1])
    total = sum(weights)
    found = tuple(token for token, word in enumerate(WORDS) if state.find.encode() in as_bytes(word))
    page = min(state.page, max(1, -(-len(found) // ROWS)))
    return Result(state, tuple((token, weight / total) for token, weight in chances), found, page)


def as_bytes(word: str | bytes) -> bytes:
    """A word as it is stored."""
    return word if isinstance(word, bytes) else word.encode()


def draw(result: Result, width: Width) -> Drawing:
    """Text above, a bar for each candidate below; what is past all pages fails at rest, drawn narrow."""
    if result.state.page == PAST and width == "narrow":
        raise ValueError("No page is this far.")
    state, picks = result.state, result.state.picks
    given = [Token(part if at == 0 else f" {part}") for at, part in enumerate(state.text.split(" "))]
    places = range(len(picks))
    picked = [
        Token(
            WORDS[picks[at]],
            href=figure.link(state, picks=picks[: at + 1]),
            key=f"picked {at}",
            surprising=picks[at] % 2 == 1,
            current=at == len(picks) - 1,
        )
        for at in places
    ]
    offered = [
        Token(
            WORDS[token],
            href=figure.link(state, picks=(*picks, token)) if len(picks) < 20 else "",
            key=f"rank {rank}",
            probability=chance,
            rank=rank,
        )
        for rank, (token, chance) in enumerate(result.chances[:MOST], start=1)
    ]
    shown = result.found[(result.page - 1) * ROWS : result.page * ROWS]
    last = max(1, -(-len(result.found) // ROWS))
    ways = (
        figure.link(state, page=result.page - 1) if result.page > 1 else "",
        figure.link(state, page=result.page + 1) if result.page < last else "",
    )
    chance_of = dict(result.chances)
    rows = data_table(
        "Vocabulary",
        ("token", "probability"),
        [(repr(WORDS[token]), percent(chance_of[token])) for token in shown],
        links=[figure.link(state, picks=(*picks, token)) for token in shown] if len(picks) < 20 else (),
    )
    size = 720 if width == "wide" else 360
    bars = "".join(
        link(
            token.href,
            f'<rect class="p" x="0" y="{40 * at}" width="{size * (token.probability or 0):g}" height="36"/>',
            name=f"Bar of {token.name}",
            key=f"bar {at}",
        )
        for at, token in enumerate(offered)
        if token.href
    )
    words = sentence([*given, *picked]) + ranking(offered, "p") + legend([*picked, *offered])
    return Drawing(
        svg=picture(f"builder-{width}", size, 40 * MOST, "Chances", "A bar for each token.", bars),
        html=words + rows + pages("Pages of the vocabulary", result.page, last, ways),
        readouts={"length": Readout(len(picks), str(len(picks)), "tokens")},
        sentence=f"{len(picks)} tokens are picked.",
        table=data_table("Tokens", ("id",), [(str(token),) for token in picks]),
        controls={"find": f"{len(result.found)} found"},
    )


figure = Figure(
    id="builder",
    title="A sentence grows token by token",
    caption="Pick what comes next.",
    controls=(
        Text("text", "Beginning", "Once", max=600, lines=2, help="What the sentence begins with."),
        Tokens("picks", "Picked", len(WORDS), (0,), most=20),
        Text("find", "Find in the vocabulary", max=20),
        Slider("page", "Page", 1, PAST, 1, 1),
    ),
    outputs=(Output("length", "picked"),),
    compute=compute,
    draw=draw,
)
