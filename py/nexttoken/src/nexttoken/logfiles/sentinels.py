"""What servers write where they have no logarithm, each by its name."""

import math

LEAST_SINGLE = -3.4e38  # the lowest number of 32 bits, rounded up: llama-server's ln 0
_STAND_INS = {-9999.0: "−9999", -100.0: "−100"}  # OpenAI's “very unlikely”; where a server clips
_DEEPEST = -1000.0  # nats: what lies lower is no logarithm that a model gave
MEANINGS = {
    "null": "the server gave no number",
    "NaN": "the engine's arithmetic failed",
    "−Infinity": "a probability of 0: a sampler ruled the token out, or its number was too small",
    "−9999": "“very unlikely”: OpenAI's sign, no logarithm",
    "−100": "a floor at which the server clips",
    "0": "of all tokens alike, which says that nothing was computed",
    "−3.4e38": "a probability of 0, as llama-server writes it",
}


def named(value: float | None) -> str | None:
    """Return the name of what stands for a logarithm that is not known; None where it is one."""
    if value is None:
        return "null"
    if math.isnan(value):
        return "NaN"
    if value == -math.inf:
        return "−Infinity"
    if value in _STAND_INS:
        return _STAND_INS[value]
    if value <= LEAST_SINGLE:
        return "−3.4e38"
    return f"{value:g}" if value < _DEEPEST else None
