"""Requests, and time, that are held back until a test lets them go."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, Route

type Fate = Callable[[Route], None]


def stop_clock(page: Page) -> None:
    """From now on the page's time goes on only where a test says so, however slow the machine is."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))


def hold(page: Page, pattern: str | re.Pattern[str]) -> Callable[..., None]:
    """Hold all requests for `pattern`; what this gives decides on them, and on those still to come."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))

    def release(fate: Fate = Route.continue_) -> None:
        page.route(pattern, lambda route: fate(route))  # the newest rule is the one that is asked
        for route in held:
            fate(route)

    return release
