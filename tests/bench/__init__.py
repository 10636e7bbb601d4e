"""The benches, each beside what it is compared with. The packages of `py/` are imported from their folders."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "py" / "nexttoken" / "src"))
