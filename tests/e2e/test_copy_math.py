"""What a reader copies: each formula once, as its TeX; of a part of one, what is seen of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.e2e.test_save_data import SAVES_DATA

PASTE = """() => {
    const made = (tag, id) => Object.assign(document.createElement(tag), { id, contentEditable: 'true' });
    const place = document.body.appendChild(made('div', 'place'));
    place.contentEditable = 'inherit';
    place.style = 'position: fixed; inset: 0 auto auto 0; width: 9px';
    place.append(made('textarea', 'plain'), made('div', 'rich'));
}"""
# The block as text, with each formula's TeX in its place.
EXPECTED = """block => {
    const copy = block.cloneNode(true);
    for (const formula of copy.querySelectorAll('.katex'))
        formula.replaceWith('$' + formula.querySelector('annotation').textContent + '$');
    return copy.textContent.replace(/\\s+/g, ' ').trim();
}"""
SELECT = "element => getSelection().selectAllChildren(element)"


@pytest.fixture
def post(page: Page, base_url: str) -> Page:
    page.add_init_script(SAVES_DATA)  # no figure is needed
    page.goto(f"{base_url}tour/index.html")
    page.wait_for_function("() => customElements.get('nt-figure')")  # the last of the page's scripts
    page.evaluate(PASTE)
    return page


def copied(page: Page) -> tuple[str, str]:
    """Plain text and HTML, as they come out where they are pasted."""
    page.keyboard.press("Control+c")
    found = []
    for field, read in (("plain", "value"), ("rich", "innerHTML")):
        page.evaluate(f"() => document.getElementById('{field}').focus({{ preventScroll: true }})")
        page.keyboard.press("Control+v")
        found.append(page.evaluate(f"() => document.getElementById('{field}').{read}"))
    return found[0], found[1]


def paragraph(page: Page) -> Locator:
    """One with several formulas and other things."""
    return page.locator(".prose > p:has(.math ~ .math):has(a)").first


def test_a_paragraph_has_each_formula_once_as_tex(post: Page) -> None:
    block = paragraph(post)
    expected = block.evaluate(EXPECTED)
    assert expected.count("$") >= 4
    block.evaluate(SELECT)
    plain, html = copied(post)
    assert plain == expected
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip() == expected.replace("&", "&amp;")
    assert "katex" not in html
    assert 'href="http' in html


def test_a_displayed_formula_stands_between_double_dollars_and_macros_are_spelt_out(post: Page) -> None:
    block = post.locator(".equation[id]").first
    block.evaluate(
        """e => getSelection().setBaseAndExtent(e.previousElementSibling, 0, e.nextElementSibling, 1)"""
    )
    plain, _ = copied(post)
    tex = block.locator("annotation").text_content()
    assert f"\n\n$$\n{tex}\n$$\n(1)\n\n" in plain
    post.locator(".prose .math:has(.p)").first.evaluate(SELECT)
    post.evaluate("() => { document.getElementById('plain').value = '' }")
    assert copied(post)[0] == "$P$"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_formula_is_taken_whole_where_a_selection_ends_in_it(post: Page, backwards: bool) -> None:
    formula = paragraph(post).locator(".katex").first
    formula.evaluate(
        """(e, backwards) => {
            const [before, inside] = [e.closest('.math').previousSibling, e.querySelector('.mord, .mopen')];
            const text = before.textContent;
            const ends = [before, text.length - 3, inside, 1];
            getSelection().setBaseAndExtent(...(backwards ? [...ends.slice(2), ...ends.slice(0, 2)] : ends));
        }""",
        backwards,
    )
    tex = formula.locator("annotation").text_content()
    assert copied(post)[0].endswith(f" ${tex}$")


def test_a_part_of_a_formula_is_what_is_seen_of_it(post: Page) -> None:
    post.locator(".equation .katex-html .mord.mathnormal").first.evaluate(SELECT)
    plain, _ = copied(post)
    assert len(plain.strip()) == 1


def test_without_formulas_the_browser_copies_as_ever(post: Page) -> None:
    post.locator(".lede").evaluate(SELECT)
    assert copied(post)[0].strip() == post.locator(".lede").inner_text()


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_a_formula_is_copied_once(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    page.evaluate(PASTE)
    paragraph(page).evaluate(SELECT)
    plain, _ = copied(page)
    formulas = paragraph(page).locator(".katex-html").all_text_contents()
    seen = re.sub(r"[\s\u200b]", "", plain)
    assert "annotation" not in seen
    assert seen == re.sub(
        r"[\s\u200b]",
        "",
        paragraph(page).evaluate("""block => {
        const copy = block.cloneNode(true);
        copy.querySelectorAll('.katex-mathml').forEach(half => half.remove());
        return copy.textContent;
    }"""),
    )
    assert len(formulas) > 1
    context.close()
