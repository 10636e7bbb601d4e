"""The files that a post has of what was measured."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken.loglik import double_centred, kl_estimate, kl_interval, kl_matrix

from lab.family.study import Member
from lab.scale.models import WHOLE, Model, Weights, models_of, weights_of
from lab.scale.pairs import pairs
from lab.scale.study import Texts, compared, measured, piece_of
from lab.written import as_json, as_npy

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Json = dict[str, Any]

_DIGITS = 6  # that a number is written with
_KEPT = "made_by", "made_on", "versions", "sha256", "held_out", "cpu_seconds"


def files_of(members: Sequence[Member], texts: Texts, runs: Path) -> dict[str, bytes]:
    """Return each file's content, by its name, once all pieces are measured."""
    known = partial(measured, texts=texts, runs=runs)
    all_weights = [weights for member in members for weights in weights_of(member)]
    vectors = {name: row for weights in all_weights for name, row in known(piece_of(weights)).items()}
    shown = [model for weights in all_weights for model in models_of(weights) if _is_shown(model)]
    walks = {
        member.name: _walk(member, known(piece_of(member)), vectors)
        for member in members
        if not member.parent
    }
    return {
        "texts.json": as_json(list(texts)),
        "models.json": as_json([_told(model) for model in shown]),
        "vectors.npy": as_npy(np.array([vectors[model.name] for model in shown], np.float32)),
        "pairs.json": as_json([with_estimate(known(piece_of(pair)), vectors) for pair in pairs(members)]),
        "walks.json": as_json(walks),
    }


def _is_shown(model: Model[Weights]) -> bool:
    """Checkpoints that only show how training walks from one place are in `walks.json` alone."""
    return model.weights.step in model.weights.member.recipe.log_scale()


def _told(model: Model[Weights]) -> Json:
    member = model.weights.member
    return {
        "name": model.name,
        "member": member.name,
        "step": model.weights.step,
        "bits": model.weights.bits,
        "layer": model.layer,
        "temperature": model.temperature,
        "parent": member.parent,
        "corpus": member.corpus,
        "seed": member.recipe.seed,
    }


def with_estimate(found: Json, vectors: Mapping[str, Sequence[float]]) -> Json:
    """Return what was found token by token, and beside it the estimate in nats a text, with its interval.

    Of a model that rules tokens out there is none: to some texts it gives nothing at all.
    """
    names = found["first"], found["second"]
    estimate = _estimate(*(np.array(vectors[name]) for name in names)) if vectors.keys() >= {*names} else None
    told: Json = _short(found | {"estimate": estimate})
    return told


def _estimate(first: "Floats", second: "Floats") -> list[float]:
    return [kl_estimate(first, second), *kl_interval(first, second)]


def _walk(member: Member, weights: Json, vectors: dict[str, list[float]]) -> Json:
    """Squared distances of weights, and KL by the estimate in nats a text, of each two checkpoints."""
    names = [models_of(each)[0].name for each in weights_of(member) if each.bits == WHOLE]
    kl = kl_matrix(double_centred(np.array([vectors[name] for name in names])))
    told: Json = _short(weights | {"kl": kl.tolist()})
    return told


def told_of(members: Sequence[Member], texts: Texts, runs: Path) -> Json:
    """Return where the files come from, and who made the members."""
    records = {m.name: json.loads((runs / m.name / "record.json").read_text("utf-8")) for m in members}
    return {
        "commands": ["python -m lab family", "python -m lab scale"],
        "texts": _counted(texts) | {"corpus": next(iter(records.values()))["corpus"]},
        "compared": _counted(compared(texts)),
        "members": {name: {key: told[key] for key in _KEPT} for name, told in records.items()},
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def with_hashes(told: Json, files: Mapping[str, bytes]) -> Json:
    """Return what is told of files, with the hash of each of these beside the others’."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return told | {"sha256": dict(sorted((told.get("sha256", {}) | hashes).items()))}


def _counted(texts: Texts) -> Json:
    return {"count": len(texts), "bytes": sum(len(text.encode()) for text in texts)}


def _short(value: Any) -> Any:
    """Numbers with as many digits as are certain."""
    match value:
        case float():
            return float(f"{value:.{_DIGITS}g}")
        case list():
            return [_short(each) for each in value]
        case dict():
            return {key: _short(each) for key, each in value.items()}
    return value
