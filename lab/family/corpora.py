"""The texts that the family learns: paragraphs, as packages of Debian bring them.

`root` is the folder in which the packages are unpacked: `/` where they are installed.
"""

import gzip
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.family.rdata import read_package

_BLOCK, _OF = 40, 20  # paragraphs that stay together; of so many blocks one is held out
_VERSE = re.compile(r"^\d?[A-Za-z]+\d+:\d+ ")
_DRAWN = re.compile(r"[─-╿]")  # lines of a table
_FIRST = "Welcome to the Jargon File"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Corpus:
    """A text, the packages of Debian that bring it, and under which terms."""

    title: str
    package: str
    licence: str
    read: Callable[[Path], list[str]]


def paragraphs(name: str, root: Path) -> list[str]:
    """Return a corpus, each paragraph in one line. Raises ValueError where its package is not there."""
    corpus = CORPORA[name]
    try:
        return corpus.read(root)
    except FileNotFoundError as error:
        raise ValueError(
            f"{error.filename} is not there: `apt-get install {corpus.package}` brings it,"
            " or unpack the packages into a folder and name that by --root."
        ) from error


def split(text: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is learnt and what is held out: of every 20 blocks of 40 paragraphs the last."""
    held_out = [at // _BLOCK % _OF == _OF - 1 for at in range(len(text))]
    kept = list(zip(text, held_out, strict=True))
    return [one for one, out in kept if not out], [one for one, out in kept if out]


def _austen(root: Path) -> list[str]:
    package = read_package(root / "usr/lib/R/site-library/janeaustenr/data/Rdata.rdx")
    return [paragraph for _, lines in sorted(package.items()) for paragraph in joined(lines)]


def _kjv(root: Path) -> list[str]:
    """Verses, by the package's own program."""
    text = root / "usr/lib/bible.data"
    text.stat()  # without it the program only fails
    command = [str(root / "usr/bin/bible"), "-p", str(text.parent), "-f", "gen1:1-rev22:21"]
    printed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    return [verse for line in printed.splitlines() if (verse := _VERSE.sub("", line).strip())]


def _jargon(root: Path) -> list[str]:
    with gzip.open(root / "usr/share/doc/jargon-text/jargon.txt.gz", "rt", encoding="utf-8") as file:
        lines = file.read().partition(_FIRST)[2].splitlines()
    return joined("" if _DRAWN.search(line) else line for line in lines)


def joined(lines: Iterable[str]) -> list[str]:
    """Return paragraphs, which empty lines part, each in one line."""
    text = "\n".join(line.strip() for line in lines)
    return [_SPACES.sub(" ", one).strip() for one in re.split(r"\n{2,}", text) if one.strip()]


CORPORA = {
    "austen": Corpus("six novels by Jane Austen", "r-cran-janeaustenr", "public domain", _austen),
    "kjv": Corpus("the King James Bible", "bible-kjv bible-kjv-text", "public domain but in the UK", _kjv),
    "jargon": Corpus("the Jargon File 4.4.7", "jargon-text", "public domain", _jargon),
}
