"""HTML in a post: what it names is looked up like what Markdown names, and what a browser would lose is told.

Comments are the author's, not the reader's: they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.base.addresses import in_srcset, of_srcset
from sitegen.base.stylesheets import named
from sitegen.markdown.elements import FRAMES, HTML, PAGE, VOID
from sitegen.markdown.images import image_attributes, size_problem
from sitegen.markdown.nesting import Nesting
from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import line_of
from sitegen.markdown.resolved import Resolved
from sitegen.markdown.tags import Attributes, Piece, read, write

_Names = Mapping[str, tuple[str, ...]]

_IMAGES: _Names = {
    "img": ("src", "srcset"),
    "source": ("srcset",),
    "video": ("poster",),
    "image": ("href", "xlink:href"),
    "input": ("src",),
}
_FILES: _Names = {
    "source": ("src",),
    "video": ("src",),
    "audio": ("src",),
    "track": ("src",),
    "script": ("src",),
    "link": ("href",),
}
_LINKS = ("a", "area")
_PROGRAM = re.compile(r"|module|importmap|speculationrules|(text|application)/(x-)?(java|ecma)script")


def html_plugin(md: MarkdownIt) -> None:
    """`html_block` and `html_inline` get `meta["html"]`, a list of pieces."""
    md.core.ruler.after("positions", "html", _check)
    md.add_render_rule("html_block", _render)
    md.add_render_rule("html_inline", _render)


def links_of(tag: Piece) -> list[str]:
    """Where a start tag leads."""
    href = tag.attributes.get("href")
    return [href] if tag.name in _LINKS and href is not None else []


def images_of(tag: Piece) -> list[str]:
    """The images that a start tag shows; those that it holds itself are none."""
    return [source for source in _named(tag, _IMAGES) if not source.startswith("data:")]


def files_of(tag: Piece) -> list[str]:
    """The other files that it loads."""
    return list(_named(tag, _FILES))


def _named(tag: Piece, attributes: _Names) -> Iterator[str]:
    for name in attributes.get(tag.name, ()):
        value = tag.attributes.get(name)
        if value is not None:
            yield from of_srcset(value) if name == "srcset" else [value]


def _check(state: StateCore) -> None:
    nesting = Nesting()
    found = list(_notices(state.tokens, nesting))
    state.env.setdefault("notices", []).extend([*found, *nesting.finish()])


def _notices(tokens: Sequence[Token], nesting: Nesting) -> Iterator[Notice]:
    for token in tokens:
        if "insecure_attrs" in token.meta:
            yield from (
                Notice(line_of(token), *_blocked_handler(name)) for name in token.meta["insecure_attrs"]
            )
        if token.type in ("html_block", "html_inline"):
            token.meta["html"] = list(read(token.content))
            for piece in token.meta["html"]:
                yield from _of_piece(piece, line_of(token) + piece.line, nesting)
        elif token.type == "text" and "<!--" in token.content:
            remedy = "Close it before the paragraph ends, or begin a line with it, after an empty one."
            yield Notice(line_of(token), "a comment that is not closed in its paragraph", remedy)
        elif token.type != "image":
            if token.nesting:
                yield from nesting.pass_markdown(token)
            if token.children:
                yield from _notices(token.children, nesting)


def _of_piece(piece: Piece, line: int, nesting: Nesting) -> Iterator[Notice]:
    match piece.kind:
        case "broken" if piece.written == "<!--":
            yield Notice(line, "a comment that is not closed", "Write `-->` where it ends.")
        case "broken":
            remedy = "Mind its quotes and its `>`; for the sign itself write `&lt;`."
            yield Notice(line, f"`{piece.written}` begins no tag that can be read", remedy)
        case "start" | "end" if not _is_known(piece, nesting):
            yield _unknown(piece, line)
        case "start":
            yield from (Notice(line, *said) for said in _refused(piece, foreign=nesting.foreign))
            yield from nesting.start(piece, line)
        case "end":
            yield from nesting.end(piece, line)
        case "text" if nesting.directly_in("style") and named(piece.written):
            yield Notice(line, *_IN_STYLE)


def _is_known(tag: Piece, nesting: Nesting) -> bool:
    return tag.name in HTML or "-" in tag.name or nesting.foreign


def _unknown(tag: Piece, line: int) -> Notice:
    near = get_close_matches(tag.name.lower(), HTML, 1, 0.8)
    question = f"Did you mean `<{near[0]}>`? " if near else ""
    remedy = f"{question}For the sign itself write `\\<`, or put the words between backticks."
    return Notice(line, f"`<{tag.name}>` is no element of HTML", remedy)


_IN_STYLE = "a style that names a file", "Show the file by `<img>`, or put the rule into the theme."


def _refused(tag: Piece, *, foreign: bool) -> Iterator[tuple[str, str]]:
    """What belongs elsewhere, and what the page's own security policy blocks."""
    name, attributes = tag.name, tag.attributes
    if name in PAGE and not foreign:
        yield f"`<{name}>` belongs to the page around the text", "Take it out."
    if name == "nt-figure":
        yield "`<nt-figure>` is written by the build", "Show a figure by `::: figure` and its name."
    if name in FRAMES:
        remedy = "A page shows nothing of another one: link to it, as in `[the video](https://…)`."
        yield f"`<{name}>` would be blocked by the security policy of pages or of their copies", remedy
    if name == "form":
        remedy = "A page sends nothing: link to one that does."
        yield "`<form>` would be blocked by the page's security policy", remedy
    if name == "script" and "src" not in attributes and _PROGRAM.fullmatch(attributes.get("type") or ""):
        remedy = 'Put it into a file beside the post: `<script src="a.js"></script>`.'
        yield "a script in the text would be blocked by the page's security policy", remedy
    for handler in sorted(key for key in attributes if key.lower().startswith("on")):
        yield _blocked_handler(handler)
    if name == "link" and attributes.get("rel") != "stylesheet":
        yield "`<link>` in a post is for a stylesheet alone", 'Write `rel="stylesheet"`, or take it out.'
    if named(attributes.get("style") or ""):
        yield _IN_STYLE
    if name == "use" and not (attributes.get("href") or attributes.get("xlink:href") or "#").startswith("#"):
        yield "`<use>` names a file", "Copy the shape into the post, and name it by `#`."
    if name == "img" and "alt" not in attributes:
        yield "an image without alternative text", 'Say what it shows: `alt="a curve that falls"`.'
    if name == "img" and (problem := size_problem(attributes)):
        yield problem


def _blocked_handler(name: str) -> tuple[str, str]:
    remedy = "Let a script beside the post add it: `addEventListener`."
    return f"`{name}=` would be blocked by the page's security policy", remedy


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    written = "".join(_written(piece, env["resolved"]) for piece in tokens[index].meta["html"])
    return written if written.strip() else ""


def _written(piece: Piece, resolved: Resolved) -> str:
    if piece.kind == "comment":
        return ""
    if piece.kind == "end":
        return f"</{piece.name}>"
    if piece.kind != "start":
        return piece.written
    attributes = _with_links(piece, resolved)
    attributes |= _with_files(piece, _IMAGES, lambda source: str(resolved.images[source]["src"]))
    attributes |= _with_files(piece, _FILES, lambda source: resolved.files[source])
    source = piece.attributes.get("src") or ""
    if piece.name == "img" and source in resolved.images:
        attributes = image_attributes(attributes, resolved.images[source])
    return write(piece.name, attributes, closed=piece.closed and piece.name not in VOID)


def _with_links(tag: Piece, resolved: Resolved) -> Attributes:
    attributes = dict(tag.attributes)
    for href in links_of(tag):
        link = resolved.links[href]
        attributes["href"] = link["href"]
        if link["class"]:
            attributes["class"] = f"{attributes.get('class') or ''} {link['class']}".strip()
    return attributes


def _with_files(tag: Piece, named: _Names, place: Callable[[str], str]) -> Attributes:
    """The attributes that name files, with their places seen from the page."""

    def placed(source: str) -> str:
        return source if source.startswith("data:") else place(source)

    changed: Attributes = {}
    for name in named.get(tag.name, ()):
        if value := tag.attributes.get(name):
            changed[name] = in_srcset(value, placed) if name == "srcset" else placed(value)
    return changed
