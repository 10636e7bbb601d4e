"""Files as nobody meant them, and what has to come of them: an answer, or a sentence."""

import json
import re
import time
import tracemalloc
from contextlib import contextmanager

from nexttoken import lm
from nexttoken.compare import Comparison, look, report
from nexttoken.doctor import Doctor
from nexttoken.logfiles import Listed, open_log
from nexttoken.names import read_names

from tests.unit.nexttoken.kld_files import Bytes

LONGEST = 500  # characters of a sentence
OF_PYTHON = ("' object", "sys.", "iterable", "expected", "invalid literal for")  # how its own errors sound
WRONG = "raised "
OF_ZIPFILE = re.compile(r"(?<=no archive of numpy's) \(.*\)")  # which each version says in its own way
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


def named(content):
    """The names of tokens, or None where they are refused in a sentence."""
    try:
        names = read_names(Bytes(content, "a.file"))
    except ValueError as error:
        assert is_sentence(error, "a.file")
        return None
    assert all(names.shown(id).isprintable() for id in names.tokens)
    return names


def changed(content, at, others):
    """Bytes of which some, from a place on, are others."""
    return content[:at] + others + content[at + len(others) :]


def model_or_sentence(content):
    """What a model says of two tokens, or the sentence of a file that is none."""
    try:
        return lm.load(content).logprobs([1, 2])
    except ValueError as error:
        assert str(error).endswith(".") and "\n" not in str(error)
        return str(error)


def outcome(kind, content):
    """What becomes of a file of a kind, in words, and in numbers, which another Python may round otherwise.

    What must never come of any begins with `WRONG`: both Pythons can be asked of all files before one fails.
    """
    try:
        return OUTCOMES[kind](content)
    except Exception as error:
        return f"{WRONG}{type(error).__name__}: {error}", []


def of_log(content):
    """What is said of a file and of each of its rows, once it is compared with all that is told of that."""
    try:
        file = open_log(Bytes(content, "a.file"))
    except ValueError as error:
        assert is_sentence(error, "a.file")
        return OF_ZIPFILE.sub("", str(error)), []
    summary = compared(file, file)
    words, numbers = [file.kind, str(file.rows), *file.notes], [summary.kl_mean] if summary else []
    for at in range(file.rows):
        try:
            row = file.row(at)
        except ValueError as error:
            words.append(OF_ZIPFILE.sub("", str(error)))
            continue
        if isinstance(row, Listed):
            words += [str((token.id, token.name)) for token in (*row.known, row.target) if token]
            words += row.strange
            numbers += [token.log_prob for token in row.known]
        else:
            words += [str(row.target), str(row.cuts)]
            numbers += row.written.tolist()
    return "\n".join(words), numbers


def of_names(content):
    """The names of tokens, or the sentence that refuses them."""
    try:
        return str(sorted(read_names(Bytes(content, "a.file")).tokens.items())), []
    except ValueError as error:
        assert is_sentence(error, "a.file")
        return str(error), []


def of_model(content):
    """What a model says, or the sentence that refuses it."""
    found = model_or_sentence(content)
    return (found, []) if isinstance(found, str) else ("a model", found.ravel().tolist())


OUTCOMES = {"log": of_log, "names": of_names, "model": of_model}


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
