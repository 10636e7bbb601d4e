"""Texts on which tokenizers may differ, and passages whose tokens are predicted."""

import itertools
import random
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

_SEED = 20261129
_FILLERS = " ab1'st\n\t é."

_WRITTEN = (
    "",
    " ",
    "\n",
    "   leading and trailing   ",
    "don't we'll I'VE they're 'tis 's",
    "1234567890 3.14 1,000,000 0x1F 2²³ ½ Ⅷ 一二三 ٣٤٥",
    "tabs\tand\r\nlines\n\n\n  indented\u00a0and\u2003wide\u3000spaces\x1c\x1d",
    "<|im_start|>user\nplain text here<|im_end|>",
    "for i in range(10):\n    print(f'{i:>4}')\n\treturn x[1:-1]\n",
    "const f = async (x) => ({...x, y: x?.y ?? 0}); // ok\n#include <stdio.h>\n",
    "Привет, мир! Γειά σου Κόσμε. שלום עולם مرحبا بالعالم नमस्ते दुनिया สวัสดีชาวโลก",
    "こんにちは世界。今日は良い天気ですね。안녕하세요 세계 你好,世界",
    "👩‍👩‍👧‍👦🇩🇪 ☺️ e\u0301 é \u200b\ufeff\u202e",
    "!" * 300,
    "ab" * 300,
    " " * 100,
    "https://example.org/a?b=c&d=%20#e user@example.org",
)

PASSAGES = (
    "The capital of France is",
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in"
    " want of a wife. However little known the feelings or views of such a man may be on his first entering a"
    " neighbourhood, this truth is so well fixed in the minds of the surrounding families, that he is"
    " considered as the rightful property of some one or other of their daughters.",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return fibonacci(n - 1) + fibonacci(n - 2)\n",
    "Привет, мир! 今日は良い天気ですね。 12345",
    "<|im_start|>user\nWhat is entropy?<|im_end|>\n<|im_start|>assistant\n",
)


def texts() -> list[str]:
    """Return what was written above, and texts drawn from each category of Unicode: always the same."""
    chance = random.Random(_SEED)
    characters = _by_category()
    drawn = [_drawn(chance, of) for of in characters.values() for _ in range(12)]
    everything = list(
        itertools.chain.from_iterable(chance.sample(of, min(30, len(of))) for of in characters.values())
    )
    return [*_WRITTEN, *PASSAGES, *drawn, *(_drawn(chance, everything) for _ in range(60))]


def _drawn(chance: random.Random, characters: Sequence[str]) -> str:
    return "".join(
        chance.choice(characters if chance.random() < 0.5 else _FILLERS) for _ in range(chance.randint(1, 25))
    )


def _by_category() -> Mapping[str, list[str]]:
    """All characters that Unicode 3.2 had already, so that every Python knows them."""
    result = defaultdict(list)
    for character in map(chr, range(0x110000)):
        category = unicodedata.ucd_3_2_0.category(character)
        if category not in ("Cn", "Cs") and category == unicodedata.category(character):
            result[category].append(character)
    return result
