"""Files that readers choose: read a block at a time, never whole, and a sentence where they are gone."""

from __future__ import annotations

import pytest
from explorable import ChosenFile
from explorable.chosen import BLOCK
from hypothesis import given
from hypothesis import strategies as st

CONTENT = bytes(range(256)) * (3 * BLOCK // 256) + b"end"
PLACES = st.integers(0, len(CONTENT) + 10)


class Disk:
    """What is read of `CONTENT`."""

    def __init__(self) -> None:
        self.reads: list[tuple[int, int]] = []
        self.gone = False

    def fetch(self, start: int, end: int) -> bytes:
        if self.gone:
            raise OSError("NotReadableError")
        self.reads.append((start, end))
        return CONTENT[start:end]


@given(st.lists(st.tuples(PLACES, st.one_of(st.integers(0, 1000), PLACES)), max_size=8))
def test_any_part_is_what_the_file_has_there(parts: list[tuple[int, int]]) -> None:
    disk = Disk()
    file = ChosenFile("a.bin", len(CONTENT), disk.fetch)
    for start, count in parts:
        assert file.read(start, count) == CONTENT[start : start + count]
    assert all(0 <= start < end <= len(CONTENT) for start, end in disk.reads)


def test_rows_are_read_some_at_once() -> None:
    disk, row = Disk(), BLOCK // 100
    file = ChosenFile("a.bin", len(CONTENT), disk.fetch)
    for start in range(0, len(CONTENT) - row, row):
        file.read(start, row)
    assert len(disk.reads) < 6
    assert max(end - start for start, end in disk.reads) == BLOCK


def test_a_file_that_cannot_be_read_any_more_is_said_to_be_gone() -> None:
    disk = Disk()
    file = ChosenFile("a.bin", len(CONTENT), disk.fetch)
    assert file.read(0, 3) == CONTENT[:3]
    disk.gone = True
    with pytest.raises(ValueError, match=r"^a\.bin cannot be read: .*Choose it again\.$"):
        file.read(2 * BLOCK, 3)
