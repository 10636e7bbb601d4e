"""How a readout is written in the text: `{figure:output}`, or `{figure?state:output}`."""

from __future__ import annotations

import re

READOUT = re.compile(r"\{(?P<spec>(?P<figure>[a-z][a-z0-9-]*)(\?(?P<query>[^{}\s]*))?:(?P<output>\w+))\}")


def split_readout(spec: str) -> tuple[str, str, str]:
    """`"zipf-kl?rho=0.3:kl_pq"` → `("zipf-kl", "rho=0.3", "kl_pq")`; without a state its query is ""."""
    found = READOUT.fullmatch("{" + spec + "}")
    if not found:
        raise ValueError(f"not a readout: {spec}")
    return found["figure"], found["query"] or "", found["output"]
