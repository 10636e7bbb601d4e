"""Which two files are compared: an example's, or what a reader pasted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorable import Data, Need, Option, State
from nexttoken.logfiles import ListFile, LogFile, open_log
from nexttoken.names import Names, read_names

type Opened = LogFile | ListFile

PASTED = "pasted"
EXAMPLES = {
    "4-bits": (Data("../data/family-s.kld", travels=True), Data("../data/family-s-4-bits.kld", travels=True)),
    "2-bits": (Data("../data/family-s.kld", travels=True), Data("../data/family-s-2-bits.kld", travels=True)),
}
TOKENS = Data("../data/tokenizer.json", travels=True)
OPTIONS = (
    Option("4-bits", "A small model and its copy of 4 bits"),
    Option("2-bits", "The same, of 2 bits"),
    Option(PASTED, "What you paste"),
)


@dataclass(frozen=True)
class Pasted:
    """A text as a file."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are."""
        return self.content[start : start + count]


def needs(state: State) -> list[Need]:
    """The files of an example; what is pasted needs none."""
    return [] if state.files == PASTED else [*EXAMPLES[state.files], TOKENS]


def opened(state: State, paths: tuple[Path, ...]) -> tuple[Opened, Opened, Names | None]:
    """Both files and what their tokens are called. Raises ValueError where one cannot be read."""
    if state.files != PASTED:
        a, b, tokens = paths
        return open_log(a), open_log(b), names(tokens)
    for label, text in (("A", state.a), ("B", state.b)):
        if not text.strip():
            raise ValueError(f"Paste what a server answered into both fields: {label} is empty.")
    return open_log(Pasted("A", state.a.encode())), open_log(Pasted("B", state.b.encode())), None


@lru_cache(maxsize=1)
def names(path: Path) -> Names:
    """The names of the example's tokens."""
    return read_names(path)
