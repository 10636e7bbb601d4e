"""A reader's hands and eyes on one cell of a page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.figure import BOOT_TIMEOUT_MS

# At once, whether the editor is there by now or still a plain field.
PUT_IN = """(source, code) => {
    const field = source.querySelector('textarea, [contenteditable]');
    if (field.localName === 'textarea') return document.execCommand('insertText', false, code);
    const paste = new Event('paste', { bubbles: true, cancelable: true });
    const clipboardData = { getData: kind => kind === 'text/plain' && code }; // Firefox hides a true one's
    field.dispatchEvent(Object.assign(paste, { clipboardData }));
}"""


class CellOnPage:
    """The cell `cell_id` of `page`, by what a reader can see and do."""

    def __init__(self, page: Page, cell_id: str) -> None:
        self.page = page
        self.element = page.locator(f"nt-cell#{cell_id}")
        self.output = self.element.locator(".output")
        self.status = self.element.locator(".cell-status")
        self.edited = self.element.locator(".edited")
        self.run_above = self.element.locator(".run-above")

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    @property
    def field(self) -> Locator:
        """What the code is edited in, once it is."""
        return self.element.locator(".source").get_by_role("textbox")

    @property
    def marked(self) -> str | None:
        """Which line of the code an error points at."""
        return self.element.locator(".source").get_attribute("style")

    def expect_status(self, *statuses: str) -> None:
        wanted = re.compile("|".join(f"^{status}$" for status in statuses))
        expect(self.element).to_have_attribute("data-status", wanted, timeout=BOOT_TIMEOUT_MS)

    def run(self, status: str = "done") -> None:
        """Press Run, and wait until it has run."""
        self.button("Run").click()
        self.expect_status(status)

    def type(self, code: str) -> None:
        """Put this in the place of the code."""
        if self.button("Edit").is_visible():
            self.button("Edit").click()
        self.field.focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.element.locator(".source").evaluate(PUT_IN, code)


def open_cells(page: Page, base_url: str, path: str = "cells/index.html") -> None:
    """A page with cells, once they can be run."""
    page.goto(base_url + path)
    expect(page.get_by_role("button", name="Run", exact=True).first).to_be_visible()
