"""Files as nobody meant them, and what has to come of them: an answer, or a sentence."""

import json
import time
import tracemalloc
from contextlib import contextmanager

from nexttoken.compare import Comparison, look, report
from nexttoken.doctor import Doctor
from nexttoken.logfiles import open_log

from tests.unit.nexttoken.kld_files import Bytes

LONGEST = 500  # characters of a sentence
OF_PYTHON = ("' object", "sys.", "iterable", "expected", "invalid literal for")  # how its own errors sound
PATIENCE = 20  # seconds, on a busy machine: what takes a second on an idle one


def is_sentence(error, *names):
    """Whether an error says where and what, in a line that can be read to its end."""
    said = str(error)
    assert said.endswith("."), said
    assert said.isprintable(), said
    assert len(said) <= LONGEST, said
    assert not any(word in said for word in OF_PYTHON), said
    assert any(name in said for name in names), said
    return True


def opened(content, name="a.file"):
    """A file, or None where it is refused in a sentence."""
    try:
        return open_log(Bytes(content, name))
    except ValueError as error:
        assert is_sentence(error, name)
        return None


def compared(a, b):
    """Two files compared, with all that is said of them, or None where that is refused in a sentence."""
    if a is None or b is None:
        return None
    try:
        comparison = Comparison(a, b)
    except ValueError as error:
        assert is_sentence(error, a.name, b.name, "They are not of the same text")
        return None
    doctor = Doctor(comparison)
    try:
        list(comparison.advance())
    except ValueError as error:
        assert is_sentence(error, a.name, b.name)
    for finding in doctor.findings():
        assert all(part.endswith(".") for part in (finding.what, finding.evidence, finding.remedy))
        assert str(finding).isprintable()
    if not comparison.places:
        return None
    told = report(comparison)
    json.dumps(told.plain(), allow_nan=False)
    json.dumps(look(comparison, told.quantiles[-1].at).plain(), allow_nan=False)
    return told.summary


def judged(content, other=None, name="a.file"):
    """A file against itself, and beside another: whatever it is, an answer or a sentence."""
    file = opened(content, name)
    found = compared(file, file)
    assert found is None or not found.kl_mean > 1e-9
    compared(other, file)
    return file


@contextmanager
def bounded(size):
    """What is done within takes no more than `size` bytes at once, and not for ever."""
    start = time.monotonic()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= size, f"{peak} bytes"
    assert time.monotonic() - start < PATIENCE
