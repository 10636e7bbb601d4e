"""How the text asks for what a figure computes.

`{figure:output}` is of the figure's default, `{figure?state:output}` of that state, for ever.
`{live figure:output}` follows the figure, `{move figure:control}` is a handle on one of its controls.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

_STATE = r"(?P<state>\?(?P<query>[^{}\s]*))"
_SPEC = rf"(?:(?P<kind>live|move) +)?(?P<figure>[a-z][a-z0-9-]*){_STATE}?:(?P<name>\w+)"
READOUT = re.compile(rf"\{{(?P<spec>{_SPEC})\}}")
NEARLY = re.compile(r"\{(?P<kind>live|move)\s[^{}\n]*\}")
"""What was to be a readout, as its first word tells."""


class Asked(NamedTuple):
    """What stands between the braces. Without a state `query` is ""; `names_state` tells an empty one."""

    kind: Literal["", "live", "move"]
    figure: str
    names_state: bool
    query: str
    name: str

    @property
    def fixed(self) -> str:
        """The same as a number that stays."""
        return f"`{{{self.figure}{f'?{self.query}' if self.query else ''}:{self.name}}}`"


def read_spec(spec: str) -> Asked:
    """`"zipf-kl?rho=0.3:kl_pq"` → figure zipf-kl, query rho=0.3, name kl_pq."""
    found = READOUT.fullmatch("{" + spec + "}")
    if not found:
        raise ValueError(f"not a readout: {spec}")
    kind = cast("Literal['', 'live', 'move']", found["kind"] or "")
    return Asked(kind, found["figure"], found["state"] is not None, found["query"] or "", found["name"])
