"""Log-probabilities that other programs wrote to files: opened by what they are, and read row by row.

`open_log` tells what a file is. `kld.py` reads what llama.cpp and ik_llama.cpp write, `arrays.py` numpy's own
files and `zipped.py` its archives of them. Of servers' answers in JSON `spans.py` finds out where the rows
lie, `texts.py` which of them are of one text, `shapes.py` reads one of any of the shapes, `sentinels.py`
names what stands there for numbers, and `listed.py` is such a file. All go through `source.py`, which brings
so many bytes from a place, of a path or of whatever else. Nothing here holds more of a file than its text's
tokens, where rows lie and a few of them.
"""

from .listed import ListFile
from .log_file import CodedRow, Listed, LogFile, ReadRow, Row, Token
from .opening import open_log
from .source import PathSource, Source

__all__ = [
    "CodedRow",
    "ListFile",
    "Listed",
    "LogFile",
    "PathSource",
    "ReadRow",
    "Row",
    "Source",
    "Token",
    "open_log",
]
