"""A post as one file: its page with all that it loads in it, and a policy that forbids it any network."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from secrets import token_hex
from urllib.parse import quote

from sitegen.base.addresses import in_srcset, is_external, resolve
from sitegen.base.scripts import with_imports
from sitegen.base.stylesheets import joined, with_urls
from sitegen.base.texts import beyond_ascii
from sitegen.output.offline.as_text import ENCODING, to_text
from sitegen.output.offline.ascii import in_ascii, script_in_ascii, style_in_ascii
from sitegen.output.offline.links import led_out
from sitegen.output.offline.sheets import with_fonts
from sitegen.output.offline.tags import Attributes, as_written, rewrite
from sitegen.runtime import Pack

_OF_FILES = {"src", "defer", "async", "integrity", "crossorigin", "fetchpriority"}
_FILES = ("src", "poster", "href", "xlink:href")
_START = re.compile(r"<!doctype html>\s*(?:<html[^>]*>\s*)?(?:<head>\s*)?", re.IGNORECASE)
_ALL = "all"  # modules of the page, which may have parts in common: the name of what imports them
_MOVED = "<script></script>"  # what is left of a script that stands elsewhere
_SHEET = f"/* {token_hex()} */".encode()  # holds a stylesheet's place, and is in no page by chance
_SCRIPT_END = re.compile(r"</(?=script)", re.IGNORECASE)
_TYPES = {
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
}
# The worker, which lies at a `data:` address, is bound by this policy, too.
_POLICY = (
    "default-src 'none'; script-src {hashes} 'wasm-unsafe-eval'; worker-src data:; "
    "style-src 'unsafe-inline'; font-src data:; img-src data: blob:; media-src data:; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class SiteFiles:
    """What a page is taken out of: the files of the site, and its URLs, "" where they are not known.

    `bundle` makes of modules, by their paths, the entries among them, each with what it imports in it.
    """

    tree: Mapping[str, Path | str]
    address: Callable[[str], str]
    bundle: Callable[[Mapping[str, str], Sequence[str]], Mapping[str, str]]
    sheets: dict[str, str] = field(default_factory=dict)
    """The stylesheets with all in them, of which each copy takes its own: most are in each."""
    scripts: dict[tuple[tuple[str, ...], ...], str] = field(default_factory=dict)
    """The bundles of modules, likewise."""

    def text(self, path: str) -> str:
        """A file of the site that is text."""
        content = self.tree[path]
        return content if isinstance(content, str) else content.read_text("utf-8")

    def data(self, path: str) -> str:
        """A file of the site as a `data:` address."""
        content = self.tree[path]
        return data_url(path, content.encode() if isinstance(content, str) else content.read_bytes())

    def sheet(self, path: str) -> str:
        """A stylesheet with all that it imports and shows."""
        if path not in self.sheets:
            self.sheets[path] = style_in_ascii(joined(path, self._sheet_there, self._held))
        return self.sheets[path]

    def script(self, modules: Sequence[str], chunks: Sequence[str]) -> str:
        """The modules with all that they import, and with the chunks, as one script."""
        key = tuple(modules), tuple(chunks)
        if key not in self.scripts:
            files = [*modules, *chunks]
            texts = {path: self.text(path) for file in files for path in with_imports(file, self.text)}
            texts[_ALL] = "".join(f"import {json.dumps(f'./{quote(file)}')};\n" for file in modules)
            self.scripts[key] = self.bundle(texts, [_ALL])[_ALL]
        return self.scripts[key]

    def file(self, written: str, path: str) -> str:
        """What the file at `path` names, as an address that holds it; what lies elsewhere stays there."""
        if is_external(written) or written.startswith("#"):
            return written
        target = resolve(path, written)
        return self.data(target.path) + target.anchor

    def _sheet_there(self, path: str) -> str | None:
        return self.text(path) if path in self.tree else None

    def _held(self, path: str, css: str) -> str:
        return with_urls(css, lambda link: self.file(link, path))


def copy_of(
    page: str,
    path: str,
    inside: set[str],
    packs: Sequence[Pack],
    around: SiteFiles,
    chunks: Sequence[str] = (),
) -> bytes:
    """The page at `path`, self-contained, with these packs. Links to the pages `inside` stay in it.

    `chunks` are the scripts that it may come to import once it is there.
    """
    maker = _Maker(path, inside, around, chunks, codes=_codes(page))
    body = rewrite(page, path, maker.change).replace(_MOVED, "")
    late = maker.late()
    start = _START.match(body)
    cut = start.end() if start else 0
    whole = body[:cut] + maker.head() + body[cut:]
    end = whole.rfind("</body>")
    end = len(whole) if end < 0 else end
    held = map(_held, packs)
    return b"".join([*maker.laid_in(in_ascii(whole[:end])), *held, in_ascii(late + whole[end:])])


def _codes(page: str) -> list[int]:
    """The code points of a page's characters, sorted; any page has those of ASCII."""
    return [*range(0x20, 0x7F), *sorted(beyond_ascii(html.unescape(page)))]


class _Maker:
    """Takes what a page loads into it, tag by tag."""

    def __init__(
        self, path: str, inside: set[str], around: SiteFiles, chunks: Sequence[str], codes: Sequence[int]
    ) -> None:
        self._path = path
        self._inside = inside
        self._around = around
        self._chunks = chunks
        self._codes = codes
        self._hashes: list[str] = []
        self._late = ""
        self._modules: list[str] = []
        self._sheets: list[bytes] = []

    def laid_in(self, page: bytes) -> Iterator[bytes]:
        """The page in pieces, its stylesheets among them: too large to be looked through with it."""
        first, *rest = page.split(_SHEET)
        yield first
        for sheet, piece in zip(self._sheets, rest, strict=True):
            yield sheet
            yield piece

    def late(self) -> str:
        """Scripts that wait for the page, which one without a file does not: they stand at its end."""
        if not self._modules:
            return self._late
        text = self._around.script(self._modules, self._chunks)
        return f"{self._late}{self._script(text, {'type': 'module'})}</script>\n"

    def head(self) -> str:
        """What stands before everything else: it is said to a browser once, and before the first script."""
        policy = _POLICY.format(hashes=" ".join(self._hashes))
        encoding = f'<meta charset="{ENCODING}">\n'
        return f'{encoding}<meta http-equiv="Content-Security-Policy" content="{policy}">\n'

    def change(self, name: str, tag: Attributes) -> Attributes | str:
        """What becomes of a tag."""
        if name in ("a", "area"):
            return self._link(tag)
        if name == "meta":
            return "" if "charset" in tag or tag.get("http-equiv") == "Content-Security-Policy" else tag
        if name == "link":
            return tag if is_external(tag.get("href", "")) else self._relation(tag)
        if name == "script":
            return self._program(tag)
        files = {key: self._file(tag[key]) for key in _FILES if key in tag}
        if "srcset" in tag:
            files["srcset"] = in_srcset(tag["srcset"], self._file)
        return tag | files

    def _file(self, written: str) -> str:
        return self._around.file(written, self._path)

    def _program(self, tag: Attributes) -> Attributes | str:
        if is_external(tag.get("src", "")) or "src" not in tag:
            return tag
        file = resolve(self._path, tag["src"]).path
        if tag.get("type") == "module":
            self._modules.append(file)
            return _MOVED.removesuffix("</script>")
        own = {name: value for name, value in tag.items() if name not in _OF_FILES}
        script = self._script(self._around.text(file), own)
        if not tag.keys() & {"defer", "async"}:
            return script
        self._late += f"{script}</script>\n"
        return _MOVED.removesuffix("</script>")

    def _link(self, tag: Attributes) -> Attributes:
        to = resolve(self._path, tag.get("href", ""))
        if to.path in self._inside:
            return tag | {"href": to.anchor or "#"}
        return led_out(self._path, tag, self._inside.__contains__, self._around.address)

    def _relation(self, tag: Attributes) -> Attributes | str:
        rel = tag.get("rel", "")
        file = resolve(self._path, tag.get("href", "")).path
        if rel == "stylesheet":
            media = f' media="{tag["media"]}"' if "media" in tag else ""
            self._sheets.append(with_fonts(self._around.sheet(file), self._codes).encode("ascii"))
            return f"<style{media}>\n{_SHEET.decode()}</style>"
        if rel == "icon":
            return tag | {"href": self._around.data(file)}
        if rel in ("preload", "modulepreload", "apple-touch-icon"):
            return ""
        led = led_out(self._path, tag, lambda to: False, self._around.address)
        return led if "href" in led else ""

    def _script(self, text: str, attributes: Attributes) -> str:
        """A script's start tag and its text; the end tag stands in the page where there was one."""
        text, named = _for_a_page(text)
        self._hashes.append(named)
        return f"<script{as_written(attributes)}>{text}"


@functools.lru_cache(maxsize=64)
def _for_a_page(script: str) -> tuple[str, str]:
    """A script as it may stand in a page, and how a policy names it: most are in each copy."""
    text = script_in_ascii(_SCRIPT_END.sub(r"<\\/", script))
    return text, f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data_url(path: str, content: bytes) -> str:
    """`content` as an address."""
    kind = _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
    return f"data:{kind};base64,{b64encode(content).decode()}"


def _held(pack: Pack) -> bytes:
    """The elements that hold it. Each has its file's name as its id, by which the page's bill names it."""
    return b"".join(
        f'<script type="application/octet-stream" id="{part.path.name}">'.encode()
        + to_text(part.path.read_bytes())
        + b"</script>\n"
        for part in pack.parts
    )
