"""What was meant as a formula and is none: lone dollars, and the delimiters of other dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.markdown.notices import Notice, notice
from sitegen.markdown.positions import line_of
from sitegen.markdown.spans import CODE, FORMULA

_SIGN = "For the sign itself write `\\$`."
_SPACED = re.compile(
    r"(?<!\\)\$(?:\s+(?P<both>[^$\0]+?)\s+|\s+(?P<left>[^$\0]*?\S)|(?P<right>[^$\s\0][^$\0]*?)\s+)\$"
)
_BESIDE_A_DIGIT = re.compile(r"\d\$(?P<after>[^$\s\0][^$\0]*)\$|(?<!\\)\$(?P<before>[^$\s\0][^$\0]*)\$\d")
_TEX_LIKE = re.compile(r"[\\^_=+*/<>]|^\w$")

# `\(x\)` and `\[x\]` of LaTeX, `\begin{…}` of MathJax. Prose escapes brackets, too, but no TeX.
# A `\]` before `(`, `[` or `:` keeps the text before it from being a link.
_DELIMITED = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>(?:(?!\\\]).)+)\\\](?![(\[:])|\\begin\{[a-zA-Z]+\*?\}",
    re.DOTALL,
)
_ALONE = re.compile(r"\\\[[ \t]*(?:\n|$)")
_TEX = re.compile(r"\\[a-zA-Z]|[\^_]\{|\^|\b\w_|(?<!\w)\w\)?\s*[=<>+]\s*\S")


def stray_math_plugin(md: MarkdownIt) -> None:
    """Notices; `stray_math` holds in `content` what is told of, and is never rendered."""
    md.inline.ruler.before("escape", "stray_math", _take_delimited)
    md.core.ruler.after("positions", "stray_math", _tell_delimited)
    md.core.ruler.after("stray_math", "lone_dollars", _tell_lone_dollars)  # while a `\\$` is no text yet


def _take_delimited(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    found = _DELIMITED.match(state.src, state.pos) or _alone(state)
    if not found or not _is_tex(found):
        return False
    if not silent:
        state.push("stray_math", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _alone(state: StateInline) -> re.Match[str] | None:
    """A `\\[` that has a line of its own."""
    begins = not state.src[: state.pos].rpartition("\n")[2].strip()
    return _ALONE.match(state.src, state.pos) if begins else None


def _is_tex(found: re.Match[str]) -> bool:
    groups = found.groupdict()
    if groups.get("inline"):
        return bool(_TEX.search(groups["inline"])) or bool(re.fullmatch(r"\s*\w{1,2}\s*", groups["inline"]))
    display = groups.get("display") or "\n"
    return bool(_TEX.search(display)) or display.lstrip(" \t").startswith("\n")


def _tell_delimited(state: StateCore) -> None:
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "stray_math":
                notice(state.env, line_of(token), *_of_delimited(token.content))


def _of_delimited(written: str) -> tuple[str, str]:
    if written.startswith("\\("):
        return (
            "`\\(` begins no formula here",
            "Write `$…$`. For the bracket itself write `(`, without a backslash.",
        )
    if written.startswith("\\["):
        remedy = "Write `$$…$$`, on lines of its own. For the bracket itself write `[`, without a backslash."
        return "`\\[` begins no formula here", remedy
    return f"`{written}` outside of a formula", "Write `$$` on the line above it, and below its `\\end{…}`."


def _tell_lone_dollars(state: StateCore) -> None:
    lines = state.src.split("\n")
    told_until = 0
    for block in state.tokens:
        for token in _lone(block):
            line = line_of(token)
            if line > told_until:
                found, told_until = _diagnosis(lines, line)
                notice(state.env, *found)


def _lone(block: Token) -> Iterator[Token]:
    return (token for token in block.children or [] if token.type == "text" and "$" in token.content)


def _diagnosis(lines: list[str], line: int) -> tuple[Notice, int]:
    """What is wrong with the dollars on `line`, and the last line that this explains."""
    text = lines[line - 1]
    if text.strip(" >").startswith("$$") and "$$" not in text.strip(" >")[2:]:
        return _of_unclosed_block(lines, line)
    bare = FORMULA.sub("\0", CODE.sub("\0", text))
    return Notice(line, *_of_dollar(bare)), line


def _of_unclosed_block(lines: list[str], line: int) -> tuple[Notice, int]:
    empty = next((n for n in range(line + 1, len(lines) + 1) if not lines[n - 1].strip(" >")), 0)
    closing = next((n for n in range(line + 1, len(lines) + 1) if "$$" in lines[n - 1]), 0)
    if not closing:
        return Notice(line, "`$$` without another that closes it", "Write `$$` below the formula."), line
    what = "a formula in `$$` with an empty line in it"
    remedy = f"An empty line ends a paragraph and a formula: take out line {empty}, or write `$$` above it."
    return Notice(line, what, remedy), closing


def _of_dollar(text: str) -> tuple[str, str]:
    if "$$" in text:
        remedy = f"Give the displayed formula lines of its own, or write `$…$`. {_SIGN}"
        return "`$$` in the middle of a line", remedy
    spaced = _SPACED.search(text)
    if spaced and (tex := spaced["both"] or _if_tex(spaced["left"] or spaced["right"])):
        remedy = f"Write `${tex.strip()}$`. {_SIGN}"
        return "a space inside of a formula's `$`", remedy
    digit = _BESIDE_A_DIGIT.search(text)
    if digit and _TEX_LIKE.search(digit["after"] or digit["before"]):
        remedy = f"Take the number into the formula, as in `$5\\times$`. {_SIGN}"
        return "a digit beside a formula's `$`, as in a price", remedy
    remedy = "Close the formula before the paragraph ends; for the sign itself write `\\$`."
    return "a `$` that belongs to no formula", remedy


def _if_tex(text: str) -> str:
    return text if _TEX_LIKE.search(text.strip()) else ""
