"""Front matter means the same whichever of YAML's two readers there is."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.base.faults import BuildFailed
from sitegen.source import frontmatter

needs_libyaml = pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML is without libyaml")
HEADER = "title: {}\ndate: 2026-11-30\ndescription: What it is."
ODD = [
    "\tA tab",
    "A\ttab",
    "A tab\t",
    "|#",
    ">#",
    "!, no tag",
    "A question?",
    "“Quoted”: so",
    "[a, b",
    "- a",
    "=",
    "~",
]


def read(header: str, monkeypatch: pytest.MonkeyPatch, reader: type) -> object:
    """What is read of a header, or what is said of it."""
    monkeypatch.setattr(frontmatter, "_QUICK", reader)
    frontmatter._read.cache_clear()
    try:
        return frontmatter.split("index.md", f"---\n{header}\n---\nText.")
    except BuildFailed as failure:
        return str(failure)


@needs_libyaml
@pytest.mark.parametrize("tags", ["[a,,b]", "[a, - b]", "[a,- ]", "[a, b, ]"])
def test_a_list_that_is_none_is_refused_in_the_same_words(tags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    header = f"{HEADER.format('A title')}\ntags: {tags}"
    with_it, without = (read(header, monkeypatch, each) for each in (yaml.CSafeLoader, frontmatter._Loader))
    assert with_it == without


@needs_libyaml
@pytest.mark.parametrize("title", ODD)
def test_what_one_reader_of_yaml_refuses_the_other_does_too(
    title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = HEADER.format(title)
    with_it, without = (read(header, monkeypatch, each) for each in (yaml.CSafeLoader, frontmatter._Loader))
    assert with_it == without
    assert "\t" not in title or "cannot start any token" in str(with_it)


def told(node: yaml.Node) -> object:
    """A node with all that is made of it: tags, texts, and where they begin and end."""
    place = node.start_mark.line, node.start_mark.column
    if isinstance(node, yaml.MappingNode):
        return node.tag, place, [(told(key), told(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return node.tag, place, [told(each) for each in node.value]
    return node.tag, place, node.value, node.style in {"'", '"'}, (node.end_mark.line, node.end_mark.column)


PLAIN_TEXT = st.text(st.sampled_from("ab01é漢𝒳١ .,;'’“”()/+=–—-_"), min_size=1, max_size=12)
LISTS = st.lists(st.text(st.sampled_from("ab1é-_"), min_size=1, max_size=5), min_size=1).map(
    lambda texts: f"[{', '.join(texts)}]"
)


@needs_libyaml
@given(
    st.lists(
        st.one_of(PLAIN_TEXT, LISTS, st.sampled_from(["2026-11-30", "1e5", "0o7", "No", "1984"])), min_size=1
    )
)
def test_what_is_left_to_libyaml_is_what_both_read_alike(values: list[str]) -> None:
    header = "\n".join(f"key: {value}" for value in values)
    if frontmatter._PLAIN.fullmatch(header):
        quick, slow = (yaml.compose(header, each) for each in (yaml.CSafeLoader, yaml.SafeLoader))
        assert told(quick) == told(slow)


def test_most_posts_are_plain() -> None:
    assert frontmatter._PLAIN.fullmatch(
        HEADER.format("What a model’s words cost") + "\ntags: [KL divergence, code]"
    )
