"""Files that readers choose: read where they are asked, never whole, and a sentence where they are gone."""

from __future__ import annotations

import pytest
from explorable import ChosenFile

CONTENT = b"0123456789"


@pytest.mark.parametrize(("start", "count"), [(0, 3), (4, 0), (7, 3), (8, 9), (10, 1), (12, 5)])
def test_a_part_is_what_the_file_has_there_and_no_more_is_read(start: int, count: int) -> None:
    reads: list[tuple[int, int]] = []

    def fetch(start: int, end: int) -> bytes:
        reads.append((start, end))
        return CONTENT[start:end]

    assert ChosenFile("a.bin", 10, fetch).read(start, count) == CONTENT[start : start + count]
    assert sum(end - start for start, end in reads) == len(CONTENT[start : start + count])


def test_a_file_that_cannot_be_read_any_more_is_said_to_be_gone() -> None:
    def gone(start: int, end: int) -> bytes:
        raise OSError("NotReadableError")

    with pytest.raises(ValueError, match=r"^a\.bin cannot be read: .*Choose it again\.$"):
        ChosenFile("a.bin", 10, gone).read(0, 3)
