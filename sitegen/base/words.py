"""The words that pages have of their own: what templates, scripts and the generator say, in any language."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property

_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
_SCRIPTS_TO_LEFT = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}


@dataclass(frozen=True)
class Words:
    """A language. `page` and `scripts` hold its phrases by the English ones; what they lack stays English.

    Values stand in a phrase by name: "Figure {number}".
    """

    quotes: tuple[str, ...] = ("“", "”", "‘", "’")
    date: str = "{day} {month} {year}"
    months: tuple[str, ...] = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    page: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)

    def text(self, english: str) -> str:
        """A phrase with its values still to be filled in."""
        return self.page.get(english, english)

    def say(self, english: str, **values: object) -> str:
        """A phrase with these values."""
        return self.text(english).format(**values)

    def quoted(self, text: str) -> str:
        """The text between the language's quotation marks."""
        return f"{self.quotes[0]}{text}{self.quotes[1]}"

    def long_date(self, day: datetime.date) -> str:
        """ "21 November 2026"."""
        return self.date.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def listed(self, names: Sequence[str]) -> str:
        """ "Ada, Blaise and Carl"."""
        if len(names) < 2:
            return "".join(names)
        return self.say("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])

    @cached_property
    def key(self) -> str:
        """Stands for all of it, where results are kept."""
        return json.dumps(asdict(self))


ENGLISH = Words()


def direction(language: str) -> str:
    """ "rtl" for what is written from right to left, else "ltr"."""
    name, *others = language.lower().split("-")
    scripts = [other for other in others if len(other) == 4 and other.isalpha()]
    to_left = scripts[0] in _SCRIPTS_TO_LEFT if scripts else name in _TO_LEFT
    return "rtl" if to_left else "ltr"
