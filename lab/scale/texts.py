"""The texts that models are compared by: pieces of Jane Austen's paragraphs which the family has not learnt.

They are its home: of a text from elsewhere, models that never saw its like say little that is theirs.
"""

import textwrap
from pathlib import Path

from lab.family.corpora import paragraphs, split

MOST, LEAST = 200, 60  # characters


def text_set(root: Path) -> list[str]:
    """Return the texts; see `lab.family.corpora` for `root`."""
    _, held_out = split(paragraphs("austen", root))
    return [piece for paragraph in held_out for piece in pieces(paragraph)]


def pieces(paragraph: str) -> list[str]:
    """Return a paragraph cut between words into pieces of at most `MOST`, without a rest under `LEAST`."""
    cut = textwrap.wrap(paragraph, MOST, break_long_words=False, break_on_hyphens=False)
    return [piece for piece in cut if len(piece) >= LEAST]
