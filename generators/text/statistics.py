"""Where a grammar is rich and where it is poor: effective clauses and synonyms, rare derivations to read first."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.augmentation.siblings import group_entries
from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.questions import Case, Condition, describe
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.template import LEVELS, Annotation, Reference, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.registry import Site

__all__ = ["grammar_statistics", "reading_list"]

_MEASURED = Path(__file__).parent / "diversity_by_size.toml"
_FIGURES = ("self_bleu4", "distinct_2", "novelty_4", "gzip_ratio")


@dataclass(frozen=True)
class _Variety:
    """How much is left open: entropies in nats, content words, and the number of texts."""

    patterns: float = 0.0
    wording: float = 0.0
    words: float = 0.0
    texts: float = 1.0

    def then(self, other: _Variety) -> _Variety:
        return _Variety(
            self.patterns + other.patterns,
            self.wording + other.wording,
            self.words + other.words,
            self.texts * other.texts,
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
        for situation, chain in _situations(compiled, name):
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


def _slots(compiled: Compiled) -> dict[str, set[str]]:
    """Find the slots whose span a symbol fills."""
    filled: dict[str, set[str]] = {}
    for name in compiled.outline.order:
        for alternative in compiled.grammar.symbols[name].every():
            for item in walk(alternative):
                if isinstance(item, Annotation) and isinstance(item.item, Reference):
                    filled.setdefault(item.item.symbol, set()).add(item.slot)
    return filled


def _situations(compiled: Compiled, name: str) -> Iterator[tuple[str, Chain]]:
    """Give what a symbol says for each answer to its conditions and cases."""
    questions = compiled.outline.questions
    asked = [place for place in compiled.outline.asked[name] if isinstance(questions[place], (Case, Condition))]
    for answers in compiled.combinations(asked):
        chain = compiled.builder(answers, len(LEVELS) - 1).symbol(name)
        if chain is not None:
            yield describe([questions[place] for place in asked], [answers[place] for place in asked]), chain


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
    return _Variety(patterns, _entropy(shares) - patterns, float(shares @ said), float(len(part)))


def _of_branch(branch: Branch, survey: _Survey) -> _Variety:
    shares = np.array([float(weight) for weight in branch.weights])
    shares /= shares.sum()
    inner = [survey.chain(chain) for chain in branch.chains]
    return _Variety(
        _entropy(shares) + sum(share * one.patterns for share, one in zip(shares, inner, strict=True)),
        sum(share * one.wording for share, one in zip(shares, inner, strict=True)),
        sum(share * one.words for share, one in zip(shares, inner, strict=True)),
        sum(one.texts for one in inner),
    )


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


def reading_list(compiled: Compiled, *, most: int = 200) -> pl.DataFrame:
    """List what an author should read first: the rarest texts, such that every pair of choices is seen once.

    A grammar is right in each word and wrong in pairs ("I am annoying"): so of each clause those texts are listed, the
    rarest first, that show a pair of choices no text before has shown.

    Args:
        compiled: The grammar.
        most: Most texts of one symbol in one situation.

    Returns:
        Columns symbol, situation (the first in which it is said), text (fields in braces), share (of the symbol's texts
        there), rarest first.
    """
    fields = tuple(compiled.registry.fields)
    rows = [
        {"symbol": name, "situation": situation, "text": text, "share": share}
        for name in compiled.outline.order
        for situation, chain in _situations(compiled, name)
        for text, share in _rarest(chain, [f"{{{field.column}}}" for field in fields], most)
    ]
    schema = {"symbol": pl.String, "situation": pl.String, "text": pl.String, "share": pl.Float64}
    listed = pl.DataFrame(rows, schema=schema).unique(["symbol", "text"], keep="first", maintain_order=True)
    return listed.sort("share", "symbol", "text")


def _rarest(chain: Chain, fields: Sequence[str], most: int) -> list[tuple[str, float]]:
    listed = [found for share, inner in _alternatives(chain, 1.0) for found in _cover(inner, share, fields)]
    return sorted(listed, key=lambda found: (found[1], found[0]))[:most]


def _alternatives(chain: Chain, share: float) -> Iterator[tuple[float, Chain]]:
    spoken = [part for part in chain.parts if not (isinstance(part, Table) and part.texts == ("",))]
    if len(spoken) == 1 and isinstance(spoken[0], Branch):
        branch = spoken[0]
        total = sum(branch.weights)
        for weight, inner in zip(branch.weights, branch.chains, strict=True):
            yield from _alternatives(inner, share * float(weight / total))
    else:
        yield share, chain


def _cover(chain: Chain, share: float, fields: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Take the entries of each table, the rarest first, that show a new pair; the rest of the text is the likeliest."""
    likeliest = [_likeliest(part, fields) for part in chain.parts]
    for place, part in enumerate(chain.parts):
        if isinstance(part, Table) and len(part) > 1:
            before, after = "".join(likeliest[:place]), "".join(likeliest[place + 1 :])
            for entry in _covering(part):
                yield before + part.texts[entry] + after, share * float(part.weights[entry] / part.total)
    if all(not isinstance(part, Table) or len(part) == 1 for part in chain.parts):
        yield "".join(likeliest), share


def _likeliest(part: Part, fields: Sequence[str]) -> str:
    if isinstance(part, Blank):
        return fields[part.field]
    if isinstance(part, Branch):
        best = max(range(len(part.chains)), key=lambda i: part.weights[i])
        return "".join(_likeliest(inner, fields) for inner in part.chains[best].parts)
    return part.texts[int(part.weights.argmax())]


def _covering(table: Table) -> Iterator[int]:
    seen: set[tuple[int, int, int, int]] = set()
    columns = range(len(table.sites))
    for entry in np.argsort(table.weights, kind="stable").tolist():
        decided = table.decisions[entry].tolist()
        pairs = {
            (a, decided[a], b, decided[b]) for a, b in combinations(columns, 2) if min(decided[a], decided[b]) >= 0
        }
        singles = {(a, decided[a], -1, -1) for a in columns if decided[a] >= 0}
        if not pairs | singles <= seen:
            seen |= pairs | singles
            yield entry
