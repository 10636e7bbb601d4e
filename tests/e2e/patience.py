"""Waiting for what a page's promises tell: `wait_for_function` takes the promise itself for a yes."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE_MS = 30_000


def wait_until(page: Page, predicate: str, arg: object) -> None:
    """Wait until `predicate`, a JavaScript function that may be asynchronous, says yes to `arg`."""
    page.evaluate(
        f"""async arg => {{
            const holds = {predicate};
            const end = performance.now() + {PATIENCE_MS};
            while (!(await holds(arg))) {{
                if (performance.now() > end) throw new Error('Waited in vain for ' + JSON.stringify(arg));
                await new Promise(requestAnimationFrame);
            }}
        }}""",
        arg,
    )
