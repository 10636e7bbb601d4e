"""Footnotes: `[^why]` in the text, `[^why]: …` on its own line. They follow the block that refers to them."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of


def footnotes_plugin(md: MarkdownIt) -> None:
    """The footnote plugin, and faults for notes without a text, without a reference, or written twice.

    Comes before `positions_plugin`, whose lines must be there before the footnote plugin moves the notes.
    """
    footnote_plugin(md, inline=False, always_match_refs=True)
    md.core.ruler.before("footnote_tail", "check_notes", _check)
    md.add_render_rule("footnote_ref", _reference)


def _check(state: StateCore) -> None:
    written: dict[str, Token] = {}
    for token in state.tokens:
        if token.type != "footnote_reference_open":
            continue
        label = token.meta["label"]
        if label in written:
            remedy = f"The first stands on line {line_of(written[label])}; give one of them another name."
            notice(state.env, line_of(token), f"the note `[^{label}]` is written twice", remedy)
        written.setdefault(label, token)
    referred = _referred(state.tokens)
    for label, token in referred.items():
        if label not in written:
            what = f"the note `[^{label}]` has no text"
            notice(state.env, line_of(token), what, f"Write it on a line of its own: `[^{label}]: …`.")
    for label, token in written.items():
        if label not in referred:
            what = f"nothing refers to the note `[^{label}]`"
            notice(state.env, line_of(token), what, f"Write `[^{label}]` where it belongs, or drop it.")


def _referred(tokens: Sequence[Token]) -> dict[str, Token]:
    found: dict[str, Token] = {}
    for block in tokens:
        for token in block.children or []:
            if token.type == "footnote_ref":
                found.setdefault(token.meta["label"], token)
    return found


def reference_id(token: Token) -> str:
    """The id of one reference to a note: `note-ref-1`, and `note-ref-1-2` for the second to the same note."""
    number, again = token.meta["id"] + 1, token.meta["subId"]
    return f"note-ref-{number}" + (f"-{again + 1}" if again else "")


def _reference(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    number = tokens[index].meta["id"] + 1
    name = escapeHtml(env["words"].say("Note {number}", number=number))
    link = f'<a href="#note-{number}" aria-label="{name}">{number}</a>'
    return f'<sup class="note-ref" id="{reference_id(tokens[index])}">{link}</sup>'
