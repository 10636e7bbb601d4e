"""Thousands of odd links, read by the scripts that a page has, in the browser itself."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sitegen.references import permalinks
from tests.e2e.host import serve

ROOT = Path(__file__).resolve().parents[2]
DECLARATION: dict[str, Any] = json.loads((ROOT / "tests/permalinks.json").read_text("utf-8"))["declaration"]
NAMES = [control["name"] for control in DECLARATION["controls"]]
LINKS = 4000
PIECES = (
    *(f"{name}=" for name in NAMES),
    *NAMES,
    *"=&;:,.?#%+-!*()[]<>\"'`\\ ",
    *(
        "pin=",
        "&amp;",
        "%26",
        "%253D",
        "%E0%A4%A",
        "%00",
        "\u202e",
        "\ud7ff",
        "💠",
        "́",
        "__proto__=",
        "constructor",
    ),
    *(
        "0.5",
        "-1e99",
        "9" * 400,
        "NaN",
        "Infinity",
        "0x10",
        "12.7.104",
        "bits",
        "nats",
        "a" * 600,
        "utm_source=x",
    ),
    *("<img src=x onerror=alert(1)>", "javascript:alert(1)", "edit=", "fbclid=1"),
)
READ = """async ({ declaration, links }) => {
    const { parse, query, split } = await import('/state/permalink.js');
    return links.map(link => {
        try {
            const { state, pin, complaints } = parse(declaration, split(`#sample?${link}`).query ?? '');
            return { state, pin, query: query(declaration, state, pin), complaints: complaints.length };
        } catch (error) {
            return { threw: String(error) };
        }
    });
}"""


@pytest.mark.one_browser
def test_no_link_is_too_odd_to_have_a_state_that_its_figure_can_show(
    page: Page, console_errors: list[str]
) -> None:
    odd = random.Random(1)
    links = ["".join(odd.choices(PIECES, k=odd.randint(1, 12))) for _ in range(LINKS)]
    with serve(ROOT / "templates" / "assets" / "js") as address:
        page.goto(f"{address}page.js")  # any address of that host
        found = page.evaluate(READ, {"declaration": DECLARATION, "links": links})
        meant = [each.get("query", "") for each in found]
        again = page.evaluate(READ, {"declaration": DECLARATION, "links": meant})
    console_errors.clear()  # the browser asked for an icon
    for link, first, second in zip(links, found, again, strict=True):
        assert "threw" not in first, link
        assert second == first | {"complaints": 0}, f"{link} is read as {first}, and that as {second}"
        reading = permalinks.read(DECLARATION, first["query"])
        assert (reading.state, reading.pinned, reading.problems) == (first["state"], first["pin"], []), link
