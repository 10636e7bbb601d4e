"""Code in the midst of a text: an option of a command stays on one line, all else may break."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from sitegen.markdown.code import code_plugin


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("--chunks", '<span class="option">--chunks</span>'),
        (
            "run -c 2 --ctx-size=<n>",
            'run <span class="option">-c</span> 2 <span class="option">--ctx-size</span>=&lt;n&gt;',
        ),
        ("a --b", 'a <span class="option">--b</span>'),
        ("lm-eval -1 - -- x--y", "lm-eval -1 - -- x--y"),
    ],
)
def test_an_option_is_kept_whole(code: str, written: str) -> None:
    markdown = MarkdownIt()
    code_plugin(markdown)
    assert markdown.render(f"`{code}`") == f'<p><code translate="no">{written}</code></p>\n'
