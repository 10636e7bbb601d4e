"""Work in pieces, on several processes: of this machine, or of a cluster that Dask knows."""

import argparse
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from distributed import Client, LocalCluster, Worker, WorkerPlugin, as_completed


def declare(parser: argparse.ArgumentParser) -> None:
    """Give a command the arguments that say where its work is done."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--processes", type=int, default=2, help="how many work at once, each on a core")
    where.add_argument("--scheduler", default="", metavar="ADDRESS", help="of Dask: its workers do the work")


def each[T, R](
    work: Callable[[T], R], items: Sequence[T], processes: int = 1, scheduler: str = ""
) -> Iterator[R]:
    """Yield what `work` makes of items, in the order in which it is done.

    It is done by so many processes of this machine, or by the workers of the Dask scheduler at an address:
    these need this checkout, its packages, and the folders that `work` reads and writes. What a process was
    at when it ended is begun again on another.
    """
    if not items:
        return
    with ExitStack() as held:
        if scheduler:
            client = held.enter_context(Client(scheduler))
        else:
            client = held.enter_context(Client(held.enter_context(_processes(max(1, processes)))))
            client.register_plugin(_OnACore())
        for future in as_completed(client.map(work, items, pure=False)):
            yield future.result()


def _processes(count: int) -> LocalCluster:
    """So many, each of one thread; what is wrong is raised, and not logged as well."""
    return LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        memory_limit=0,
        dashboard_address="localhost:0",  # any port: another of us may have theirs
        silence_logs=logging.CRITICAL,
    )


class _OnACore(WorkerPlugin):
    """Keeps a process to a core, on which its threads take turns: so processes do not hinder each other."""

    def setup(self, worker: Worker) -> None:
        """Choose the core by the number that the process has."""
        if hasattr(os, "sched_setaffinity"):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[int(worker.name) % len(cores)]})
