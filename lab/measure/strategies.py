"""How a prompt goes on by samplers and by beams: what a figure can show of it without the model."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from nexttoken import lm
from nexttoken.sampling import ENGINES, Settings
from nexttoken.sequence import Picked, beams, left_by, sampled

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

TOKENS = 20
SEEDS = (2, 4)
SAMPLERS: tuple[dict[str, Any], ...] = ({}, {"top_k": 40}, {"top_p": 0.9}, {"temperature": 1.5, "top_p": 0.9})
WIDTH = 4

_DIGITS = 4

type Json = dict[str, Any]


def strategies(model: lm.Model, ids: Sequence[int]) -> Json:
    """`drawn`, by each sampler's `settings` and `seed`; and a `beam`, with the best text of each length.

    Of each text the ids, and ln p of each token by the model alone. Greedy, temperature 0, draws nothing: any
    seed gives the same.
    """
    cache = model.start()
    onward = lm.Onward(model, model.read(ids, cache), cache)
    found = [_drawn(onward, {"temperature": 0.0}, SEEDS[0])]
    found += [_drawn(onward, settings, seed) for settings in SAMPLERS for seed in SEEDS]
    return {"drawn": found, "beam": {"width": WIDTH, "best": [*_beams(onward)]}}


def _drawn(onward: lm.Onward, settings: dict[str, Any], seed: int) -> Json:
    left = left_by(Settings(**settings), ENGINES["transformers"])
    return {"settings": settings, "seed": seed} | _told(islice(sampled(onward, seed, left=left), TOKENS))


def _beams(onward: lm.Onward) -> Iterator[Json]:
    said: dict[tuple[int, ...], Floats] = {}

    def model(ids: tuple[int, ...]) -> "Floats":
        said[ids] = onward(ids)
        return said[ids]

    for best, *_ in beams(model, WIDTH, TOKENS):
        yield _told(Picked(id, float(said[best.ids[:at]][id])) for at, id in enumerate(best.ids))


def _told(picks: Iterator[Picked]) -> Json:
    ids, log_probs = zip(*picks, strict=True)
    return {"ids": [*ids], "log_probs": [round(each, _DIGITS) for each in log_probs]}
