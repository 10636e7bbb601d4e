"""Log-probabilities that other programs wrote to files: opened by what they are, and read row by row.

`open_log` tells what a file is. `kld.py` reads what llama.cpp and ik_llama.cpp write, `arrays.py` numpy's own
files and `zipped.py` its archives of them; all go through `source.py`, which brings so many bytes from a
place, of a path or of whatever else. Nothing here holds more of a file than its text's tokens and a few rows.
"""

from .log_file import LogFile, Row
from .opening import open_log
from .source import PathSource, Source

__all__ = ["LogFile", "PathSource", "Row", "Source", "open_log"]
