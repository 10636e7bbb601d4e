"""Numbers in the prose that a figure computes: `{zipf-kl:kl_pq}`, `{zipf-kl?rho=0.3:kl_pq}`."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.readouts_syntax import READOUT


def readouts_plugin(md: MarkdownIt) -> None:
    """`readout` holds in `content` what stands between the braces."""
    md.inline.ruler.before("escape", "readout", _readout)
    md.add_render_rule("readout", _render)


def _readout(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = READOUT.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("readout", "data", 0).content = found["spec"]
    state.pos = found.end()
    return True


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return str(env["resolved"].readouts[tokens[index].content])
