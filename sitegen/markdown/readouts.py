"""What a figure computes, in the prose: `{zipf-kl:kl_pq}`, `{live zipf-kl:kl_pq}`, `{move zipf-kl:t}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import line_of
from sitegen.markdown.readouts_syntax import NEARLY, READOUT, Asked, read_spec


def readouts_plugin(md: MarkdownIt) -> None:
    """`readout` holds in `content` what stands between the braces. Notices for the misplaced."""
    md.inline.ruler.before("escape", "readout", _readout)
    md.core.ruler.after("positions", "readouts", _check)
    md.add_render_rule("readout", _render)


def _readout(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    if found := READOUT.match(state.src, state.pos, state.posMax):
        kind, content = "readout", found["spec"]
    elif found := NEARLY.match(state.src, state.pos, state.posMax):
        kind, content = "stray_readout", found[0]
    else:
        return False
    if not silent:
        state.push(kind, "data", 0).content = content
    state.pos = found.end()
    return True


def _check(state: StateCore) -> None:
    for opening, block in pairwise(state.tokens):
        if block.type == "inline":
            state.env.setdefault("notices", []).extend(_of_text(block.children or [], opening))


def _of_text(tokens: list[Token], opening: Token) -> Iterator[Notice]:
    pressed = "a fold's title" if opening.tag == "summary" else ""
    links = 0
    for token in tokens:
        links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "image":
            yield from _of_description(token)
        elif token.type == "stray_readout":
            yield _of_stray(token)
        elif token.type == "readout" and (asked := read_spec(token.content)).kind:
            place = "a link" if links else pressed
            if opening.type == "heading_open":
                yield _of_heading(token, asked)
            elif place and asked.kind == "move":
                remedy = "Take it out: a press can be meant for one of the two only."
                yield Notice(line_of(token), f"the handle `{{{token.content}}}` inside of {place}", remedy)


def _of_stray(token: Token) -> Notice:
    kind, example = ("live", "coin:entropy") if token.content.startswith("{live") else ("move", "coin:p")
    what = "readout" if kind == "live" else "control"
    remedy = (
        f"Write `{{{kind} figure:{what}}}`, as in `{{{kind} {example}}}`; for the brace itself write `\\{{`."
    )
    return Notice(line_of(token), f"`{token.content}` cannot be read", remedy)


def _of_heading(token: Token, asked: Asked) -> Notice:
    remedy = "A heading is an entry of the contents, too, and stays as it is: say it in the text below."
    if asked.kind == "live":
        remedy += f" A number that stays may be there: {asked.fixed}."
    return Notice(line_of(token), f"`{{{token.content}}}` in a heading", remedy)


def _of_description(image: Token) -> Iterator[Notice]:
    for token in image.children or []:
        if token.type in ("readout", "stray_readout"):
            written = token.content if token.type == "stray_readout" else f"{{{token.content}}}"
            what = f"`{written}` in the description of an image, where no number is read"
            yield Notice(line_of(token), what, "Write the number in the text.")


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return str(env["resolved"].readouts[tokens[index].content])
