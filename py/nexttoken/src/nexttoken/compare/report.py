"""What is known of a comparison while it goes on: an answer after the first rows, and better ones later."""

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from time import monotonic

from .comparison import Comparison
from .summary import Summary
from .where import Bucket, Place, by_top, flips, quantiles

_LEAST, _MOST = 32, 256  # rows between two answers


@dataclass(frozen=True)
class Report:
    """What the first `done` of `rows` rows come to. It holds no row, and knows no file."""

    done: int
    rows: int
    summary: Summary
    quantiles: tuple[Place, ...]
    flips: tuple[Place, ...]
    by_top: tuple[Bucket, ...]
    llama_cpp: str
    notes: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """Return it as JSON has it: None for what is infinite or not known."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return plain | {"summary": self.summary.plain()}


def report(comparison: Comparison) -> Report:
    """Return what the rows that are done come to. Raises ValueError where there is none to compare."""
    return Report(
        done=comparison.done,
        rows=comparison.rows,
        summary=comparison.summary(),
        quantiles=quantiles(comparison),
        flips=flips(comparison),
        by_top=by_top(comparison),
        llama_cpp=comparison.llama_cpp(),
        notes=comparison.notes,
    )


def reports(
    comparison: Comparison, pause: float = 0.0, clock: Callable[[], float] = monotonic
) -> Iterator[Report]:
    """Compare all rows, and yield an answer after the first chunk, then one whenever another is done.

    Of long chunks there is one every 256 rows, and none more often than every `pause` seconds; the last is of
    all rows. Raises ValueError where a row is damaged, or there is none to compare.
    """
    told_at, told = -math.inf, 0
    for done in comparison.advance():
        is_last = done == comparison.rows
        is_end = is_last or comparison.pairs.chunk(done) != comparison.pairs.chunk(done - 1)
        fresh = done - told
        is_time = (fresh >= _LEAST and is_end) or fresh >= _MOST
        if is_last or (is_time and comparison.places and clock() - told_at >= pause):
            yield report(comparison)
            told_at, told = clock(), done


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value
