"""Tokens as text, and links in drawings: their names, what they show, and that nothing in them is markup."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from explorable.parts import link, pages
from explorable.plot import picture
from explorable.table import data_table
from explorable.tokens import Token, hexadecimal, legend, marked, percent, quoted, ranking, readable, sentence


def test_bytes_that_are_no_text_are_written_alike_in_a_sentence_and_in_a_picture() -> None:
    assert hexadecimal(b"\xe2\x80") == marked(b"\xe2\x80") == "E2 80"
    assert "E2 80" in sentence([Token(b"\xe2\x80")])
    assert marked(" a\n") == "·a⏎"
    assert (quoted(" a\n"), quoted(b"\xe2\x80")) == ("‘ a⏎’", "E2 80")


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html.replace("<wbr>", "").replace("<br>", ""))


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (Token(" mat", probability=0.34, rank=1), "‘ mat’, 34\u202f%, rank 1"),
        (Token("\n", surprising=True), "‘line break’, surprising"),
        (Token(b"\xe2\x82"), "bytes E2 82"),
        (Token(""), "‘’"),
    ],
)
def test_a_token_has_a_name(token: Token, name: str) -> None:
    assert token.name == name


@pytest.mark.parametrize("seen", [" mat", "é", "\n\t", "中", ""])
def test_a_token_is_read_as_text(seen: str) -> None:
    assert readable(seen.encode()) == seen


@pytest.mark.parametrize("unseen", [b"\xe4\xb8", b"\x00", b"a\x1fb", b"\r", b"\x7f", "\x85".encode()])
def test_what_is_no_text_or_unseen_stays_bytes(unseen: bytes) -> None:
    assert readable(unseen) == unseen


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1, "100"),
        (1 - 1e-12, "100"),
        (0.99951, "99.95"),
        (0.9969, "99.7"),
        (0.344, "34"),
        (0.0995, "10"),
        (0.078, "7.8"),
        (0.0012, "0.12"),
        (0, "0.00"),
    ],
)
def test_a_share_is_told_in_few_digits(share: float, text: str) -> None:
    assert percent(share) == f"{text}\u202f%"


def test_a_tiny_share_is_not_nothing_and_what_lacks_one_not_all() -> None:
    assert percent(1e-9) == "less than 0.01\u202f%"
    assert percent(0.995) == "99.5\u202f%"
    assert percent(1 - 1e-7) == "more than 99.99\u202f%"


def test_what_a_reader_typed_is_no_markup() -> None:
    typed = '<img src=x onerror="alert(1)"> & "so"'
    paragraph = parsed(sentence([Token(typed, href="#a?t=%22"), Token(typed)]))
    assert "".join(paragraph.itertext()) == typed * 2
    assert {element.tag for element in paragraph.iter()} == {"p", "a", "span"}
    assert paragraph[0].get("aria-label") == f"‘{typed}’"


def test_a_sentence_is_its_text_and_breaks_between_words_only() -> None:
    words = [Token("The"), Token(" cat", href="#a?p=1", key="one", current=True), Token("s"), Token(" sat")]
    html = sentence(words, "p")
    paragraph = parsed(html)
    assert ("".join(paragraph.itertext()), paragraph.get("class")) == ("The cats sat", "tokens p")
    assert html.count("<wbr>") == 3 and '<wbr><span class="token">s<' not in html
    assert (paragraph[1].get("data-key"), paragraph[1].get("aria-current")) == ("one", "true")
    assert [one.tag for one in paragraph] == ["span", "a", "span", "span"]


def test_probability_is_a_weight_and_surprise_a_shape() -> None:
    (token,) = parsed(sentence([Token("a", probability=0.25, surprising=True)]))
    assert (token.get("style"), token.get("class")) == ("--weight: 0.500", "token surprising")
    row, other = parsed(ranking([Token("a", probability=0.25), Token("b", probability=0.125)]))
    assert [each[2].text for each in (row, other)] == ["25\u202f%", "12\u202f%"]
    assert [each[1].get("style") for each in (row, other)] == ["--share: 1.000", "--share: 0.500"]


def test_signs_are_explained_once_each() -> None:
    line = parsed(legend([Token(" a\n"), Token(" b"), Token(b" \xe2"), Token(b"\x9d"), Token("")]))
    told = "".join(line.itertext())
    assert told == "  a space; ⏎ line break; E2 a byte that is no letter by itself; ∅ nothing"
    assert legend([Token("plain")]) == ""


def test_an_svg_with_links_is_no_image_whose_parts_nobody_could_reach() -> None:
    bar = link("#a?p=1", '<rect width="9" height="9"/>', name="Bar of ‘a’")
    assert ' role="group" ' in picture("a-wide", 9, 9, "Bars", "One.", bar)
    assert ' role="img" ' in picture("a-wide", 9, 9, "Bars", "One.", "")


def test_rows_and_pages_lead_to_states() -> None:
    table = parsed(data_table("Words", ("word", "n"), [("<a>", "1"), ("b", "2")], links=["#a?p=1&q=2"]))
    assert [(a.get("href"), a.text) for a in table.iter("a")] == [("#a?p=1&q=2", "<a>")]
    first = parsed(pages("Pages of words", 1, 3, ("", "#a?page=2")))
    assert [(a.get("href"), a.get("data-key"), a.text) for a in first.iter("a")] == [
        ("#a?page=2", "Pages of words Next", "Next")
    ]
    assert "".join(first.itertext()) == "Previous 1 of 3 Next"


def test_in_a_ranking_shares_that_are_all_but_nothing_or_all_are_told_by_signs() -> None:
    shown = ranking([Token("a", probability=1 - 1e-7), Token("b", probability=1e-9)])
    assert "&gt;99.99\u202f%" in shown and "&lt;0.01\u202f%" in shown
