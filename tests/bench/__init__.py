"""The benches, each beside what it is compared with; the packages of `py/` come from their folders."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "py" / "nexttoken" / "src"))
