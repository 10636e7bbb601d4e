"""Looking into one setting: the control, and the words for one and for all."""

from __future__ import annotations

from explorable import Choice, Option

from .settings import BY_KEY, SETTINGS, Setting

ALL = "all"
SETTING = Choice(
    "setting",
    "Look into",
    (Option(ALL, "All"), *(Option(setting.key, setting.label) for setting in SETTINGS)),
    ALL,
    help="What the two models of a pair differ in. The table then lists these pairs.",
)


def chosen(key: str) -> Setting | None:
    """The setting that is looked into; None for all."""
    return BY_KEY.get(key)
