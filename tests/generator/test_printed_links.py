"""Links as notes on paper."""

from __future__ import annotations

from sitegen.references.printed_links import number_links

PAGE = "https://example.org/notes/coin/"


def test_what_leads_off_the_page_is_numbered_in_order() -> None:
    html = '<p><a href="https://a.test/?x=1&amp;y=2">a</a> <a class="b" href="http://b.test">b</a></p>'
    numbered, addresses = number_links(html, "")
    assert addresses == ["https://a.test/?x=1&y=2", "http://b.test"]
    assert numbered.count("data-link") == 2
    assert '<a class="b" href="http://b.test" data-link="2">b</a>' in numbered


def test_one_address_has_one_number() -> None:
    numbered, addresses = number_links('<a href="https://a.test">a</a><a href="https://a.test">b</a>', "")
    assert addresses == ["https://a.test"]
    assert numbered.count('data-link="1"') == 2


def test_links_on_the_page_have_none() -> None:
    html = '<a href="#coin?p=0.3">try</a><a href="mailto:a@b.test">write</a>'
    assert number_links(html, PAGE) == (html, [])


def test_links_in_figures_have_none() -> None:
    html = '<nt-figure id="coin"><a href="https://a.test">a</a></nt-figure>'
    assert number_links(html, PAGE) == (html, [])


def test_pages_of_the_site_have_one_where_its_address_is_known() -> None:
    html = '<a href="../notation/index.html#p">p</a>'
    assert number_links(html, PAGE)[1] == ["https://example.org/notes/notation/#p"]
    assert number_links(html, "") == (html, [])


def test_only_the_names_of_the_sites_own_pages_are_left_out() -> None:
    html = '<a href="https://x.test/index.html"><a href="https://x.test/my-index.html#a">'
    assert number_links(html, PAGE)[1] == ["https://x.test/index.html", "https://x.test/my-index.html#a"]
    assert number_links('<a href="../my-index.html">', PAGE)[1] == ["https://example.org/notes/my-index.html"]
