"""Which kind of file it is, by how it begins."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from . import arrays, kld, zipped
from .listed import BEGINNINGS, ListFile, open_listed
from .log_file import LogFile
from .source import PathSource, Source

_OPENED: dict[bytes, Callable[[Source], LogFile]] = {
    kld.MAGIC: kld.open_kld,
    arrays.MAGIC: arrays.open_array,
    zipped.SIGNATURE: zipped.open_zipped,
}
_LONGEST = 64  # bytes by which it is told: of JSON, blanks may be in front
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"


def open_log(file: Source | str | PathLike[str]) -> LogFile | ListFile:
    """Return the file, opened: a path, or a source of bytes.

    Raises ValueError, of a sentence, where it is none that can be read, or damaged.
    """
    source = PathSource(Path(file)) if isinstance(file, str | PathLike) else file
    if not source.size:
        raise ValueError(f"{source.name} is empty.")
    beginning = source.read(0, _LONGEST)
    for magic, opened in _OPENED.items():
        if beginning.startswith(magic):
            return opened(source)
    if beginning.lstrip(_BEFORE_JSON).startswith(BEGINNINGS):
        return open_listed(source)
    raise ValueError(
        f"{source.name} is none of the files that can be read: a base file of llama.cpp or ik_llama.cpp,"
        " an array of log-probabilities as numpy saves it, or a server's answer as JSON."
    )
