"""One function for many things, on all cores. It is here alone that a build becomes several processes.

They are copies of this one (`fork`), so that they know all that it knows: nothing is sent to them but which
thing is next, and what comes of it is sent back. Where a copy cannot be made, this process does the work: on
Windows and macOS, and under `serve`, whose threads might hold a lock that no copy could ever open.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from sitegen.base.faults import BuildFailed, Fault

_FEW = 32  # of those that take as long as a post

_SHARES = 8  # that each process gets, one after the other: posts are not of one size
_task: tuple[Callable[[Any], Any], Sequence[Any]]  # of a copy


def spread[T, R](work: Callable[[T], R], things: Sequence[T], few: int = _FEW) -> list[R]:
    """`work` for each thing, in their order, as if it were done here: what it changes here is lost.

    Up to so `few` are done here: they would be done before copies have begun.

    Raises what `work` raises, and `BuildFailed` where a process was ended from outside.
    """
    processes = min(cores(), max(len(things) - 1, 0) // few + 1)
    if processes == 1 or not _may_copy():
        return list(map(work, things))
    gc.freeze()  # else each copy would copy all memory, to look for what is garbage
    try:
        return _by_copies(work, things, processes)
    finally:
        gc.unfreeze()


def _by_copies[T, R](work: Callable[[T], R], things: Sequence[T], processes: int) -> list[R]:
    share = -(-len(things) // (processes * _SHARES))
    try:
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(processes, context, _begin, (work, things))
        results = pool.map(_do, range(len(things)), chunksize=share)
    except OSError:  # nothing that processes could share, or no room for another
        return list(map(work, things))
    try:
        return list(results)
    except BrokenProcessPool as broken:
        remedy = "Build again; if it was memory that ran out, end other programs before."
        what = "a process of the build was ended"
        raise BuildFailed([Fault("sitegen", 0, what, remedy, str(broken.__cause__ or ""))]) from broken
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _may_copy() -> bool:
    """Whether this process has no other thread, be it of Python or of a library."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


def _begin(work: Callable[[Any], Any], things: Sequence[Any]) -> None:
    """In a copy. Ctrl-C ends it without a word, for the first process says it; and so does that one's end."""
    global _task
    _task = work, things
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    first = multiprocessing.parent_process()
    if first:
        first.join()
        os._exit(1)


def _do(number: int) -> Any:
    work, things = _task
    return work(things[number])
