"""Work of `lab` in pieces: on its own processes, on a scheduler's workers, and where one is killed."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest
from distributed import LocalCluster

from lab import tasks

TEN = range(10)


def squared(number: int) -> int:
    return number * number


def refused(number: int) -> int:
    raise ValueError(f"{number} is no good.")


def squared_once_another_is_killed(number: int, folder: Path) -> int:
    """The first process that comes to 5 ends as if the machine had killed it."""
    if number == 5 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(number)


def test_each_item_is_worked_on_once():
    assert sorted(tasks.each(squared, TEN, processes=2)) == [n * n for n in TEN]


def test_what_a_killed_process_was_at_is_done_by_another(tmp_path):
    work = partial(squared_once_another_is_killed, folder=tmp_path)
    assert sorted(tasks.each(work, TEN, processes=2)) == [n * n for n in TEN]
    assert (tmp_path / "killed").exists()


def cores_of(number: int) -> set[int]:
    return os.sched_getaffinity(0)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processes cannot be tied to cores here")
def test_each_process_stays_on_a_core_of_its_own():
    assert {len(cores) for cores in tasks.each(cores_of, TEN, processes=2)} == {1}


def test_the_workers_of_a_scheduler_do_it_where_one_is_named():
    with LocalCluster(n_workers=1, processes=False, dashboard_address=None, protocol="tcp") as cluster:
        assert sorted(tasks.each(squared, TEN, scheduler=cluster.scheduler_address)) == [n * n for n in TEN]


def test_what_is_wrong_is_raised_as_it_is():
    with pytest.raises(ValueError, match=r"^7 is no good\.$"):
        list(tasks.each(refused, [7]))
