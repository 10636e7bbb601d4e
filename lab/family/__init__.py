"""Trains a family of small language models: three sizes of three seeds, and children on two other corpora.

Every member has a folder: weights at about twenty checkpoints, `model.gguf`, and `record.json`, which says
where it comes from. What is there already is not made again, and what was interrupted goes on.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing import SimpleQueue

RUNS = Path(".cache/family")


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--runs", type=Path, default=RUNS, help="the folder of all members (%(default)s)")
    parser.add_argument("--root", type=Path, default=Path("/"), help="where Debian's packages are unpacked")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these members, such as s-1 or s-1-kjv")
    parser.add_argument("--processes", type=int, default=2, help="how many train at once, each on one core")
    parser.add_argument("--ship", type=Path, metavar="FOLDER", help="copy those that a site has there")
    parser.add_argument("--merges", action="store_true", help="learn merges.txt anew, and nothing else")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Train all members, or those that are asked for and whom they come from."""
    from lab.family.study import chosen, learn_tokens, ship

    if arguments.merges:
        learn_tokens(arguments.root)
        return
    members = chosen(arguments.only)
    generations = [[m.name for m in members if bool(m.parent) == later] for later in (False, True)]
    work = partial(_make, runs=arguments.runs, root=arguments.root)
    context, most = get_context("spawn"), max(1, arguments.processes)
    with ProcessPoolExecutor(most, context, _keep_to_a_core, (_cores(context.SimpleQueue(), most),)) as pool:
        for names in generations:  # children begin as their parents ended
            for record in pool.map(work, names):
                bits = record["held_out"][record["corpus"]["name"]]["bits_per_byte"]
                print(f"{record['name']}: {bits:.3f} bits per byte of what was held out of its corpus")
    if arguments.ship:
        ship(members, arguments.runs, arguments.ship)


def _cores(queue: "SimpleQueue[int]", count: int) -> "SimpleQueue[int]":
    """Fill a queue with so many cores, in turn those that there are; with none where none can be chosen."""
    if hasattr(os, "sched_getaffinity"):
        for core in islice(cycle(sorted(os.sched_getaffinity(0))), count):
            queue.put(core)
    return queue


def _keep_to_a_core(cores: "SimpleQueue[int]") -> None:
    """Stay on a core, on which threads take turns, so that processes do not hinder each other."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cores.get()})


def _make(name: str, runs: Path, root: Path) -> dict[str, Any]:
    from lab.family.study import chosen, make, read_texts

    member = next(m for m in chosen([name]) if m.name == name)
    return make(member, read_texts(root), runs, partial(print, flush=True))
