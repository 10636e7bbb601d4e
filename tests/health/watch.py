"""Runs in the packed Python: notes which lines of our own packages are run, from their import on."""

import importlib
import json
import sys

OURS = ("nexttoken", "explorable")
lines = {}


def note(code, line):
    """Each line once: afterwards it costs nothing."""
    folders = code.co_filename.split("/")
    package = next((name for name in OURS if name in folders), None)
    if package:
        place = "/".join(folders[folders.index(package) :])
        lines.setdefault(place, set()).add(line)
    return sys.monitoring.DISABLE


def found():
    """The lines by file, from the package's name on, as JSON."""
    return json.dumps({place: sorted(numbers) for place, numbers in lines.items()})


def again():
    """Import anew, to see its lines, what was imported before; who has the modules keeps them."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] in OURS}
    for name in before:
        del sys.modules[name]
    for name in before:
        importlib.import_module(name)
    sys.modules.update(before)


if sys.monitoring.get_tool(sys.monitoring.COVERAGE_ID) is None:  # a Python that is asked once more goes on
    sys.monitoring.use_tool_id(sys.monitoring.COVERAGE_ID, "watch")
    sys.monitoring.register_callback(sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE, note)
    sys.monitoring.set_events(sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE)
    again()
