"""Why a token was cut: the number that it was judged by, and the limit that this fell short of."""

from __future__ import annotations

from explorable.format import count, number
from nexttoken.sampling import Step

STAGE_NAMES = {
    "penalties": "Penalties",
    "temperature": "Temperature",
    "top_n_sigma": "Top-nσ",
    "top_k": "Top-k",
    "typical_p": "Typical",
    "top_p": "Top-p",
    "min_p": "Min-p",
    "epsilon_cutoff": "Epsilon",
    "eta_cutoff": "Eta",
}
_SIGNS = {"top_k": ">", "top_p": "≥", "typical_p": ">", "top_n_sigma": ">", "temperature": ">"}
_BRIEFLY = {
    "top_k": "rank",
    "epsilon_cutoff": "ε",
    "eta_cutoff": "η",
    "top_n_sigma": "nσ",
    "temperature": "T",
}
_COMPUTED = ("typical_p", "eta_cutoff")  # their limits are no settings
_JUDGED_BY = {
    "temperature": "logits below the largest",
    "top_k": "its rank",
    "typical_p": "nats from the expected surprise",
    "top_p": "the probability of all before it",
    "min_p": "its share of the largest probability",
    "epsilon_cutoff": "its probability",
    "eta_cutoff": "its probability",
    "top_n_sigma": "standard deviations below the largest logit",
}


def compared(step: Step, judged: float) -> str:
    """`0.912 ≥ 0.9`: what cut a token, and the limit."""
    assert step.cut is not None
    limit = step.cut.limit
    if step.stage == "top_k":
        return f"{count(round(judged))} > {count(round(limit))}"
    sign = _SIGNS.get(step.stage, "<")
    return f"{number(judged)} {sign} {number(limit) if step.stage in _COMPUTED else plain(limit)}"


def plain(setting: float) -> str:
    """A setting as its slider has it: 0.9, 0.0003."""
    return f"{setting:.4f}".rstrip("0").rstrip(".")


def short(step: Step, judged: float) -> tuple[str, str]:
    """For a cell: `top-p`, `0.912 ≥ 0.9`."""
    return _BRIEFLY.get(step.stage, STAGE_NAMES[step.stage].lower()), compared(step, judged)


def reason(step: Step, judged: float) -> str:
    """For a sentence: `cut by top-p: the probability of all before it, 0.912 ≥ 0.9`."""
    what = _JUDGED_BY[step.stage]
    return f"cut by {STAGE_NAMES[step.stage].lower()}: {what}, {compared(step, judged)}"
