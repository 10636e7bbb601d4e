"""What a reader can set: the samplers' parameters, and the order in which they come."""

from __future__ import annotations

from dataclasses import fields, replace

from explorable import Choice, Option, Preset, Seed, Slider, State, Text
from nexttoken.sampling import ENGINES, STAGES, Engine, Settings

from ..shared.prompts import MODEL, PROMPT, TEXT
from ..shared.reasons import STAGE_NAMES

OWN_ORDER = "own"
ENGINE_NAMES = {
    "transformers": "transformers",
    "vllm": "vLLM",
    "llama.cpp": "llama.cpp",
    OWN_ORDER: "your own order",
}
LOGITS, PENALTIES, TEMPERATURE, CUTS, DRAW = "logits", "penalties", "temperature", "cuts", "draw"
NAMES = {LOGITS: "Logits", **STAGE_NAMES, DRAW: "Draw"}
"""What can be opened; those between the first and the last are the stages of `nexttoken.sampling`."""

CONTROLS = (
    replace(PROMPT, default="story"),
    TEXT,
    MODEL,
    Choice(
        "engine",
        "In the order of",
        tuple(Option(name, label) for name, label in ENGINE_NAMES.items()),
        "transformers",
        help="The same settings; an engine passes over the stages that it does not have.",
    ),
    Text(
        "order",
        "Your own order",
        " ".join(STAGES),
        max=160,
        help="Names of stages, in a row; what is not named does nothing. Penalties are as in llama.cpp.",
    ),
    Choice(
        "open",
        "Opened",
        tuple(Option(name, label) for name, label in NAMES.items()),
        "top_p",
        help="Its numbers, its formula and its Python stand below the picture.",
        view=True,
    ),
    Slider("temperature", "Temperature", 0, 3, 0.05, 0.8, symbol="T", fine=0.01, help="0 is greedy, 1 off."),
    Slider("top_k", "Top-k", 0, 500, 1, 40, symbol="k", help="0 is off."),
    Slider("top_p", "Top-p", 0.01, 1, 0.01, 0.9, symbol="p", fine=0.001, help="1 is off."),
    Slider("min_p", "Min-p", 0, 1, 0.01, 0.05, fine=0.001, help="0 is off."),
    Slider("typical_p", "Typical", 0.01, 1, 0.01, 1, fine=0.001, help="1 is off."),
    Slider(
        "top_n_sigma", "Top-nσ", 0, 8, 0.1, 0, symbol="n", fine=0.01, help="0 is off. Of llama.cpp alone."
    ),
    Slider("epsilon_cutoff", "Epsilon cutoff", 0, 0.1, 0.001, 0, symbol="ε", fine=0.0001, help="0 is off."),
    Slider("eta_cutoff", "Eta cutoff", 0, 0.1, 0.001, 0, symbol="ε", fine=0.0001, help="0 is off."),
    Slider("repetition_penalty", "Repetition penalty", 0.5, 2, 0.05, 1, fine=0.01, help="1 is off."),
    Slider("frequency_penalty", "Frequency penalty", -2, 2, 0.1, 0, fine=0.01, help="0 is off."),
    Slider("presence_penalty", "Presence penalty", -2, 2, 0.1, 0, fine=0.01, help="0 is off."),
    Slider("penalty_last_n", "Penalties look back", 0, 64, 1, 64, unit="tokens", help="In llama.cpp."),
    Slider("rank", "Look at rank", 1, 49_152, 1, 2, scale="log", help="Of all tokens, by the model alone."),
    Seed("seed", "Seed", help="Its first number draws the token."),
)

PRESETS = (
    Preset(
        "Hot",
        "Top-p after temperature lets in what top-p before it cuts.",
        {"temperature": 1.5, "top_k": 0, "min_p": 0, "open": "temperature"},
    ),
    Preset(
        "Not the likeliest",
        "Typical sampling cuts what is likelier than expected, too.",
        {"engine": "llama.cpp", "typical_p": 0.4, "open": "typical_p"},
    ),
    Preset(
        "Said before",
        "A penalty on repetition, after a text that is nothing else.",
        {"prompt": "repetition", "repetition_penalty": 1.3, "open": "penalties", "rank": 1},
    ),
    Preset(
        "Everything",
        "Nothing is cut: the model’s own distribution.",
        {"temperature": 1, "top_k": 0, "top_p": 1, "min_p": 0, "open": "logits"},
    ),
)


def settings_of(state: State) -> Settings:
    """The samplers' parameters."""
    return Settings(**{field.name: state.values[field.name] for field in fields(Settings)})


def order_of(words: str) -> tuple[str, ...]:
    """The stages that are named, each once."""
    named = dict.fromkeys(words.replace(",", " ").split())
    return tuple(word for word in named if word in STAGES)


def engine_of(state: State, name: str) -> Engine:
    """An engine, or the reader's own."""
    return Engine(order_of(state.order)) if name == OWN_ORDER else ENGINES[name]


def unknown_in(words: str) -> list[str]:
    """What is named and is no stage."""
    return [word for word in words.replace(",", " ").split() if word not in STAGES]


def moved(order: tuple[str, ...], stage: str, by: int) -> str:
    """An order with a stage one place earlier (−1) or later (1), as text; "" where it cannot go there."""
    at = order.index(stage)
    if not 0 <= at + by < len(order):
        return ""
    others = [each for each in order if each != stage]
    return " ".join((*others[: at + by], stage, *others[at + by :]))
