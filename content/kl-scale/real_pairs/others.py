"""What the small model is compared with where it reads the reader's own text."""

from __future__ import annotations

from explorable import Choice, Option

ASKED: dict[str, dict[str, object]] = {
    "m": {"other": "m"},
    "4bit": {"bits": 4},
    "3bit": {"bits": 3},
    "2bit": {"bits": 2},
    "t0.8": {"temperature": 0.8},
    "t2": {"temperature": 2.0},
}
"""How the model's service is asked for each."""

NAMES = {
    "m": "the medium model",
    "4bit": "its copy of 4 bits",
    "3bit": "its copy of 3 bits",
    "2bit": "its copy of 2 bits",
    "t0.8": "itself at T = 0.8",
    "t2": "itself at T = 2",
}

OTHER = Choice(
    "other",
    "The small model against",
    (
        Option("m", "Medium"),
        Option("4bit", "4 bits"),
        Option("3bit", "3 bits"),
        Option("2bit", "2 bits"),
        Option("t0.8", "T = 0.8"),
        Option("t2", "T = 2"),
    ),
    "m",
    help="Another size, copies of the small model’s weights, and the small model at other temperatures.",
)
