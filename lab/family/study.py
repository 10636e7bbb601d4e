"""Which models the family has, and how each comes to be: trained, measured, and written down."""

import hashlib
import json
import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from lab.family.corpora import CORPORA, paragraphs, split
from lab.family.decoder import Size, first_weights
from lab.family.export import gguf
from lab.family.tokens import MERGES, VOCABULARY, Ids, ids_of, learn_merges, made_of, read_merges
from lab.family.train import (
    Arrays,
    Progress,
    Recipe,
    copied,
    cpu_seconds,
    distance,
    held_out,
    read_weights,
    train,
    write_whole,
)

type Json = dict[str, Any]

HOME = "austen"
CONTEXT = 256
SIZES = {
    "xs": Size(32, 3, 1, 1, 96, CONTEXT, VOCABULARY),
    "s": Size(64, 4, 2, 1, 192, CONTEXT, VOCABULARY),
    "m": Size(128, 5, 4, 2, 384, CONTEXT, VOCABULARY),
    "b": Size(224, 5, 7, 7, 608, CONTEXT, VOCABULARY),
}
_RATES = {"xs": 5e-3, "s": 4e-3, "m": 3e-3, "b": 2e-3}
_STEPS = 3000
_SEEDS = {"xs": 3, "s": 3, "m": 3, "b": 1}  # how many: one of the largest takes half an hour
_TUNED = Recipe(steps=200, rate=1e-3, seed=1, warm=20, cool=50)  # a child's
FILE = "model.gguf"
SHIPPED = {"s-1": "s", "m-1": "m", "b-1": "b"}
_PACKAGES = "jax", "jaxlib", "numpy"
_GLIMPSE = 8192  # held-out tokens on which each checkpoint is measured


@dataclass(frozen=True)
class Member:
    """A model of the family. A child begins as its parent ended, and learns another corpus."""

    name: str
    size: Size
    recipe: Recipe
    corpus: str = HOME
    parent: str = ""


def family() -> list[Member]:
    """Return all members, parents before children, which the first seed of each size has."""
    parents = [
        Member(f"{size}-{seed}", SIZES[size], Recipe(_STEPS, _RATES[size], seed))
        for seed in range(1, 1 + max(_SEEDS.values()))
        for size in SIZES
        if seed <= _SEEDS[size]
    ]
    children = [
        replace(
            parent,
            name=f"{parent.name}-{corpus}",
            recipe=replace(_TUNED, seed=parent.recipe.seed),
            corpus=corpus,
            parent=parent.name,
        )
        for parent in parents
        for corpus in CORPORA
        if parent.recipe.seed == 1 and corpus != HOME
    ]
    return parents + children


def chosen(names: Sequence[str] | None) -> list[Member]:
    """Return the members of these names, and their parents; all of them for None."""
    everyone = family()
    if names is None:
        return everyone
    if unknown := set(names) - {member.name for member in everyone}:
        there = ", ".join(member.name for member in everyone)
        raise ValueError(f"The family has no {min(unknown)}: it has {there}.")
    wanted = set(names) | {member.parent for member in everyone if member.name in names}
    return [member for member in everyone if member.name in wanted]


def ship(members: Sequence[Member], runs: Path, folder: Path) -> None:
    """Copy those that a site has to `folder`, each as `family-<size>.gguf`, and their records."""
    records = {}
    for name, to in ((member.name, SHIPPED[member.name]) for member in members if member.name in SHIPPED):
        record = json.loads((runs / name / "record.json").read_text("utf-8"))
        write_whole(folder / f"family-{to}.gguf", (runs / name / FILE).read_bytes())
        records[to] = record
    write_whole(folder / "family.json", json.dumps(records, indent=1).encode() + b"\n")


@dataclass(frozen=True)
class Texts:
    """Every corpus as ids, learnt and held out, and the bytes that the latter have."""

    learnt: dict[str, Ids]
    held_out: dict[str, Ids]
    bytes: dict[str, int]
    sha256: dict[str, str]


def learn_tokens(root: Path) -> None:
    """Write merges.txt anew, learnt of what all corpora have but hold out."""
    learnt = (split(paragraphs(name, root))[0] for name in CORPORA)
    write_whole(MERGES, "".join(f"{merge}\n" for merge in learn_merges(chain(*learnt))).encode())


def read_texts(root: Path) -> Texts:
    """Return the corpora; see `corpora` for `root`."""
    tokens = made_of(read_merges())
    texts = {name: paragraphs(name, root) for name in CORPORA}
    parts = {name: split(text) for name, text in texts.items()}
    return Texts(
        {name: ids_of(learnt, tokens) for name, (learnt, _) in parts.items()},
        {name: ids_of(out, tokens) for name, (_, out) in parts.items()},
        {name: sum(len(f"\n{one}".encode()) for one in out) for name, (_, out) in parts.items()},
        {name: hashlib.sha256("\n".join(text).encode()).hexdigest() for name, text in texts.items()},
    )


def make(member: Member, texts: Texts, runs: Path, tell: Callable[[str], None]) -> Json:
    """Train a member in its folder of `runs`, unless that is done, and return what is written down of it."""
    folder = runs / member.name
    record = folder / "record.json"
    _check_plan(folder / "plan.json", _plan(member, texts))
    if not record.is_file():
        checkpoints, weights = _trained(member, texts, runs, tell)
        content = gguf(weights, member.name, member.size, read_merges())
        write_whole(folder / FILE, content)
        told = _told(member, texts, weights, content)
        told |= {"cpu_seconds": round(cpu_seconds(folder)), "checkpoints": checkpoints}
        write_whole(record, json.dumps(told, indent=1).encode())
    return dict(json.loads(record.read_text("utf-8")))


def _plan(member: Member, texts: Texts) -> Json:
    """All that a member's weights depend on, but for the packages, and which of them are kept."""
    merges = hashlib.sha256(MERGES.read_bytes()).hexdigest()
    return asdict(member) | {
        "corpus_sha256": texts.sha256[member.corpus],
        "merges_sha256": merges,
        "weights_kept": member.recipe.checkpoints(),
    }


def _check_plan(file: Path, plan: Json) -> None:
    """Write down what a folder's training is to be; raises ValueError where it began as another."""
    if not file.is_file():
        write_whole(file, json.dumps(plan, indent=1).encode())
    began = json.loads(file.read_text("utf-8"))
    if other := [key for key in plan if began.get(key) != plan[key]]:
        raise ValueError(
            f"What is in {file.parent} was begun with another {other[0]}: remove it, or name another folder"
            " by --runs."
        )


def _trained(
    member: Member, texts: Texts, runs: Path, tell: Callable[[str], None]
) -> tuple[list[Json], Arrays]:
    """What is measured at each checkpoint, and the weights at the last."""

    def progress(now: Progress) -> None:
        of = f"step {now.step} of {member.recipe.steps}"
        tell(
            f"{member.name}: {of}, {now.loss:.3f} nats per token, "
            f"{now.tokens_per_second:.0f} tokens a second, {now.seconds_left / 60:.0f} minutes left"
        )

    first = _first(member, runs)
    origin = before = copied(first)
    glimpse = texts.held_out[member.corpus][:_GLIMPSE]
    found = []
    learnt = texts.learnt[member.corpus]
    for step, weights in train(first, learnt, member.size, member.recipe, runs / member.name, progress):
        surprise = held_out(weights, glimpse, member.size)
        moved = {"from_first": distance(weights, origin), "from_before": distance(weights, before)}
        found.append({"step": step, "held_out": surprise} | moved)
        before = copied(weights)
    return found, weights


def _first(member: Member, runs: Path) -> Arrays:
    """The weights that a member begins with."""
    if not member.parent:
        return first_weights(member.size, member.recipe.seed)
    parent = next(other for other in family() if other.name == member.parent)
    return read_weights(runs / parent.name / f"{parent.recipe.steps}.npz")


def _told(member: Member, texts: Texts, weights: Arrays, content: bytes) -> Json:
    """Where a member comes from, and how well it predicts what was held out of each corpus."""
    corpus = CORPORA[member.corpus]
    return {
        **_plan(member, texts),
        "corpus": {
            "name": member.corpus,
            "title": corpus.title,
            "package": corpus.package,
            "licence": corpus.licence,
        },
        "size": asdict(member.size) | {"weights": sum(weight.size for weight in weights.values())},
        "tokens_seen": member.recipe.steps * member.recipe.texts * member.size.context,
        "held_out": {name: _surprise(name, member, texts, weights) for name in CORPORA},
        "made_by": f"python -m lab family --only {member.name}",
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
        "made_on": datetime.now(UTC).date().isoformat(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _surprise(corpus: str, member: Member, texts: Texts, weights: Arrays) -> Json:
    text = texts.held_out[corpus]
    nats, bytes_per_token = held_out(weights, text, member.size), texts.bytes[corpus] / len(text)
    return {
        "nats_per_token": nats,
        "bytes_per_token": bytes_per_token,
        "bits_per_byte": nats / math.log(2) / bytes_per_token,
    }
