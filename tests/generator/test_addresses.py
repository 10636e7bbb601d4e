"""What links mean, by their writing."""

from __future__ import annotations

import pytest

from sitegen.base.addresses import Target, absolute, is_external, relative, resolve

PAGE = "zipf-kl/index.html"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("", Target(PAGE)),
        ("#coin?p=0.95", Target(PAGE, fragment="coin?p=0.95")),
        ("?print", Target(PAGE, "?print")),
        ("data/a%20b.csv", Target("zipf-kl/data/a b.csv")),
        ("../notation/index.html#p", Target("notation/index.html", fragment="p")),
        ("style.css?v=2#part", Target("zipf-kl/style.css", "?v=2", "part")),
        ("100%25.csv", Target("zipf-kl/100%.csv")),
        ("what%3F.csv", Target("zipf-kl/what?.csv")),
        ("../../elsewhere", Target("../elsewhere")),
        ("../", Target(".")),
    ],
)
def test_a_link_means_a_place_in_the_site(link: str, target: Target) -> None:
    assert resolve(PAGE, link) == target


@pytest.mark.parametrize("link", ["https://a.test", "mailto:a@b.test", "data:,x", "//a.test/b"])
def test_an_address_of_its_own_leads_out_of_the_site(link: str) -> None:
    assert is_external(link)
    assert not is_external(f"#coin?pin=rho:0.5&to={link}")


def test_a_place_is_named_from_where_the_link_stands() -> None:
    assert relative(PAGE, "notation/index.html#p") == "../notation/index.html#p"
    assert relative("index.html", "notation/index.html") == "notation/index.html"
    assert resolve(PAGE, relative(PAGE, "assets/js/a.js")).path == "assets/js/a.js"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("#p", "https://a.test/n/zipf-kl/#p"),
        ("../notation/index.html#p", "https://a.test/n/notation/#p"),
        ("my-index.html", "https://a.test/n/zipf-kl/my-index.html"),
        ("https://b.test/index.html", "https://b.test/index.html"),
    ],
)
def test_a_link_has_an_address_by_which_it_leads_there_from_anywhere(link: str, address: str) -> None:
    assert absolute("https://a.test/n/zipf-kl/", link) == address
