"""A reader's hands and eyes on one figure of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

BOOT_TIMEOUT_MS = 90_000
"""Long: two noisy cores under Firefox. A failed boot is seen at once, since the status then says so."""
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })"
"""An init script: pages that came over plain http have none."""
DRAG = """(slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
}"""


class FigureOnPage:
    """The figure `figure_id` of `page`, by what a reader can see and do."""

    def __init__(self, page: Page, figure_id: str = "map") -> None:
        self.page = page
        self.id = figure_id
        self.element = page.locator(f"nt-figure#{figure_id}")

    def come_into_view(self) -> None:
        self.element.scroll_into_view_if_needed()

    def expect_status(self, status: str) -> None:
        expect(self.element).to_have_attribute("data-status", status, timeout=BOOT_TIMEOUT_MS)

    def expect_live(self) -> None:
        """Wait until the values shown are this browser's own, for the state shown."""
        self.come_into_view()
        self.expect_status("live")
        expect(self.element).not_to_have_attribute("aria-busy", "true", timeout=BOOT_TIMEOUT_MS)

    def output(self, name: str) -> Locator:
        return self.element.locator(f"output[name={name}]")

    def value(self, name: str) -> float:
        """The full-precision value of a readout."""
        text = self.output(name).get_attribute("data-value")
        assert text is not None, f"{name} carries no data-value"
        return float(text)

    def values(self) -> dict[str, str]:
        """Every readout's full-precision value, as text."""
        outputs = self.element.locator("output[name]").all()
        return {o.get_attribute("name") or "": o.get_attribute("data-value") or "" for o in outputs}

    def slider(self, name: str) -> Locator:
        return self.element.locator(f"input[type=range][name={name}]")

    def drag(self, name: str, value: str) -> None:
        """Put a slider's knob there, without letting go of it."""
        self.slider(name).evaluate(DRAG, value)

    def number(self, name: str) -> Locator:
        """The number field beside the slider `name`, or the field of a seed."""
        field = self.element.locator(f"[data-control={name}] .exact input")
        return field.first

    def type(self, name: str, value: str) -> None:
        """Type a value into the number field of a slider or a seed, and press Enter."""
        type_into(self.number(name), value)

    def radio(self, name: str, value: str) -> Locator:
        return self.element.locator(f"input[type=radio][name={name}][value={value}]")

    def control(self, name: str) -> Locator:
        """Everything of one control: its inputs, its buttons, its note."""
        return self.element.locator(f"[data-control={name}]")

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    def expect_controls(self, **values: str) -> None:
        """Wait until these sliders and seeds show these values."""
        for name, value in values.items():
            expect(self.number(name)).to_have_value(value)

    def part(self, name: str) -> Locator:
        return self.element.locator(f"[data-part={name}]")

    def go(self, direction: str) -> None:
        """Press the browser's "back" or "forward"."""
        self.page.evaluate("direction => { history[direction]() }", direction)

    def follow(self, fragment: str) -> None:
        """Follow a link to a state, in place; wait until it is shown."""
        self.page.evaluate(FOLLOW, fragment)
        self.expect_live()

    def parts(self) -> dict[str, str]:
        """Everything that Python wrote into the figure, as the browser holds it."""
        names = ("wide", "narrow", "sentence", "notes", "table")
        return {name: self.part(name).inner_html() for name in names} | self.values() | self._said()

    def _said(self) -> dict[str, str]:
        """What readouts, controls and links say, by their place in the figure."""
        kinds = {"output": "textContent", "[data-note]": "textContent", "a.preset": "getAttribute"}
        script = "(all, key) => all.map(e => key === 'getAttribute' ? e.getAttribute('href') : e[key])"
        return {
            f"{kind} {index}": text
            for kind, key in kinds.items()
            for index, text in enumerate(self.element.locator(kind).evaluate_all(script, key))
        }

    def declaration(self) -> dict[str, Any]:
        text = self.element.locator("script.declaration").text_content()
        assert text is not None
        return json.loads(text)  # type: ignore[no-any-return]


@contextmanager
def as_built(page: Page) -> Iterator[Page]:
    """The page as its file is, where no script runs: its figures are what Python wrote at the build."""
    text = page.request.get(page.url).text()
    built = page.context.new_page()
    built.set_content(text.replace("<script", "<template").replace("</script", "</template"))
    yield built
    built.close()


def type_into(field: Locator, text: str) -> None:
    """Replace what the field holds, key by key, and press Enter."""
    field.press("ControlOrMeta+a")
    field.page.keyboard.type(text)
    field.page.keyboard.press("Enter")


FOLLOW = """fragment => new Promise(done => {
    if (location.hash === new URL(`#${fragment}`, location).hash) return done(); // a blank reads back as %20
    addEventListener('hashchange', done, { once: true }); // the page has heard of it before
    location.hash = fragment;
})"""


def open_explorer(page: Page, base_url: str, fragment: str = "") -> FigureOnPage:
    """The figure of the tests' own site that has everything, live, at the address of a link to it."""
    page.goto(f"{base_url}tour/index.html" + (f"#{fragment}" if fragment else ""))
    figure = FigureOnPage(page)
    figure.expect_live()
    return figure
