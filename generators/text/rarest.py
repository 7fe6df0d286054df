"""What an author should read first: rare derivations, and every pair of choices once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.augmentation.siblings import group_entries
from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.statistics import situations
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.registry import Registry, Site

__all__ = ["reading_list"]

_Found = tuple[int, float, str]
"""How many texts of the same pattern stand before it, its share, the text."""


def reading_list(compiled: Compiled, *, most: int = 200) -> pl.DataFrame:
    """List what an author should read first: the rarest texts, such that every pair of choices is seen once.

    A grammar is right in each word and wrong in pairs ("I am annoying"): so of each clause those texts are listed, the
    rarest first, that show a pair of choices no text before has shown.

    Args:
        compiled: The grammar.
        most: Most texts of one symbol in one situation.

    Returns:
        Columns symbol, situation (the first in which it is said), text (fields in braces), share (of the symbol's texts
        there); first the rarest text of every pattern, then the second of each, and so on.
    """
    rows = [
        {"symbol": name, "situation": situation, "text": text, "share": share, "turn": turn}
        for name in compiled.outline.order
        for situation, chain in situations(compiled, name)
        for turn, share, text in _rarest(chain, compiled.registry, most)
    ]
    schema = {"symbol": pl.String, "situation": pl.String, "text": pl.String, "share": pl.Float64, "turn": pl.Int64}
    listed = pl.DataFrame(rows, schema=schema).unique(["symbol", "text"], keep="first", maintain_order=True)
    return listed.sort("turn", "share", "symbol", "text").drop("turn")


def _rarest(chain: Chain, registry: Registry, most: int) -> list[_Found]:
    fields = [f"{{{field.column}}}" for field in registry.fields]
    sites = tuple(registry.sites)
    listed = [found for share, inner in _alternatives(chain, 1.0) for found in _cover(inner, share, fields, sites)]
    return sorted(listed)[:most]


def _alternatives(chain: Chain, share: float) -> Iterator[tuple[float, Chain]]:
    spoken = [part for part in chain.parts if not (isinstance(part, Table) and part.texts == ("",))]
    if len(spoken) == 1 and isinstance(spoken[0], Branch):
        branch = spoken[0]
        total = sum(branch.weights)
        for weight, inner in zip(branch.weights, branch.chains, strict=True):
            yield from _alternatives(inner, share * float(weight / total))
    else:
        yield share, chain


def _cover(chain: Chain, share: float, fields: Sequence[str], sites: Sequence[Site]) -> Iterator[_Found]:
    """Take the entries of each table, the rarest first, that show a new pair; the rest of the text is the likeliest."""
    likeliest = [_likeliest(part, fields) for part in chain.parts]
    for place, part in enumerate(chain.parts):
        if isinstance(part, Table) and len(part) > 1:
            before, after = "".join(likeliest[:place]), "".join(likeliest[place + 1 :])
            for turn, entry in _covering(part, sites):
                yield turn, share * float(part.weights[entry] / part.total), before + part.texts[entry] + after
    if all(not isinstance(part, Table) or len(part) == 1 for part in chain.parts):
        yield 0, share, "".join(likeliest)


def _likeliest(part: Part, fields: Sequence[str]) -> str:
    if isinstance(part, Blank):
        return fields[part.field]
    if isinstance(part, Branch):
        best = max(range(len(part.chains)), key=lambda i: part.weights[i])
        return "".join(_likeliest(inner, fields) for inner in part.chains[best].parts)
    return part.texts[int(part.weights.argmax())]


def _covering(table: Table, sites: Sequence[Site]) -> Iterator[tuple[int, int]]:
    """Choose entries, the rarest first, of which each shows a pair of choices that none before has shown."""
    seen: set[tuple[int, int, int, int]] = set()
    columns = range(len(table.sites))
    patterns = group_entries(table, np.array([sites[site].kind != "word" for site in table.sites], bool))
    turns = np.zeros(int(patterns.max(initial=0)) + 1, np.int64)
    for entry in np.argsort(table.weights, kind="stable").tolist():
        decided = table.decisions[entry].tolist()
        pairs = {
            (a, decided[a], b, decided[b]) for a, b in combinations(columns, 2) if min(decided[a], decided[b]) >= 0
        }
        singles = {(a, decided[a], -1, -1) for a in columns if decided[a] >= 0}
        if not pairs | singles <= seen:
            seen |= pairs | singles
            yield int(turns[patterns[entry]]), entry
            turns[patterns[entry]] += 1
