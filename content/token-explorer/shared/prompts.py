"""The prompts that were measured, and the controls by which a reader chooses one or writes another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from explorable import Choice, Option, State, Text, data_file

from .measured import MEASURED

OWN = "own"  # the value of `prompt` for the reader's own text
SMOLLM2 = "smollm2"  # the model that was measured, as readers choose it for their own text


@dataclass(frozen=True)
class Prompt:
    """A text that was measured, and the ids of its tokens.

    `log_normalizer` is what softmax took from the model's logits after it.
    """

    text: str
    ids: Sequence[int]
    log_normalizer: float


def _prompts() -> dict[str, Prompt]:
    told = json.loads(data_file("../data/prompts.json").read_text("utf-8"))
    names = tuple(Prompt.__annotations__)
    return {each["name"]: Prompt(**{name: each[name] for name in names}) for each in told}


PROMPTS = _prompts()

MODELS = (
    Option("s", "Small, trained here"),
    Option("m", "Medium, trained here"),
    Option(SMOLLM2, "SmolLM2"),
)

PROMPT = Choice(
    "prompt",
    "Prompt",
    (*(Option(name, each.label) for name, each in MEASURED.items()), Option(OWN, "Your own text")),
    "fact",
    help="Ten that SmolLM2 was measured on, and one that you write.",
)
TEXT = Text(
    "text",
    "Your own text",
    "She had never in her life been so",
    max=400,
    lines=2,
    help="It is read as the beginning of a line, in your browser: it goes nowhere.",
)
MODEL = Choice(
    "model",
    "Model for your own text",
    MODELS,
    "s",
    help="The first two answer at once; SmolLM2 is fetched only if you ask for it.",
)
RUN = Choice(
    "run",
    "SmolLM2",
    (Option("measured", "As it was measured"), Option("here", "Running here")),
    "measured",
    help="Running here, it follows you anywhere; it is fetched only if you ask for it.",
)
CONTROLS = (PROMPT, TEXT, MODEL)
"""`prompt`, and `text` and `model`, which count where `prompt` is `OWN`."""


def runs(state: State) -> bool:
    """Whether a model is asked, instead of what was measured of one."""
    return bool(state.prompt == OWN or state.run == "here")


def asked_of(state: State) -> tuple[str, str, str]:
    """Text, model and what stands before the text: those that were measured had nothing before them."""
    if state.prompt == OWN:
        return state.text, state.model, "\n"
    return PROMPTS[state.prompt].text, SMOLLM2, ""


def idle_note(prompt: str) -> dict[str, str]:
    """What is said beside the reader's own text while another prompt is chosen."""
    return {} if prompt == OWN else {"text": "not read now: another prompt is chosen"}
