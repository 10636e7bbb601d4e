"""Which kind of file it is, by how it begins."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from . import arrays, kld
from .listed import BEGINNINGS, ListFile, open_listed
from .log_file import LogFile
from .source import Ahead, PathSource, Source


def _open_zipped(source: Source) -> LogFile:
    from .zipped import open_zipped  # what unpacks is large, and few bring archives

    return open_zipped(source)


_OPENED: dict[bytes, Callable[[Source], LogFile]] = {
    kld.MAGIC: kld.open_kld,
    arrays.MAGIC: arrays.open_array,
    b"PK\x03\x04": _open_zipped,
}
# What people have beside such files, by how it begins, and how to make one of it.
_FOREIGN = {
    b"GGUF": "is a model: llama-perplexity -m … -f text --kl-divergence-base FILE writes what it says",
    b"\x1f\x8b": "is packed by gzip: unpack it first",
    b"\x28\xb5\x2f\xfd": "is packed by zstd: unpack it first",
    b"BZh": "is packed by bzip2: unpack it first",
    b"\xfd7zXZ": "is packed by xz: unpack it first",
    b"\x80": "is a pickle, which may run anything: save the array with numpy.save",
    b"PAR1": "is Parquet: write it as JSON Lines",
    b"\x89HDF": "is HDF5: save the array with numpy.save",
}
_LONGEST = 64  # bytes by which it is told: of JSON, blanks may be in front
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"


def open_log(file: Source | str | PathLike[str]) -> LogFile | ListFile:
    """Return the file, opened: a path, or a source of bytes.

    Raises ValueError, of a sentence, where it is none that can be read, or damaged.
    """
    source = Ahead(PathSource(Path(file)) if isinstance(file, str | PathLike) else file)
    if not source.size:
        raise ValueError(f"{source.name} is empty.")
    beginning = source.read(0, _LONGEST)
    for magic, opened in _OPENED.items():
        if beginning.startswith(magic):
            return opened(source)
    if beginning.lstrip(_BEFORE_JSON).startswith(BEGINNINGS):
        return open_listed(source)
    for magic, what in _FOREIGN.items():
        if beginning.startswith(magic):
            raise ValueError(f"{source.name} {what}.")
    if beginning[8:9] == b"{":  # behind the length of a head
        raise ValueError(f"{source.name} seems to be safetensors: save the array with numpy.save.")
    raise ValueError(
        f"{source.name} is none of the files that can be read: a base file of llama.cpp or ik_llama.cpp,"
        " an array of log-probabilities as numpy saves it, or a server's answer as JSON."
    )
