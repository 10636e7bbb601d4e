"""A coin.

Drawn by a stand-in.
"""

from . import edge
from .parts import sides

SIDES = (*sides.SIDES, edge.EDGE)
