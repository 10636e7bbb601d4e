"""Requests, and time, that are held back until a test lets them go."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, Route

from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage

STALLED_MS = 11_000
"""For so long nothing comes: a page gives up what is owed, and has not come to give up Python itself."""

COUNT_PACKS = """globalThis.packs = 0;
new PerformanceObserver(list => {
    packs += list.getEntries().filter(({ name }) => name.endsWith('.bin')).length;
}).observe({ type: 'resource', buffered: true });"""

type Fate = Callable[[Route], None]


def stop_clock(page: Page) -> None:
    """From now on the page's time goes on only where a test says so, however slow the machine is."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))


def hold(page: Page, pattern: str | re.Pattern[str]) -> Callable[..., None]:
    """Hold all requests for `pattern`; what this gives decides on them, and on those still to come.

    Nothing else lets go of a request: `unroute` would leave it waiting until Python's collector comes by,
    whose complaint fails the test that runs then.
    """
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))

    def release(fate: Fate = Route.continue_) -> None:
        page.route(pattern, lambda route: fate(route))  # the newest rule is the one that is asked
        for route in held:
            fate(route)

    return release


def open_without(page: Page, address: str, pack: str, others: int) -> FigureOnPage:
    """Open a page to which one pack never comes: that was asked for, and so many others are here."""
    page.route(f"**/runtime/{pack}.*.bin", lambda route: None)
    page.add_init_script(COUNT_PACKS)
    figure = FigureOnPage(page)
    with page.expect_request(f"**/runtime/{pack}.*.bin", timeout=BOOT_TIMEOUT_MS):
        page.goto(address)
        figure.come_into_view()
    page.wait_for_function("others => packs >= others", arg=others, timeout=BOOT_TIMEOUT_MS)
    return figure
