"""What is probably wrong with two files of log-probabilities: of what, by which sign, and what to do.

`signs.py` takes down what each file shows while its rows go by, `together.py` what the two show beside each
other; `diagnosis.py` makes findings of both, and none of good files.
"""

from .diagnosis import Doctor
from .finding import Finding

__all__ = ["Doctor", "Finding"]
