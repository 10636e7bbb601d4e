"""What is said about words and their power law: readouts, sentences, notes and the table."""

from __future__ import annotations

import math

from explorable import Note, Readout
from explorable.format import count, number
from explorable.table import data_table
from nexttoken.split import HEAD

from .counts import TAIL, Corpus, Fit


def times(ratio: float) -> str:
    """A ratio in words: 7.8 times rarer."""
    return f"{_short(_factor(ratio))} times {'more' if ratio > 1 else 'rarer'}"


def _short(factor: float) -> str:
    """A factor as it is said: 1.3, 7.8, 120."""
    return f"{factor:.1f}" if factor < 99.95 else count(round(factor))


def _factor(ratio: float) -> float:
    return max(ratio, 1 / ratio)


def readouts(fit: Fit) -> dict[str, Readout]:
    """The declared outputs."""
    words, line = fit.words, fit.line
    bits = {"entropy": words.entropy, "kl_fit": line.kl}
    factors = {"head_off": fit.head, "fit_off": fit.middle, "tail_off": fit.tail}
    return (
        {"exponent": Readout(line.exponent, number(line.exponent))}
        | {
            name: Readout(nats / math.log(2), number(nats / math.log(2)), "bits")
            for name, nats in bits.items()
        }
        | {
            name: Readout(_factor(ratio), _short(_factor(ratio)), "times")
            for name, (ratio, _) in factors.items()
        }
        | {
            "half": Readout(words.half, count(words.half), "words"),
            "types": Readout(words.words, count(words.words)),
        }
        | {"share_fit": Readout(line.share, f"{100 * line.share:.1f}", "%")}
    )


def title(fit: Fit) -> str:
    """The finding, in a line."""
    return f"In {fit.words.text}, Zipf’s line has the exponent {number(fit.line.exponent)}."


def sentence(fit: Fit) -> str:
    """What the picture shows."""
    line = fit.line
    return (
        f"{_among(fit.words)}, frequency falls like 1 / rank to the power {number(line.exponent)} over "
        f"ranks {count(line.first)}–{count(line.last)}, within a factor of "
        f"about {_short(_factor(fit.middle[0]))}. "
        f"Of the first {HEAD} words one is {times(fit.head[0])} than that line says, and beyond rank "
        f"{count(TAIL)} one is {times(fit.tail[0])}."
    )


def _among(words: Corpus) -> str:
    if not words.counted:
        return f"In {words.text}"
    return f"Among the {_millions(words.tokens)} words of {words.text}"


def _millions(tokens: float) -> str:
    return f"{tokens / 1e6:.0f} million" if tokens >= 1e7 else count(round(tokens))


def notes(fit: Fit) -> tuple[Note, ...]:
    """What the list leaves out, and where it ends."""
    words = fit.words
    found = []
    if words.missing:
        found.append(Note(f"{words.missing} {_if_more(words)}".rstrip()))
    if fit.asked > words.words:
        found.append(Note(f"The list ends at rank {count(words.words)}, and so does the fit."))
    return tuple(found)


def _if_more(words: Corpus) -> str:
    """What a hundredth of the text, all in words that are not listed, would add to the entropy at most."""
    if not words.counted:
        return ""
    m = 0.01
    which = -m * math.log(m) - (1 - m) * math.log(1 - m)
    each_once = math.log(m / (1 - m) * words.tokens)
    more = (which + m * (each_once - words.entropy)) / math.log(2)
    return f"Were they 1 % of the text, its entropy would be at most {number(more)} bits higher."


def table(fit: Fit) -> str:
    """A row for each of the first ten ranks, and then for about four ranks in each decade."""
    shown = [*range(HEAD), *range(HEAD, len(fit.ranks) - 1, 5), len(fit.ranks) - 1]
    words = [*fit.words.top, *[""] * len(fit.ranks)]
    rows = [
        (
            count(int(fit.ranks[k])),
            words[k],
            number(1e6 * fit.frequency[k]),
            number(1e6 * float(fit.line.at(fit.ranks[k : k + 1])[0])),
            number(fit.ratio[k]),
        )
        for k in shown
    ]
    columns = ("rank", "word", "per million words", "the line says", "how many times the line")
    return data_table(f"Words of {fit.words.text} at some ranks", columns, rows)
