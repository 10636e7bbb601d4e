"""The whole site in one archive, the same bytes every time; its pages open from a disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from sitegen.base.spread import spread
from sitegen.output.offline.links import led_out
from sitegen.output.offline.tags import Attributes, rewrite

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_PACKED = {".bin", ".whl", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".avif"}


def archive(tree: Mapping[str, Path | str], folder: str, address: Callable[[str], str]) -> bytes:
    """The files of `tree` in a folder: the site without its offline copies; links to these lead to the site.

    `address` gives the URL of a path of the site, or "".
    """

    def page_of(each: tuple[str, str]) -> str:
        return _led_out(*each, tree.__contains__, address)

    pages = {name: text for name, text in tree.items() if isinstance(text, str) and name.endswith(".html")}
    led = dict(zip(pages, spread(page_of, list(pages.items())), strict=True))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in sorted({**tree, **led}.items()):
            packed = PurePosixPath(name).suffix in _PACKED
            entry = zipfile.ZipInfo(f"{folder}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, wherever it is made
            file.writestr(entry, content if isinstance(content, str) else content.read_bytes())
    return made.getvalue()


def _led_out(path: str, page: str, held: Callable[[str], bool], address: Callable[[str], str]) -> str:
    def change(_name: str, tag: Attributes) -> Attributes:
        return led_out(path, tag, held, address)

    return rewrite(page, path, change, only=("a", "area"))
