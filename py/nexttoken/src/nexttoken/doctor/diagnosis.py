"""Findings: what the signs mean, by what they show, and what to do."""

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nexttoken.compare import Comparison, Summary
from nexttoken.compare.lists import DEEPEST, key
from nexttoken.compare.pairing import Pair
from nexttoken.logfiles import Listed, ListFile, LogFile, Row
from nexttoken.logfiles.grid import grid_of
from nexttoken.logfiles.sentinels import MEANINGS
from nexttoken.names import Names, name_of, shown

from .finding import Finding
from .signs import Signs
from .together import Together

type Opened = LogFile | ListFile

_ENOUGH = 8  # rows: of fewer little is said
_MOSTLY = 0.5  # of the rows
_PADDING = 1e-3  # of a mass: so little lies on tokens that are there to fill a matrix
_WIDE, _FLOORED, _SMALL = 2.0, 0.1, 1e-3  # of KL's bounds: a ratio, a share of KL, and nats
_CLEARLY = 1.0  # nats by which a neighbour's token fits better
_LOOKED_AT = 32  # tokens of two texts


class _File(NamedTuple):
    label: str
    file: Opened
    signs: Signs


class Doctor:
    """Watches a comparison while it goes on, and says what is wrong with its files, as far as it was seen.

    It calls tokens by `names`, which may be others later.
    """

    def __init__(self, comparison: Comparison, names: Names | None = None):
        self.comparison = comparison
        self.names = names
        self._together = Together(comparison.pairs.by_id)
        self._files = tuple(
            _File(label, file, Signs(is_part=_vocabulary(file) != comparison.vocabulary))
            for label, file in (("A", comparison.a), ("B", comparison.b))
        )
        comparison.watchers.append(self._see)
        comparison.reasons.append(self.findings)

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong, the gravest first; nothing, where the files are good."""
        found = self.comparison.summary() if self.comparison.places else None
        both = self._texts, self._shift, self._vocabularies, self._unit, self._first
        each = _processed, _zeros, _other_text, _unit_of, _strange, _coarse
        return _told_once(
            [
                *(finding for rule in both for finding in rule()),
                *(self._same(found) if found else ()),
                *(finding for rule in each for file in self._files for finding in rule(file)),
                *(self._bounds(found) if found else ()),
            ]
        )

    def _see(self, at: int, pair: Pair) -> None:
        chunk = self.comparison.pairs.chunk(at)
        is_first = not at or self.comparison.pairs.chunk(at - 1) != chunk
        for file, row in zip(self._files, pair, strict=True):
            if isinstance(row, Listed):
                file.signs.see_listed(row, is_first)
            elif isinstance(row, Row):
                file.signs.see_whole(chunk, row, pair[0].target if isinstance(pair[0], Row) else None)
        self._together.see(chunk, pair)

    def _texts(self) -> Iterator[Finding]:
        """That what was generated differs, so that little can be compared; or is the same, a place behind."""
        a, b = self.comparison.a, self.comparison.b
        if not self.comparison.parted or not (isinstance(a, ListFile) and isinstance(b, ListFile)):
            return
        if _is_behind(a, b) or _is_behind(b, a):
            yield _shifted("Their tokens are the same, but those of one come a place later.")
            return
        at = self.comparison.parted[0]
        tokens = [
            name_of(row.target, self.names)
            for row in self.comparison.pairs.pair(at)
            if isinstance(row, Listed) and row.target
        ]
        yield Finding(
            "texts",
            "The texts are not the same: each model went its own way.",
            f"After row {at} A has {tokens[0]} and B {tokens[1]}; of {self.comparison.done} rows"
            f" {len(self.comparison.places)} come before such a place, and only these are compared.",
            "Let both score one given text: prompt_logprobs in vLLM, a .kld in llama.cpp.",
        )

    def _shift(self) -> Iterator[Finding]:
        shift = self._together.shift
        if shift:
            yield _shifted(
                f"A's rows are like B's of one place {'before' if shift < 0 else 'after'}: total variation is"
                f" {self._together.variation(shift):.3f} there, and {self._together.variation(0):.3f} beside."
            )

    def _vocabularies(self) -> Iterator[Finding]:
        if self._together.other_names:
            id, in_a, in_b = self._together.other_names[0]
            yield Finding(
                "vocabularies",
                "The vocabularies are not the same, though ids are compared.",
                f"Token {id} reads {shown(in_a)} in A and {shown(in_b)} in B.",
                "Compare models of one tokenizer; of others compare bits per byte of the same text.",
            )
        sizes = [_vocabulary(file.file) for file in self._files]
        if None in sizes or sizes[0] == sizes[1]:
            return
        longer = next(file for file in self._files if _vocabulary(file.file) != self.comparison.vocabulary)
        cut_off = longer.signs.unlisted / max(longer.signs.rows, 1)
        is_padding = cut_off < _PADDING
        yield Finding(
            "padding" if is_padding else "vocabularies",
            "The vocabularies are of different sizes" + (": padding." if is_padding else "."),
            f"A has {sizes[0]} tokens and B {sizes[1]}; what only {longer.label} has holds"
            f" {100 * cut_off:.2g} % of its mass. The first {self.comparison.vocabulary} are compared, as if"
            " there were no others.",
            "Nothing is to be done: models fill up their last matrix."
            if is_padding
            else "See that both have the same tokenizer; the same ids need not be the same tokens.",
        )

    def _unit(self) -> Iterator[Finding]:
        ratio = self._together.ratio
        if ratio:
            label = "B" if ratio > 1 else "A"
            yield _in_bits(
                label,
                f"B's logarithms are A's times {ratio:.3f}, where 1/ln 2 is 1.443.",
                "Multiply its numbers by ln 2.",
            )

    def _first(self) -> Iterator[Finding]:
        a, b = self.comparison.a, self.comparison.b
        if not (isinstance(a, ListFile) and isinstance(b, ListFile)):
            return
        is_null = [file.row(0).is_null for file in (a, b)]
        if is_null[0] != is_null[1]:
            with_null, without = "AB" if is_null[0] else "BA"
            yield Finding(
                "first",
                "One file begins with the text's first token, the other does not.",
                f"The first row of {with_null} is null, as nothing comes before a first token; that of"
                f" {without} is not.",
                "Ask for both in one way, and see that no program leaves out null or puts 0 for it.",
            )

    def _same(self, found: Summary) -> Iterator[Finding]:
        if found.kl_max == found.kl_reverse_mean == 0 and found.rows >= _ENOUGH:
            yield Finding(
                "same",
                "Both files say the same.",
                f"KL is 0 in each of {found.rows} rows.",
                "See that the second is of the other model.",
            )

    def _bounds(self, found: Summary) -> Iterator[Finding]:
        lists = [file for file in self._files if isinstance(file.file, ListFile)]
        deepest = f"{DEEPEST:.0f} nats under its likeliest token" if lists else "twice the floor"
        between = (
            f"KL lies between {found.kl_low:.4g} and, if B's tail is no deeper than {deepest},"
            f" {found.kl_high:.4g} nats a token"
        )
        if any(isinstance(each.file, ListFile) and each.file.how.is_scores for each in lists):
            yield Finding(
                "samples",
                "Log-likelihoods of whole continuations are no distributions.",
                f"Of each, one event is known; {between}.",
                "Compare perplexities, or many models by `nexttoken.loglik`; KL takes log-probabilities.",
            )
        elif lists and found.kl_high > _WIDE * found.kl_low + _SMALL:
            masses = " and ".join(
                f"{100 * file.signs.unlisted / file.signs.rows:.2g} % of {file.label}'s" for file in lists
            )
            yield Finding(
                "truncated",
                "Only some tokens are listed.",
                f"On average {masses} mass is on others, which count as one: {between}.",
                "Ask for more of them: prompt_logprobs or logprobs of -1 with --max-logprobs -1 in vLLM,"
                " n_probs in llama-server; or give the interval.",
            )
        elif not lists and found.kl_high - found.kl_low > _FLOORED * found.kl_mean + _SMALL / 10:
            yield Finding(
                "floored",
                "Tails were cut off at a floor.",
                f"{between}.",
                "Take ik_llama.cpp, which cuts at 24 nats, not at 16, or save arrays; or give the interval.",
            )


def _told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is told twice in the same words, as of both files, is one finding, by all that shows it."""
    told: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        words = finding.what, finding.remedy
        shown = [told[words].evidence, finding.evidence] if words in told else [finding.evidence]
        told[words] = replace(finding, evidence=" ".join(shown))
    return tuple(told.values())


def _vocabulary(file: Opened) -> int | None:
    return None if isinstance(file, ListFile) else file.vocabulary


def _processed(file: _File) -> Iterator[Finding]:
    signs, opened = file.signs, file.file
    if isinstance(opened, ListFile) and opened.how.is_processed:
        evidence = opened.reason
    elif signs.abrupt > _MOSTLY * signs.rows and signs.rows >= _ENOUGH:
        evidence = f"In {signs.abrupt} of {signs.rows} rows a few likely tokens are listed, and add up to 1."
    elif signs.ruled_out > _MOSTLY * signs.rows:
        evidence = f"Many tokens have a probability of 0 in {signs.ruled_out} of {signs.rows} rows."
    else:
        return
    yield Finding(
        "processed",
        f"{file.label} holds what samplers left, not what the model said.",
        evidence,
        "Ask for what comes before them: --logprobs-mode raw_logprobs in vLLM, no post_sampling_probs and a"
        " current version in llama-server; elsewhere a temperature of 1, no top-k, top-p or min-p.",
    )


def _zeros(file: _File) -> Iterator[Finding]:
    signs = file.signs
    zeros, lone = signs.strange["0"], signs.certain > _MOSTLY * signs.rows and signs.rows >= _ENOUGH
    if not (zeros or lone or signs.uniform):
        return
    evidence = (
        f"All tokens are alike in {signs.uniform} of {signs.rows} rows."
        if signs.uniform
        else f"ln p is 0 of each token that {zeros or signs.certain} rows list."
    )
    yield Finding(
        "zeros",
        f"{file.label} has rows that nothing was computed for.",
        evidence,
        "That is no certainty: servers write so with speculative decoding, and harnesses where a server says"
        " nothing of a prompt's tokens. Ask again without a draft model, by a server that scores prompts.",
    )


def _other_text(file: _File) -> Iterator[Finding]:
    """Of the text whose ids are known: a neighbour of the token that follows fits better, or none fits."""
    signs = file.signs
    if signs.scored.min() < _ENOUGH:
        return
    here, before, after = (signs.mean_surprise(shift) for shift in (0, -1, 1))
    by_chance = math.inf if isinstance(file.file, ListFile) else math.log(file.file.vocabulary)
    if min(before, after) < min(here, by_chance) - _CLEARLY:
        which = "before" if before < after else "after"
        yield _shifted(
            f"In {file.label} the token that follows has a mean surprise of {here:.2f} nats, and that of one"
            f" place {which} {min(before, after):.2f}."
        )
    elif by_chance < here < math.inf:  # if a token of the text was ruled out, that is another fault
        yield Finding(
            "text",
            f"{file.label} finds the text less likely than chance would.",
            f"Its tokens have a mean surprise of {here:.2f} nats, and by chance it were {by_chance:.2f}.",
            "See that its rows are of these ids, in order, by the same tokenizer; or the model is broken.",
        )


def _unit_of(file: _File) -> Iterator[Finding]:
    unit = None if isinstance(file.file, ListFile) else file.file.unit
    if unit:
        yield _in_bits(
            file.label,
            f"{unit} to the numbers adds up to 1 in each of its first rows.",
            f"Nothing for this comparison, which takes them times ln {unit}; other programs may not.",
        )


def _strange(file: _File) -> Iterator[Finding]:
    counts = [(name, count) for name, count in file.signs.strange.most_common() if name != "0"]
    if counts:
        listed = (f"{name} in {count} rows ({MEANINGS.get(name, 'no logarithm')})" for name, count in counts)
        yield Finding(
            "signs",
            f"In {file.label} something else stands for logarithms.",
            f"{'; '.join(listed)}.",
            "Such tokens count among those that are not listed.",
        )


def _coarse(file: _File) -> Iterator[Finding]:
    grid = grid_of(np.array(file.signs.values)) if isinstance(file.file, ListFile) else file.file.grid
    if grid:
        yield Finding(
            "coarse",
            f"{file.label}'s numbers were rounded.",
            f"They are all of {grid.name}: at 10 nats they come in steps of {grid.step:.2g}.",
            "Take the softmax in 32 bits, of logits that were made so, and write all digits.",
        )


def _shifted(evidence: str) -> Finding:
    return Finding(
        "shifted",
        "Rows are shifted by one place.",
        evidence,
        "Row t is to say what follows token t: leave out the last row of logits, or the first of labels, and"
        " a token that only one tokenizer puts in front.",
    )


def _in_bits(label: str, evidence: str, remedy: str) -> Finding:
    return Finding("unit", f"{label} is not in nats.", evidence, remedy)


def _is_behind(a: ListFile, b: ListFile) -> bool:
    """Whether B's first text is A's without its first token."""
    by_id = a.has_ids and b.has_ids
    tokens_a, tokens_b = (_first_tokens(file, by_id) for file in (a, b))
    count = min(len(tokens_a) - 1, len(tokens_b))
    return count >= _ENOUGH and tokens_a[1 : count + 1] == tokens_b[:count]


def _first_tokens(file: ListFile, by_id: bool) -> list[int | bytes | None]:
    """Of the first text, as far as it is not damaged: that is said where it is compared."""
    found: list[int | bytes | None] = []
    with suppress(ValueError):
        for at in file.rows_of(0)[:_LOOKED_AT]:
            target = file.row(at).target
            found.append(key(target, by_id) if target else None)
    return found
