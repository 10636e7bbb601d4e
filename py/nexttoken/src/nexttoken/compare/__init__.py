"""Two models compared by what they say of the same text, row after row of their files.

`rows.py` compares one row, `summary.py` sums up all, `llama_cpp.py` as llama.cpp does. From a terminal:
`python -m nexttoken.compare A B`.
"""

from .comparison import Comparison
from .rows import Apart, apart
from .summary import Summary

__all__ = ["Apart", "Comparison", "Summary", "apart"]
