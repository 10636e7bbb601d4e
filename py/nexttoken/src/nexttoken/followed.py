"""Two files followed while they are compared: all that is known by then. Rows are held only as they look.

What is known travels as plain JSON and arrays, so that a program that draws it may be another than the one
that reads the files.
"""

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from .compare import Comparison, Look, Place, Report, Seen, Size, Summary, Table, look, report
from .compare.where import Bucket
from .doctor import Doctor, Finding
from .logfiles import ListFile, LogFile
from .names import Names

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

LOOKED_AT = 8  # flips, the surest
_TOLD = 0.25  # seconds between two words of progress
_FIRST, _LEAST = 1.0, 1.0  # seconds until all that is known is told at first, and again
_SHARE = 9  # of the time goes to rows, and one to telling


@dataclass(frozen=True, eq=False)
class Known:
    """What the rows that are done come to.

    `files` are what A and B are called, `kinds` what they were taken for. Of the rows that were compared,
    `places` says which they are, `kl` KL(A‖B) in nats, `top` the probability of A's likeliest token and
    `entropy` A's in nats. `looks` are those at the quantiles and at the surest flips of the report, by row.
    `bytes_per_token` is NaN where it is not known how tokens read.
    """

    files: tuple[str, str]
    kinds: tuple[str, str]
    report: Report
    findings: tuple[Finding, ...]
    places: np.ndarray
    kl: "Floats"
    top: "Floats"
    entropy: "Floats"
    looks: dict[int, Look]
    bytes_per_token: float

    def plain(self) -> dict[str, Any]:
        """Return it as JSON with arrays in it, of 32 bits where it is only drawn; numbers may be NaN."""
        told = {name: getattr(self, name) for name in ("files", "kinds", "bytes_per_token")}
        columns = {"kl": self.kl, "places": self.places.astype(np.int32)}  # rows may be many
        columns |= {"top": self.top.astype(np.float32), "entropy": self.entropy.astype(np.float32)}
        findings = [finding.plain() for finding in self.findings]
        looks = [each.plain() for each in self.looks.values()]
        return told | columns | {"report": asdict(self.report), "findings": findings, "looks": looks}


def known_of(plain: dict[str, Any]) -> Known:
    """Return what was told as `Known.plain` does."""
    looks = [look_of(each) for each in plain["looks"]]
    rebuilt = {
        "files": tuple(plain["files"]),
        "kinds": tuple(plain["kinds"]),
        "report": _report_of(plain["report"]),
        "findings": tuple(Finding(**each) for each in plain["findings"]),
        "looks": {each.at: each for each in looks},
    }
    return Known(**(plain | rebuilt))


def nearest(places: Sequence[int], row: int) -> int:
    """Return at which of these rows, at least one, in order, a row is, or the one after it."""
    return min(bisect_left(places, row), len(places) - 1)


def look_of(plain: dict[str, Any]) -> Look:
    """Return a look that was told as `Look.plain` does."""
    tokens = ("top_a", "top_b", "gained", "lost")
    seen = {name: tuple(Seen(**each) for each in plain[name]) for name in tokens}
    return Look(**(plain | {"before": tuple(plain["before"])} | seen))


def _report_of(plain: dict[str, Any]) -> Report:
    places = {name: tuple(Place(**each) for each in plain[name]) for name in ("quantiles", "flips")}
    rest = {"by_top": tuple(Bucket(**each) for each in plain["by_top"]), "notes": tuple(plain["notes"])}
    return Report(**(plain | {"summary": Summary(**plain["summary"])} | places | rest))


class Followed:
    """A comparison on its way. Raises ValueError, a sentence, where the files cannot be compared.

    Its tokens are called by the `names` that are given where it is told of, so that no row is compared again
    for their sake.
    """

    def __init__(self, a: LogFile | ListFile, b: LogFile | ListFile) -> None:
        self.comparison = Comparison(a, b)
        self._doctor, self._size = Doctor(self.comparison), Size(self.comparison)
        self._table = Table(self.comparison)
        self._looks: dict[int, Look] = {}  # those told last

    def steps(
        self, names: Names | None = None, clock: Callable[[], float] = monotonic
    ) -> Iterator[float | Known]:
        """Compare row by row; yield now and then which share is done, and all that is known by then.

        The latter after the first chunk, or the first second, then as often as it takes a tenth of the time;
        not at the end. What was begun before goes on, and all that is known of it is told after one more row.
        Raises ValueError where a row is damaged.
        """
        comparison = self.comparison
        told = known = clock()
        wait, is_first = 0.0 if comparison.compared else _FIRST, True
        for done in comparison.advance():
            now = clock()
            is_end = is_first and done < comparison.rows and self._ends_chunk(done)
            if comparison.compared and (now - known >= wait or is_end):
                yield self.known(names)
                known, is_first = clock(), False
                wait = max(_LEAST, _SHARE * (known - now))
            if now - told >= _TOLD:
                told = now
                yield done / comparison.rows

    def known(self, names: Names | None = None, problem: str = "") -> Known:
        """Return what the rows that are done come to; a `problem` ended them.

        Raises ValueError where there is none to compare.
        """
        if names is not self._doctor.names:
            self._doctor.names, self._looks = names, {}
        comparison, told = self.comparison, report(self.comparison)
        columns = comparison.columns
        wanted = {place.at for place in (*told.quantiles, *told.flips[:LOOKED_AT])}
        self._looks = {at: self._looks.get(at) or look(comparison, at, names) for at in wanted}
        a, b = comparison.a, comparison.b
        return Known(
            files=(a.name, b.name),
            kinds=(f"{a.kind}. {a.reason}", f"{b.kind}. {b.reason}"),
            report=replace(told, notes=(problem, *told.notes)) if problem else told,
            findings=self._doctor.findings(),
            places=np.array(comparison.places),
            kl=columns["kl"],
            top=columns["top"],
            entropy=columns["entropy"],
            looks=self._looks,
            bytes_per_token=self._size.bytes_per_token(names),
        )

    def look(self, at: int, names: Names | None = None) -> Look:
        """Look at a row: of those that are done the nearest that was compared, else that very one."""
        places = self.comparison.places
        if places and at < self.comparison.done:
            at = places[nearest(places, at)]
        return look(self.comparison, min(at, self.comparison.rows - 1), names)

    def rows(
        self, names: Names | None = None, clock: Callable[[], float] = monotonic
    ) -> Generator[float | str, None, str]:
        """Compare what is left, then yield all rows as `compare --rows` writes them, some at a time.

        Until then it yields now and then which share is compared. It returns sentences: how many rows there
        are, and where one is damaged, so that they end before it, why.
        """
        comparison, told, problem = self.comparison, clock(), ""
        try:
            for done in comparison.advance():
                if clock() - told >= _TOLD:
                    told = clock()
                    yield done / comparison.rows
        except ValueError as error:
            problem = f" {error}"
        yield from self._table.text(names)
        rows = comparison.compared
        return f"It has {rows} row{'' if rows == 1 else 's'}.{problem}"

    def _ends_chunk(self, done: int) -> bool:
        chunk = self.comparison.pairs.chunk
        return chunk(done) != chunk(done - 1)
