"""What is wrong with an author's input, said so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake: where it stands, what is wrong, and what would be right.

    `line` counts from 1; 0 means that the fault belongs to the file as a whole.
    `detail` holds what is too long for a sentence, such as a traceback.
    """

    path: str
    line: int
    what: str
    remedy: str
    detail: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        lines = [f"{where}: {self.what}", f"    {self.remedy}"]
        lines += [f"    | {line}" for line in self.detail.splitlines()]
        return "\n".join(lines)


class BuildFailed(Exception):  # noqa: N818
    """A build that wrote nothing, with every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[BuildFailed], tuple[list[Fault]]]:
        """It may come from another process."""
        return BuildFailed, (self.faults,)


def attempt[**P, T](
    faults: list[Fault], otherwise: T, stage: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """The stage's result; where it fails, its faults are gathered and `otherwise` stands in."""
    try:
        return stage(*args, **kwargs)
    except BuildFailed as failed:
        faults += failed.faults
        return otherwise
