"""How tokens read that the compared files know by number alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from explorable import ChosenFile
from nexttoken.names import Names, read_names
from nexttoken.stored import parted


def names_of(*named: ChosenFile | Path) -> Names:
    """The names that all of these hold; the reader's own file, which comes first, has the last word.

    Raises ValueError, of a sentence, where that holds none, or is damaged.
    """
    found = [_vocabulary(each) if isinstance(each, Path) else read_names(each) for each in named]
    return Names(found[0].file, {id: name for each in reversed(found) for id, name in each.tokens.items()})


@lru_cache(maxsize=1)
def _vocabulary(path: Path) -> Names:
    """The bytes of each token of a model that is known, by id."""
    with path.open("rb") as file:
        lengths = np.load(file)
        return Names(path.name, dict(enumerate(parted(lengths, np.load(file)))))
