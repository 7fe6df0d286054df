"""Where a grammar is rich and where it is poor: effective clauses and synonyms, rare derivations to read first."""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.augmentation.siblings import group_entries
from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.questions import Case, Condition, describe
from nonesuch.generators.text.template import LEVELS, Annotation, Reference, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.questions import Question
    from nonesuch.generators.text.registry import Site
    from nonesuch.generators.text.table import Table

__all__ = ["grammar_statistics", "lemma_statistics", "situations"]

_MEASURED = Path(__file__).parent / "diversity_by_size.toml"
_FIGURES = ("self_bleu4", "distinct_2", "novelty_4", "gzip_ratio")


@dataclass(frozen=True)
class _Variety:
    """How much is left open: entropies in nats, content words (in all, and by lemma), and the number of texts."""

    patterns: float = 0.0
    wording: float = 0.0
    words: float = 0.0
    texts: float = 1.0
    uses: Mapping[str, float] = field(default_factory=dict)

    def then(self, other: _Variety) -> _Variety:
        return _Variety(
            self.patterns + other.patterns,
            self.wording + other.wording,
            self.words + other.words,
            self.texts * other.texts,
            _weighted([1, 1], [self.uses, other.uses]),
        )


def grammar_statistics(compiled: Compiled) -> pl.DataFrame:
    """Say how many clauses and synonyms each symbol really has.

    Numbers are effective ones (the exponential of the entropy): ten alternatives of which one is nearly always taken
    count little more than one.

    Args:
        compiled: The grammar.

    Returns:
        A row for each symbol and each situation in which it differs, poorest first: symbol, slots it fills, situation,
        ``clauses`` (effective patterns), ``synonyms`` (effective words for each content word), ``words`` (content words
        in a text), ``texts`` (derivations), and the figures that texts of three such clauses had when measured
        (interpolated: self_bleu4, distinct_2, novelty_4, gzip_ratio).
    """
    slots = _slots(compiled)
    rows = []
    for name in compiled.outline.order:
        for situation, chain in situations(compiled, name):
            survey = _Survey(tuple(compiled.registry.sites))
            variety = survey.chain(chain)
            clauses = math.exp(variety.patterns)
            synonyms = math.exp(variety.wording / variety.words) if variety.words else 1.0
            figures = dict(zip(_FIGURES, _interpolate(clauses, synonyms), strict=True))
            rows.append(
                {
                    "symbol": name, "slots": ", ".join(sorted(slots.get(name, ()))), "situation": situation,
                    "clauses": round(clauses, 1), "synonyms": round(synonyms, 2), "words": round(variety.words, 2),
                    "texts": variety.texts, **figures,
                }
            )  # fmt: skip
    return pl.DataFrame(rows).sort("self_bleu4", "symbol", "situation", descending=[True, False, False])


def lemma_statistics(compiled: Compiled) -> pl.DataFrame:
    """Say how often each lemma is said and how many words it really has.

    Args:
        compiled: The grammar.

    Returns:
        A row for each lemma, first where one more word changes most texts: lemma, part of speech, ``uses`` (in a text,
        on average over the situations), ``words``, ``effective`` (words, by the exponential of the entropy) and
        ``gain`` (uses times the entropy in nats that one more word of average weight would add).
    """
    lexicon = compiled.grammar.lexicon
    uses = [_Survey(tuple(compiled.registry.sites)).chain(chain).uses for _, chain in situations(compiled)]
    together = _weighted([1 / len(uses)] * len(uses), uses)
    rows = []
    for name, count in together.items():
        lemma = lexicon.lemmas[name]
        weights = np.array([float(word.weight) for word in lemma.words])
        more = np.append(weights, weights.mean())
        gain = _entropy(more / more.sum()) - _entropy(weights / weights.sum())
        rows.append(
            {
                "lemma": name, "part_of_speech": lemma.pos, "uses": round(count, 3), "words": len(weights),
                "effective": round(math.exp(_entropy(weights / weights.sum())), 1), "gain": round(count * gain, 4),
            }
        )  # fmt: skip
    schema = {"lemma": pl.String, "part_of_speech": pl.String, "uses": pl.Float64, "words": pl.Int64}
    frame = pl.DataFrame(rows, schema={**schema, "effective": pl.Float64, "gain": pl.Float64})
    return frame.sort("gain", "lemma", descending=[True, False])


def _slots(compiled: Compiled) -> dict[str, set[str]]:
    """Find the slots whose span a symbol fills."""
    filled: dict[str, set[str]] = {}
    for name in compiled.outline.order:
        for alternative in compiled.grammar.symbols[name].every():
            for item in walk(alternative):
                if isinstance(item, Annotation) and isinstance(item.item, Reference):
                    filled.setdefault(item.item.symbol, set()).add(item.slot)
    return filled


def situations(compiled: Compiled, name: str | None = None) -> Iterator[tuple[str, Chain]]:
    """Give what a symbol says for each answer to its conditions and cases.

    Args:
        compiled: The grammar.
        name: The symbol; the start if missing.

    Yields:
        A situation in words (what holds; empty where nothing does), and what is said.
    """
    name = name or compiled.outline.start
    questions = compiled.outline.questions
    asked = [place for place in compiled.outline.asked[name] if isinstance(questions[place], (Case, Condition))]
    for answers in compiled.combinations(asked):
        chain = compiled.builder(answers, len(LEVELS) - 1).symbol(name)
        if chain is not None:
            said = [place for place in asked if _is_telling(questions[place], answers[place])]
            yield describe([questions[place] for place in said], [answers[place] for place in said]), chain


def _is_telling(question: Question, answer: int) -> bool:
    """Whether an answer is worth telling: a condition that holds, or a case that is listed."""
    return answer == 1 if isinstance(question, Condition) else answer < question.answers - 1


class _Survey:
    """Measures parts, each once."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = sites
        self._known: dict[int, tuple[Part, _Variety]] = {}

    def chain(self, chain: Chain) -> _Variety:
        total = _Variety()
        for part in chain.parts:
            total = total.then(self.part(part))
        return total

    def part(self, part: Part) -> _Variety:
        if id(part) not in self._known:
            self._known[id(part)] = (part, self._measure(part))
        return self._known[id(part)][1]

    def _measure(self, part: Part) -> _Variety:
        if isinstance(part, Blank):
            return _Variety()
        return _of_branch(part, self) if isinstance(part, Branch) else _of_table(part, self._sites)


def _of_table(part: Table, sites: Sequence[Site]) -> _Variety:
    shares = part.weights / part.total
    is_word = np.array([sites[site].kind == "word" for site in part.sites], bool)
    groups = np.bincount(group_entries(part, ~is_word), shares)
    said = (part.decisions[:, is_word] >= 0).sum(axis=1) if part.sites else np.zeros(len(part))
    patterns = _entropy(groups)
    columns = np.flatnonzero(is_word).tolist()
    counts = [{sites[part.sites[i]].lemma: float(shares @ (part.decisions[:, i] >= 0))} for i in columns]
    uses = _weighted([1] * len(counts), counts)
    return _Variety(patterns, _entropy(shares) - patterns, float(shares @ said), float(len(part)), uses)


def _of_branch(branch: Branch, survey: _Survey) -> _Variety:
    shares = np.array([float(weight) for weight in branch.weights])
    shares /= shares.sum()
    inner = [survey.chain(chain) for chain in branch.chains]
    return _Variety(
        _entropy(shares) + sum(share * one.patterns for share, one in zip(shares, inner, strict=True)),
        sum(share * one.wording for share, one in zip(shares, inner, strict=True)),
        sum(share * one.words for share, one in zip(shares, inner, strict=True)),
        sum(one.texts for one in inner),
        _weighted(shares.tolist(), [one.uses for one in inner]),
    )


def _weighted(shares: Sequence[float], uses: Sequence[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for share, some in zip(shares, uses, strict=True):
        for lemma, count in some.items():
            total[lemma] += share * count
    return total


def _entropy(shares: np.ndarray) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


@cache
def _measured() -> np.ndarray:
    return np.array(tomllib.loads(_MEASURED.read_text("utf-8"))["rows"])


def _interpolate(clauses: float, synonyms: float) -> list[float]:
    """Average the measured figures, near ones more (inverse squares of distances in logarithms)."""
    measured = _measured()
    at = np.log([max(clauses, 1.0), max(synonyms, 1.0)])
    distance = ((np.log(measured[:, :2]) - at) ** 2).sum(axis=1) + 1e-6
    weights = 1 / distance
    return [round(float(figure), 3) for figure in weights @ measured[:, 2:] / weights.sum()]
