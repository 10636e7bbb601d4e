"""What a reading may be compared with."""

from __future__ import annotations

from explorable import Option

NOTHING = "none"
TEMPERATURES = {"t0.5": 0.5, "t0.8": 0.8, "t1.25": 1.25, "t2": 2.0}
COPIES = {"8bit": "8 bits", "4bit": "4 bits", "3bit": "3 bits", "2bit": "2 bits"}
MODELS = {"s": "Small", "m": "Medium"}

OPTIONS = (
    Option(NOTHING, "Nothing"),
    *(Option(name, f"T = {t:g}") for name, t in TEMPERATURES.items()),
    *(Option(name, label) for name, label in COPIES.items()),
    *(Option(name, label) for name, label in MODELS.items()),
)


def measured_name(other: str) -> str:
    """What it is called where a passage was measured; "" where it was not."""
    return f"T = {TEMPERATURES[other]:g}" if other in TEMPERATURES else COPIES.get(other, "")


def asked(other: str, model: str) -> dict[str, object] | None:
    """What the model's service is to compare a reader's text with; None where there is nothing."""
    if other in TEMPERATURES:
        return {"temperature": TEMPERATURES[other]}
    return {"other": other} if other in MODELS and model in MODELS else None


def why_not(other: str, own: bool) -> str:
    """Why a reading is compared with nothing, where another was chosen."""
    if own and other in COPIES:
        return "Copies of fewer bits were measured of the passages, not of your own text."
    if own:
        return (
            "SmolLM2 has other tokens than the models that were trained here: nothing to compare one by one."
        )
    return (
        "SmolLM2 read the passages, in tokens of its own: models trained here are compared on your own text."
    )
