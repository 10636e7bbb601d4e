"""What two models of a pair differ in: the settings of the scale, and what the paper found for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """What two models of a pair differ in; `name` is as in `pairs.json`, `label` heads a row.

    `phrase` completes “as far apart as …”.
    """

    name: str
    label: str
    phrase: str

    @property
    def key(self) -> str:
        """The name as links write it."""
        return self.name.replace(" ", "-")


SETTINGS = (
    Setting("checkpoint", "Checkpoints", "two checkpoints, one after the other"),
    Setting("seed", "Seeds", "two seeds"),
    Setting("size", "Sizes", "two sizes"),
    Setting("fine-tuned", "Fine-tuned", "a fine-tuned model and the one that it was"),
    Setting("8 bits", "8 bits", "a model and its copy of 8 bits"),
    Setting("4 bits", "4 bits", "a model and its copy of 4 bits"),
    Setting("3 bits", "3 bits", "a model and its copy of 3 bits"),
    Setting("2 bits", "2 bits", "a model and its copy of 2 bits"),
    Setting("temperature", "Temperatures", "a model at two temperatures"),
    Setting("top-k", "Top-k", "a model and its 40 likeliest tokens"),
    Setting("layer", "Layers", "two layers, one after the other"),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
BY_KEY = {setting.key: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Median:
    """A median that the paper reports, in bits per byte; `setting` is the one of ours that it is beside."""

    label: str
    bits_per_byte: float
    setting: str = ""


PAPER = "Kishino et al. 2026"
PAPERS = (
    Median("late checkpoints", 0.011, "checkpoint"),
    Median("early checkpoints", 0.067, "checkpoint"),
    Median("seeds", 0.12, "seed"),
    Median("fine-tuned", 0.40, "fine-tuned"),
    Median("8 bits", 0.44, "8 bits"),
    Median("sizes", 0.48, "size"),
    Median("4 bits", 0.49, "4 bits"),
    Median("any of one type", 0.95),
    Median("any two", 2.2),
    Median("layers", 3.0, "layer"),
)
"""Of arXiv 2505.15353 v3, from the least to the greatest: the estimate, of models larger than ours."""
