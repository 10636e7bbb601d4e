"""Two files followed: what is known grows, travels unharmed, and ends as a comparison at once does."""

from __future__ import annotations

import math
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest
from explorable.service import followed as returned
from nexttoken.compare import Comparison, look, report
from nexttoken.compare.table import writing
from nexttoken.followed import Followed, Known, known_of, look_of
from nexttoken.logfiles import open_log
from nexttoken.names import read_names

from tests.unit.figure_checks import CONTENT
from tests.unit.nexttoken.kld_files import Bytes

DATA = CONTENT / "your-models" / "data"
FILES = DATA / "family-s.kld", DATA / "family-s-4-bits.kld"


def followed() -> Followed:
    return Followed(*map(open_log, FILES))


def whole() -> Comparison:
    comparison = Comparison(*map(open_log, FILES))
    list(comparison.advance())
    return comparison


def known(steps: list[float | Known]) -> list[Known]:
    return [step for step in steps if isinstance(step, Known)]


def test_what_is_known_is_told_after_the_first_chunk_then_as_time_passes() -> None:
    hurried = followed()
    per_chunk = hurried.comparison.pairs.chunk
    (first,) = known(list(hurried.steps(clock=lambda: 0.0)))
    rows = first.report.done
    assert per_chunk(rows) == per_chunk(rows - 1) + 1 == 1
    slow = known(list(followed().steps(clock=count().__next__)))
    done = [each.report.done for each in slow]
    assert len(done) > 3
    assert done == sorted(set(done))
    assert done[-1] <= hurried.comparison.rows


def test_the_last_is_what_a_comparison_at_once_comes_to_and_travels_unharmed() -> None:
    way = followed()
    shares = [step for step in way.steps(clock=count().__next__) if isinstance(step, float)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
    found, expected = known_of(way.known().plain()), whole()
    assert repr(found.report) == repr(report(expected))  # NaN is no number that equals itself
    assert np.array_equal(found.kl, expected.columns["kl"])
    for name in ("top", "entropy"):
        assert np.allclose(getattr(found, name), expected.columns[name], rtol=1e-6)
    assert found.places.tolist() == expected.places
    quantile = found.report.quantiles[2]
    assert found.looks[quantile.at] == look(expected, quantile.at)


def test_a_row_is_looked_at_before_and_after_its_time() -> None:
    way, expected = followed(), whole()
    assert look_of(way.look(100).plain()) == look(expected, 100)
    list(way.steps())
    assert way.look(100) == look(expected, 100)
    assert way.look(10**6).at == expected.rows - 1


def test_names_are_laid_over_what_was_compared_and_taken_away_again() -> None:
    """In the midst of it, too: no row is compared twice."""
    way, named = followed(), read_names(DATA / "tokenizer.json")
    (begun,) = known(list(islice(way.steps(clock=lambda: 0.0), 1)))
    going_on = way.steps(named, clock=lambda: 0.0)
    (then,) = known(list(islice(going_on, 1)))
    assert then.report.done == begun.report.done + 1
    list(going_on)
    (first, last), expected = (way.known(), way.known(named)), whole()
    assert repr(first.report) == repr(last.report) == repr(report(expected))
    for found, names in ((begun, None), (then, named), (first, None), (last, named)):
        assert found.looks == {at: look(expected, at, names) for at in found.looks}
        assert math.isnan(found.bytes_per_token) == (names is None)
    targets = [row.target for row in map(expected.a.row, range(expected.rows))]  # type: ignore[union-attr]
    assert last.bytes_per_token == np.mean([len(named.tokens[id]) for id in targets])
    assert way.look(100, named) == look(expected, 100, named)


def test_what_ended_a_comparison_stands_first_among_its_notes() -> None:
    way = followed()
    list(way.steps())
    assert way.known(problem="It ended at byte 7.").report.notes[0] == "It ended at byte 7."


@pytest.mark.parametrize("done", [0, 50, 124])
@pytest.mark.parametrize("at_once", [7, 500])
def test_all_rows_are_written_as_the_command_writes_them_however_far_the_comparison_is(
    done: int, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nexttoken.compare.table._AT_ONCE", at_once)
    way, expected, names = followed(), Comparison(*map(open_log, FILES)), read_names(DATA / "tokenizer.json")
    with writing(expected, tmp_path / "rows.csv", names):
        list(expected.advance())
    list(islice(way.comparison.advance(), done))
    steps: list[object] = []
    said = returned(way.rows(names, clock=count().__next__), steps.append)
    shares = [step for step in steps if isinstance(step, float)]
    pieces = [step for step in steps if isinstance(step, str)]
    assert steps == [*shares, *pieces]
    assert shares == [(at + 1) / 124 for at in range(done, 124)]
    assert "".join(pieces) == (tmp_path / "rows.csv").read_text("utf-8")
    assert len(pieces) == 1 + math.ceil(124 / at_once)
    assert said == "It has 124 rows."


def test_rows_that_a_damaged_one_ends_are_written_and_it_is_said() -> None:
    content = FILES[1].read_bytes()
    size, whole = len(content) // 130, 50  # about a row: one of those in the midst is zeros then
    middle = len(content) // 2
    damaged = content[:middle] + bytes(2 * size) + content[middle + 2 * size :]
    way = Followed(open_log(FILES[0]), open_log(Bytes(damaged, "damaged.kld")))
    pieces: list[object] = []
    said = str(returned(way.rows(), pieces.append))
    lines = "".join(map(str, pieces)).splitlines()
    assert whole < len(lines) - 1 == way.comparison.compared < 124
    assert said.startswith(f"It has {len(lines) - 1} rows. damaged.kld: row {len(lines) - 1} ")
