"""Imports what every page is likely to need, and gives the files that this took, one a line.

It runs in the packed runtime, with everything in it.
"""

import importlib
import json
import pkgutil
import sys
import traceback
from pathlib import Path

import numpy as np

# What the author of a figure imports without a second thought. Whatever else they want is a late import.
COMMON = "bisect collections csv dataclasses enum functools heapq html itertools json math operator random re"
COMMON += " string textwrap typing"

for name in COMMON.split():
    importlib.import_module(name)


def import_all(name: str) -> None:
    """Import a package with all that is in it, but for what it names in `__later__`: few pages need that."""
    package = importlib.import_module(name)
    for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if module.name not in getattr(package, "__later__", ()):
            import_all(f"{name}.{module.name}")


# The site's own packages: all that lies beside numpy.
for package in pkgutil.iter_modules([str(Path(np.__file__).parent.parent)]):
    if package.name not in ("numpy", "hosted"):
        import_all(package.name)

# Some modules are imported only when they are first used: by numpy to show numbers, to treat arrays as sets
# and to read a post's data, by Python to show an error.
repr(np.linspace(0.0, 1.0, 3)), np.linalg.norm(np.eye(2)), np.unique(np.arange(3))
json.dumps(np.arange(3).tolist())
try:
    np.load("/nowhere.npy")
except OSError as error:
    traceback.format_exception(error)

specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
origins = {spec.origin for spec in specs if spec and spec.origin}
"\n".join(sorted(origin for origin in origins if origin.startswith("/")))
