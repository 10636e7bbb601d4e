"""What was measured of SmolLM2 after each prompt: the one list of their names and files."""

from __future__ import annotations

from dataclasses import dataclass

from explorable import Data


@dataclass(frozen=True)
class Measured:
    """What was measured after a prompt, which readers choose by `label`.

    `distribution` is over the whole vocabulary, `tree` is how it goes on, `layers` what each layer would say.
    """

    label: str
    distribution: Data
    tree: Data
    layers: Data


MEASURED = {
    "fact": Measured(
        "Fact",
        Data("../data/fact.npy", travels=True),
        Data("../data/fact-tree.json", travels=True),
        Data("../data/fact-layers.json", travels=True),
    ),
    "story": Measured(
        "Story",
        Data("../data/story.npy", travels=True),
        Data("../data/story-tree.json", travels=True),
        Data("../data/story-layers.json", travels=True),
    ),
    "code": Measured(
        "Code",
        Data("../data/code.npy", travels=True),
        Data("../data/code-tree.json", travels=True),
        Data("../data/code-layers.json", travels=True),
    ),
    "arithmetic": Measured(
        "Arithmetic",
        Data("../data/arithmetic.npy", travels=True),
        Data("../data/arithmetic-tree.json", travels=True),
        Data("../data/arithmetic-layers.json", travels=True),
    ),
    "list": Measured(
        "List",
        Data("../data/list.npy", travels=True),
        Data("../data/list-tree.json", travels=True),
        Data("../data/list-layers.json", travels=True),
    ),
    "language": Measured(
        "Another language",
        Data("../data/language.npy", travels=True),
        Data("../data/language-tree.json", travels=True),
        Data("../data/language-layers.json", travels=True),
    ),
    "garden-path": Measured(
        "Two readings",
        Data("../data/garden-path.npy", travels=True),
        Data("../data/garden-path-tree.json", travels=True),
        Data("../data/garden-path-layers.json", travels=True),
    ),
    "repetition": Measured(
        "Repetition",
        Data("../data/repetition.npy", travels=True),
        Data("../data/repetition-tree.json", travels=True),
        Data("../data/repetition-layers.json", travels=True),
    ),
    "quotation": Measured(
        "Quotation",
        Data("../data/quotation.npy", travels=True),
        Data("../data/quotation-tree.json", travels=True),
        Data("../data/quotation-layers.json", travels=True),
    ),
    "mid-word": Measured(
        "Mid-word",
        Data("../data/mid-word.npy", travels=True),
        Data("../data/mid-word-tree.json", travels=True),
        Data("../data/mid-word-layers.json", travels=True),
    ),
}
