"""Times what a model does, in the Python of a page's worker, and prints it."""

import json
from time import perf_counter

import js
import numpy as np
from explorable import Data, Service
from nexttoken import lm
from pyodide_js import _module

MODEL = Data("model.gguf")
TURNS, STEPS, AFTER = 3, 8, 20
IN_BUILD = hasattr(js, "process")  # the build's Python runs in Node, and has no need to know


def times(weights, positions):
    """Print, for each way to multiply, milliseconds of a step after 20 tokens and of so many positions."""
    if IN_BUILD:
        return np.zeros(1)
    ways = {"kernel": lm.fastest} if lm.kernel() else {}
    ids = [i * 7919 % 200 for i in range(positions)]  # any: all cost the same
    found, models = {}, {}
    for name, way in (ways | {"numpy": lm.Dense}).items():
        models[name] = lm.load(np.fromfile(weights, np.uint8), way)
        models[name].read(ids, models[name].start())
        found[name] = {"step": [], "prompt": [], "memory": len(_module.HEAPU8) / 2**20}
    for _ in range(TURNS):
        for name, model in models.items():
            cache = model.start()
            start = perf_counter()
            model.read(ids, cache)
            found[name]["prompt"].append(1000 * (perf_counter() - start))
            cache = model.start()
            model.read(ids[:AFTER], cache)
            for id in ids[:STEPS]:
                start = perf_counter()
                model.step(id, cache)
                found[name]["step"].append(1000 * (perf_counter() - start))
    print("times:", json.dumps(found))
    return np.ones(1)


service = Service(methods=(times,), needs=lambda **_: [MODEL])
