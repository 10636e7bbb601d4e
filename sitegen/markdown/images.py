"""Images. One that stands alone becomes a figure, with its Markdown title as the caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import image as read_image
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

from sitegen.markdown.math_text import math_text
from sitegen.markdown.notices import notice
from sitegen.markdown.positions import count_from, line_of
from sitegen.markdown.tags import Attributes, write

_TITLE = re.compile(
    r"""\s(?:"(?P<a>(?:\\.|[^"\\])*)"|'(?P<b>(?:\\.|[^'\\])*)'|\((?P<c>(?:\\.|[^()\\])*)\))\s*\)$""",
    re.DOTALL,
)
_BRACES = re.compile(r"\{[^{}]*\}")
_PERCENT = re.compile(r"=([\d.]+%)")
_PIXELS = re.compile(r"([1-9]\d*)(?:px)?")
_SHARE = re.compile(r"\d+(?:\.\d+)?%")


def images_plugin(md: MarkdownIt) -> None:
    """An `image` alone in its paragraph is put into an `image_figure`, its title into an `image_caption`."""
    md.inline.ruler.at("image", _image)
    md.inline.ruler.after("image", "image_attributes", _read_attributes)
    md.core.ruler.after("positions", "images", _read_images)
    md.add_render_rule("image", _render)
    md.add_render_rule("image_figure_close", lambda *_: "</figure>\n")


def size_problem(attributes: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with the width or the height that an author gives, and what would be right."""
    for name, forms in (("width", (_PIXELS, _SHARE)), ("height", (_PIXELS,))):
        if name in attributes and not any(form.fullmatch(str(attributes[name])) for form in forms):
            remedy = "Write pixels, or for the width a share of the text's: `300` or `50%`."
            return f"an image cannot have the {name} `{attributes[name]}`", remedy
    return None


def image_attributes(written: Attributes, image: Mapping[str, Any]) -> Attributes:
    """An image's attributes; with both sides, so that the page keeps its place. `image` is a resolved one."""
    share = written.get("width") or ""
    sides = _sides(_pixels(written.get("width")), _pixels(written.get("height")), image)
    attributes = {k: v for k, v in written.items() if k not in ("width", "height")} | {"src": image["src"]}
    if share.endswith("%"):
        attributes["style"] = f"width: {share}; {written.get('style') or ''}".strip()
    attributes |= {name: str(side) for name, side in sides.items() if side}
    return attributes | {name: value for name, value in _LATER.items() if name not in written}


_LATER = {"loading": "lazy", "decoding": "async"}


def _pixels(written: str | None) -> int:
    found = _PIXELS.fullmatch(written or "")
    return int(found[1]) if found else 0


def _sides(width: int, height: int, image: Mapping[str, Any]) -> dict[str, int]:
    """What is not given follows from the image's own proportions."""
    own_width, own_height = image["width"], image["height"]
    if not own_width or not own_height:
        return {"width": width, "height": height}
    if not width and not height:
        return {"width": own_width, "height": own_height}
    return {
        "width": width or round(height * own_width / own_height),
        "height": height or round(width * own_height / own_width),
    }


def _image(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule, and the title as it is written: a caption may hold Markdown."""
    start = state.pos
    if not read_image(state, silent):
        return False
    if not silent:
        image, title = state.tokens[-1], _TITLE.search(state.src[start : state.pos])
        written = next(filter(None, title.groups()), "") if title else image.attrGet("title")
        image.meta["caption"] = str(written or "")
    return True


def _read_attributes(state: StateInline, silent: bool) -> bool:
    """`{width=50%}` right after an image."""
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if not found or state.pending or not state.tokens or state.tokens[-1].type != "image":
        return False
    image = state.tokens[-1]
    try:
        attributes = parse_attributes(_PERCENT.sub(r'="\1"', found[0]))[1]
    except ParseError:
        image.meta["unread"] = found[0]
    else:
        handlers = [name for name in attributes if name.lower().startswith("on")]
        image.meta["insecure_attrs"] = handlers
        image.attrs |= {name: value for name, value in attributes.items() if name not in handlers}
    state.pos = found.end()
    return True


def _read_images(state: StateCore) -> None:
    tokens = state.tokens
    for block in tokens:
        for image in block.children or []:
            if image.type == "image":
                for said in _problems(image):
                    notice(state.env, line_of(image), *said)
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type == "paragraph_open" and [t.type for t in children] == ["image"]:
            inline.children = _figure(state, children[0])
            opening.hidden = closing.hidden = True


def _problems(image: Token) -> Iterator[tuple[str, str]]:
    if "unread" in image.meta:
        yield f"`{image.meta['unread']}` after an image cannot be read", "Write for example `{width=50%}`."
    if problem := size_problem(image.attrs):
        yield problem
    if not image.attrGet("src"):
        yield "an image without a file", "Name it between the parentheses: `![what it shows](curve.svg)`."


def _figure(state: StateCore, image: Token) -> list[Token]:
    """The image in a figure, with its caption."""
    opening = Token("image_figure_open", "figure", 1, attrs={"class": "image"}, map=image.map)
    closing = Token("image_figure_close", "figure", -1, map=image.map)
    image.attrs.pop("title", None)
    if not image.meta["caption"]:
        return [opening, image, closing]
    caption = state.md.inline.parse(image.meta["caption"], state.md, state.env, [])
    count_from(line_of(image) - 1, caption)
    begin = Token("image_caption_open", "figcaption", 1, map=image.map)
    end = Token("image_caption_close", "figcaption", -1, map=image.map)
    return [opening, image, begin, *caption, end, closing]


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    image = env["resolved"].images[token.attrGet("src")]
    written: Attributes = {
        "src": "",
        **{name: str(value) for name, value in token.attrs.items()},
        "alt": math_text(token.content, env["resolved"].math).plain,
    }
    return write("img", image_attributes(written, image))
