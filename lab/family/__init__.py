"""Trains a family of small language models: three sizes of three seeds, a larger one, and their children.

Every member has a folder: weights at about thirty checkpoints, `model.gguf`, and `record.json`, which says
where it comes from. What is there already is not made again, and what was interrupted goes on.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from lab import tasks

RUNS = Path(".cache/family")


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--runs", type=Path, default=RUNS, help="the folder of all members (%(default)s)")
    parser.add_argument("--root", type=Path, default=Path("/"), help="where Debian's packages are unpacked")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these members, such as s-1 or s-1-kjv")
    tasks.declare(parser)
    parser.add_argument("--ship", type=Path, metavar="FOLDER", help="copy those that a site has there")
    parser.add_argument("--merges", action="store_true", help="learn merges.txt anew, and nothing else")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Train all members, or those that are asked for and whom they come from."""
    from lab.family.study import chosen, learn_tokens, read_texts, ship

    if arguments.merges:
        learn_tokens(arguments.root)
        return
    members = chosen(arguments.only)
    generations = [[m.name for m in members if bool(m.parent) == later] for later in (False, True)]
    read_texts(arguments.root)  # what is missing is said before any process begins
    work = partial(_make, runs=arguments.runs.absolute(), root=arguments.root.absolute())
    for names in filter(None, generations):  # children begin as their parents ended
        for record in tasks.each(work, names, arguments.processes, arguments.scheduler):
            bits = record["held_out"][record["corpus"]["name"]]["bits_per_byte"]
            print(f"{record['name']}: {bits:.3f} bits per byte of what was held out of its corpus")
    if arguments.ship:
        ship(members, arguments.runs, arguments.ship)


def _make(name: str, runs: Path, root: Path) -> dict[str, Any]:
    from lab.family.study import chosen, make, read_texts

    member = next(m for m in chosen([name]) if m.name == name)
    return make(member, read_texts(root), runs, partial(print, flush=True))
