"""numpy's archives of arrays, `.npz`: one member is read in place, unpacked no further than to the row."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .arrays import ArrayFile, open_array
from .source import Source, printable

_BY_NAME = ("log_probs", "logprobs", "logits", "probs")  # of several that would do, which is meant
_LONGEST = 2**20  # bytes that are read at once to see what an archive has: those of a thousand members
_MEMBERS = 100
_PACKED = 200  # times as large as packed: numbers of a model never shrink so much
_METHODS = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED  # numpy's; others take as much memory as they like
_SAID, _NAMED, _NAMES = 80, 40, 5  # signs of what a library says, and of a name; names that are told


def open_zipped(source: Source) -> ArrayFile:
    """Return the array of an archive, which begins as zip archives do: that of two dimensions.

    Raises ValueError, a sentence, where there is none, or which of several is meant cannot be told.
    """
    archive = _sound(source, lambda: _archive(source))
    if any(name.endswith("data.pkl") for name in archive.namelist()):
        raise ValueError(f"{source.name} is PyTorch's: save the array with numpy.save.")
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    if len(members) > _MEMBERS:
        raise ValueError(f"{source.name} has {len(members)} members: save the array that is meant alone.")
    opened: dict[str, ArrayFile] = {}
    refused: list[str] = []
    for name, info in members.items():
        try:
            opened[name] = open_array(_Member(source, archive, _checked(source, info), name))
        except ValueError as error:
            refused.append(str(error))
    if not opened:
        raise ValueError(refused[0] if refused else f"{source.name} is an archive without a file.")
    named = [name for name in _BY_NAME if name in opened]
    if len(opened) > 1 and not named:
        told = sorted(opened)[:_NAMES]
        names = ", ".join([f"“{_name(each)}”" for each in told] + ["…"] * (len(opened) > len(told)))
        raise ValueError(f"{source.name} holds {names}: save the one that is meant alone, or as “logits”.")
    return opened[named[0] if named else next(iter(opened))]


def _archive(source: Source) -> zipfile.ZipFile:
    """The archive, whose list of members lies at its end."""
    file = _Seekable(source, _LONGEST)
    archive = zipfile.ZipFile(file)
    file.most = source.size
    return archive


def _sound[T](source: Source, work: Callable[[], T]) -> T:
    """What `work` returns. Raises ValueError, a sentence, of all that a damaged archive raises."""
    try:
        return work()
    except Exception as error:  # of many kinds: of zipfile, zlib and struct, and of what a head claims
        said = printable(str(error).strip(".") or type(error).__name__, _SAID)
        raise ValueError(
            f"{source.name} is cut off, damaged or no archive of numpy's ({said}): save it anew."
        ) from error


def _name(member: str) -> str:
    return printable(member, _NAMED)


def _checked(source: Source, info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.compress_type not in _METHODS:
        raise ValueError(f"{source.name} is packed otherwise than numpy packs: save it with numpy.savez.")
    if info.file_size > _PACKED * max(info.compress_size, 1) or info.compress_size > source.size:
        raise ValueError(
            f"{source.name} says that {info.compress_size} of its {source.size} bytes unpack to"
            f" {info.file_size}, as no model's numbers do: save it anew."
        )
    return info


@dataclass(frozen=True)
class _Member:
    """A member, unpacked as it is read: from front to back, and from the front again where that is left."""

    archive_of: Source
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    member: str

    @property
    def name(self) -> str:
        return f"{self.archive_of.name} ({_name(self.member)})"

    @property
    def size(self) -> int:
        return self.info.file_size

    def read(self, start: int, count: int) -> bytes:
        return _sound(self.archive_of, lambda: self._from(start, count))

    def _from(self, start: int, count: int) -> bytes:
        self._file.seek(start)
        return self._file.read(count)

    @cached_property
    def _file(self) -> zipfile.ZipExtFile:
        file = self.archive.open(self.info)
        assert isinstance(file, zipfile.ZipExtFile)
        return file


class _Seekable(io.RawIOBase):
    """A source as a file, for zipfile: of which no more than `most` bytes are read at once."""

    def __init__(self, source: Source, most: int):
        self.most = most
        self._source, self._at = source, 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(offset + (0, self._at, self._source.size)[whence], 0)
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = self._source.size - self._at
        count = left if size < 0 else min(size, left)
        if count > self.most:
            raise ValueError(f"its list of members would take {count} bytes")
        found = self._source.read(self._at, max(count, 0))
        self._at += len(found)
        return found
