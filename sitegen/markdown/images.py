"""Images. One that stands alone becomes a figure, with its Markdown title as the caption."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def images_plugin(md: MarkdownIt) -> None:
    """`image` gets `meta["alone"]`; the paragraph around such an image is hidden."""
    md.core.ruler.after("positions", "lone_images", _mark_alone)
    md.add_render_rule("image", _render)


def _mark_alone(state: StateCore) -> None:
    tokens = state.tokens
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type == "paragraph_open" and [t.type for t in children] == ["image"]:
            children[0].meta["alone"] = True
            opening.hidden = closing.hidden = True


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    title = str(token.attrGet("title") or "")
    image = env["resolved"].images[token.attrGet("src")]
    attributes = {k: v for k, v in token.attrs.items() if k not in ("src", "alt", "title")}
    attributes |= {"src": image["src"], "alt": token.content}
    if image["width"]:
        attributes |= {"width": image["width"], "height": image["height"]}
    attributes |= {"loading": "lazy", "decoding": "async"}
    tag = "<img" + "".join(f' {k}="{escapeHtml(str(v))}"' for k, v in attributes.items()) + ">"
    if not token.meta.get("alone"):
        return tag
    caption = f"<figcaption>{escapeHtml(title)}</figcaption>" if title else ""
    return f'<figure class="image">{tag}{caption}</figure>\n'
