"""The measurement of words: what is counted, and what is kept of the counts."""

from __future__ import annotations

import json
import math
import struct
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from lab.words.words import blocks_of, corners_of, measure, ranks_kept, words_of

LATIN = (
    '<title>The Book</title> In <w lemma="x">principio</w> creavit<note>sic <b>!</b></note> Deus; '
    "it’s Beth-el."
)


def test_words_are_letters_in_lower_case_and_no_notes() -> None:
    assert words_of(LATIN) == ["in", "principio", "creavit", "deus", "it’s", "beth-el"]
    assert words_of("1:2 Ἐν ἀρχῇ ¶ x_y") == ["ἐν", "ἀρχῇ", "x", "y"]


def test_compressed_blocks_are_read_in_order(tmp_path: Path) -> None:
    for part in ("ot", "nt"):
        packed = [zlib.compress(f"{part} {k}".encode()) for k in range(2)]
        ends = [0, len(packed[0])]
        (tmp_path / f"{part}.bzz").write_bytes(b"".join(packed))
        (tmp_path / f"{part}.bzs").write_bytes(
            b"".join(struct.pack("<III", end, len(block), 4) for end, block in zip(ends, packed, strict=True))
        )
    assert list(blocks_of(tmp_path)) == ["ot 0", "ot 1", "nt 0", "nt 1"]


@pytest.mark.parametrize("words", [1, 9, 10, 12_755, 432_838])
def test_the_ranks_kept_are_dense_and_powers_of_ten_stand_alone(words: int) -> None:
    ranks = ranks_kept(words)
    assert ranks[0] == 1
    assert ranks[-1] <= words
    assert ranks == sorted(set(ranks))
    assert set(ranks) >= {rank for rank in range(1, 13) if rank <= words}
    for power in (100, 1000, 10_000, 100_000):
        assert power + 1 > words or {power, power + 1} <= set(ranks)
    assert all(later <= 1.14 * rank + 1 for rank, later in pairwise(ranks))


def test_sums_are_those_between_the_ranks() -> None:
    counts = [7.0, 100.0, 33.0, *[2.0] * 40, 1.0]
    found = measure(counts)
    falling = sorted(counts, reverse=True)
    starts = [*found["starts"], len(counts) + 1]
    assert (found["words"], found["tokens"], found["last"]) == (44, 221, 1)
    for k, first in enumerate(found["starts"]):
        run = [(rank, falling[rank - 1]) for rank in range(first, starts[k + 1])]
        assert found["count"][k] == falling[first - 1]
        assert found["sums"][k] == sum(c for _, c in run)
        assert found["c_log_c"][k] == pytest.approx(sum(c * math.log(c) for _, c in run), rel=1e-11)
        assert found["c_log_rank"][k] == pytest.approx(sum(c * math.log(r) for r, c in run), rel=1e-11)
    assert found["half"] == 2  # 100 of 221 is too little
    assert json.loads(json.dumps(found)) == found


def test_corners_are_where_counts_bend_and_not_where_they_lie_on_a_line() -> None:
    runs = [*(range(rank, rank + 1) for rank in range(1, 1001)), range(1001, 4001)]
    straight = [1e6 / rank for rank in range(1, 4001)]
    assert corners_of(straight, runs) == []
    stepped = [*straight[:2000], *[straight[2000]] * 1999, straight[3999]]
    assert corners_of(stepped, runs) == [3999]
