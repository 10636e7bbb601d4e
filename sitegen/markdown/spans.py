"""What code and formulas look like within a line of text, for rules that look at it before it is parsed."""

from __future__ import annotations

import re

CODE = re.compile(r"(?<!`)(`+)(?!`)(?P<code>.+?)(?<!`)\1(?!`)")

FORMULA = re.compile(r"(?<![\\\d])\$(?!\s)(?P<tex>(?:\\.|[^\\$])+)(?<!\s)\$(?!\d)", re.DOTALL)
"""No space inside of the dollars, and no digit beside them, which makes them a price."""
