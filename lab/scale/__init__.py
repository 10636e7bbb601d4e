"""Measures how far the family's models are from each other, on texts of Jane Austen that none has learnt.

`texts.json` holds the texts; `models.json` the models, and `vectors.npy` ln p of each text by each of these,
in nats; `pairs.json` how far apart pairs are token by token, over the whole vocabulary; `walks.json` how far
training went, in weights and in likelihoods. `smollm2.json` has pairs of SmolLM2, on some of the texts.
`made.json` says of which weights the family is, and the hash of each file.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from lab import tasks
from lab.family import RUNS
from lab.written import as_json

TARGET = Path("content/kl-scale/data")


def declare(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--runs", type=Path, default=RUNS, help="where `lab family` left it (%(default)s)")
    parser.add_argument("--root", type=Path, default=Path("/"), help="where Debian's packages are unpacked")
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder to write to (%(default)s)")
    parser.add_argument(
        "--smollm2", type=Path, metavar="FILE", help="measure SmolLM2 of this file, in the family's place"
    )
    tasks.declare(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Measure what is not measured yet, and write all of it."""
    from lab.family.study import family
    from lab.scale.files import files_of, told_of, with_hashes
    from lab.scale.large import large_file
    from lab.scale.study import measure_all
    from lab.scale.texts import text_set

    texts, runs = text_set(arguments.root), arguments.runs.absolute()
    tell = partial(print, flush=True)
    where = {"processes": arguments.processes, "scheduler": arguments.scheduler}
    made = arguments.to / "made.json"
    told = json.loads(made.read_text("utf-8")) if made.is_file() else {}
    if arguments.smollm2:
        files = {"smollm2.json": large_file(arguments.smollm2.absolute(), texts, runs, tell, **where)}
    else:
        measure_all(family(), texts, runs, tell, **where)
        files = files_of(family(), texts, runs)
        told |= told_of(family(), texts, runs)
    files[made.name] = as_json(with_hashes(told, files))
    arguments.to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.to / name).write_bytes(content)
