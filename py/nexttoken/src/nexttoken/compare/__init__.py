"""Two models compared by what they say of the same text, row after row of their files.

`pairing.py` says which rows belong together, `rows.py` compares one pair, `lists.py` one that lists only some
tokens; `comparison.py` goes through all. `summary.py` sums up, `llama_cpp.py` as llama.cpp does; `where.py`
says where they differ, and `report.py` all of that, again and again while rows come; `size.py` says
how long tokens are, `card.py` writes all down, and `table.py` row by row. From a terminal:
`python -m nexttoken.compare A B`.
"""

from .card import in_json, markdown
from .comparison import Comparison
from .report import Report, report, reports
from .rows import Apart, apart
from .size import Size
from .summary import Summary
from .table import Table
from .where import Look, Place, Seen, look

__all__ = [
    "Apart",
    "Comparison",
    "Look",
    "Place",
    "Report",
    "Seen",
    "Size",
    "Summary",
    "Table",
    "apart",
    "in_json",
    "look",
    "markdown",
    "report",
    "reports",
]
