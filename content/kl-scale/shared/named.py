"""What a model is called in a sentence: short, and no two alike."""

from __future__ import annotations

from .measured import Model

WHOLE = 32  # bits, of weights as they were trained
END = 3000  # steps, after which a member that began from nothing ends
SIZES = {"xs": "Smallest", "s": "Small", "m": "Medium", "b": "Big"}
CORPORA = {"austen": "Austen", "kjv": "the Bible", "jargon": "the Jargon File"}


def kind(model: Model) -> str:
    """What was made of the member: nothing ("end"), or in what this model differs from its member's end."""
    if model.parent:
        return "child"
    if model.layer is not None:
        return "layer"
    if model.temperature != 1:
        return "temperature"
    if model.bits < WHOLE:
        return "bits"
    return "end" if model.step == END else "step"


def named(model: Model) -> str:
    """Such as s-1, s-1 after 790 steps, s-1 in 4 bits."""
    match kind(model):
        case "child":
            return f"{model.parent}, tuned on {CORPORA[model.corpus]}"
        case "layer":
            return f"{model.member} read after {model.layer} of its layers"
        case "temperature":
            return f"{model.member} at T = {model.temperature:g}"
        case "bits":
            return f"{model.member} in {model.bits} bits"
        case "step":
            return f"{model.member} after {model.step} step{'s' if model.step != 1 else ''}"
    return model.member
