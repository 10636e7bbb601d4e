"""Fingers on sliders: what scrolls the page moves none of them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.figure import FigureOnPage

pytestmark = pytest.mark.only_browser("chromium")  # fingers that scroll need its protocol


def drag(slider: Locator, start: float, across: float, down: float, height: float = 0.5) -> None:
    """A finger comes down at `start` of the slider's width, goes so many px in ten steps, and lifts.

    `height` is where it comes down, from the slider's top.
    """
    page = slider.page
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + start * box["width"], box["y"] + height * box["height"]
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, Any]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        touch("touchMove", {"x": x + across * step / 10, "y": y + down * step / 10})
    touch("touchEnd")


@pytest.mark.parametrize("start", [0.3, 0.95], ids=["track", "thumb"])
def test_a_swipe_that_begins_on_a_slider_changes_nothing(phone: FigureOnPage, start: float) -> None:
    page, slider = phone.page, phone.slider("rho")
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    scrolled, steps, address = page.evaluate("() => [scrollY, history.length, location.href]")
    before = phone.parts()
    drag(slider, start, across=15, down=-200)
    assert page.evaluate("() => scrollY") > scrolled + 100
    phone.expect_controls(rho="0.9")
    expect(slider).to_have_value("0.9")
    phone.expect_live()
    assert phone.parts() == before
    assert page.evaluate("() => [history.length, location.href]") == [steps, address]
    slider.press("ArrowLeft")
    phone.expect_controls(rho="0.89")


def test_a_finger_drawn_sideways_moves_the_slider(phone: FigureOnPage) -> None:
    drag(phone.slider("rho"), 0.95, across=-180, down=25)
    expect(phone.number("rho")).not_to_have_value("0.9")
    assert abs(float(phone.number("rho").input_value())) < 0.3
    phone.expect_live()
    assert phone.slider("rho").input_value() == phone.number("rho").input_value()


def test_a_tap_on_the_track_sets_it_there(phone: FigureOnPage) -> None:
    steps = phone.page.evaluate("() => history.length")
    drag(phone.slider("rho"), 0.25, across=0, down=0)
    expect(phone.number("rho")).not_to_have_value("0.9")
    assert abs(float(phone.number("rho").input_value()) + 0.5) < 0.1
    phone.expect_live()
    assert phone.page.evaluate("() => history.length") == steps + 1


def test_a_swipe_over_the_picture_looks_at_no_place(phone: FigureOnPage) -> None:
    handle = phone.element.locator(".probe-handle")
    drag(handle, 0.5, across=10, down=-200)
    expect(handle).to_have_attribute("aria-valuetext", "none chosen")
    drag(handle, 0.5, across=0, down=0)
    expect(handle).not_to_have_attribute("aria-valuetext", "none chosen")
