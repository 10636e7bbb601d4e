"""What tokens that a file knows by number alone are called, which the service of comparisons sees to."""

from __future__ import annotations

from explorable import Choice, Option

KNOWN = Choice(
    "known",
    "Tokens without a name",
    (Option("no", "By number"), Option("smollm2", "As SmolLM2’s")),
    "no",
    help="For your files: vocabularies of 49 152 tokens may be SmolLM2’s.",
)
