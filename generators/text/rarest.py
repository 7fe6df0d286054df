"""What an author should read first: rare derivations, and every pair of choices once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.augmentation.siblings import group_entries
from nonesuch.generators.text.pieces import Blank, Branch, is_silent
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
    reader = _Reader(compiled.registry)
    rows = [
        {"symbol": name, "situation": situation, "text": text, "share": share, "turn": turn}
        for name in compiled.outline.order
        for situation, chain in situations(compiled, name)
        for turn, share, text in reader.rarest(chain, most)
    ]
    schema = {"symbol": pl.String, "situation": pl.String, "text": pl.String, "share": pl.Float64, "turn": pl.Int64}
    listed = pl.DataFrame(rows, schema=schema).unique(["symbol", "text"], keep="first", maintain_order=True)
    return listed.sort("turn", "share", "symbol", "text").drop("turn")


class _Reader:
    """Reads chains; a part that comes again is read once."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._likeliest: dict[int, tuple[Part, str]] = {}
        self._chosen: dict[int, tuple[Table, list[tuple[int, int]]]] = {}

    def rarest(self, chain: Chain, most: int) -> list[_Found]:
        return sorted(found for share, inner in _alternatives(chain, 1.0) for found in self.cover(inner, share))[:most]

    def cover(self, chain: Chain, share: float) -> Iterator[_Found]:
        """Take the entries of each table that show a new pair; the rest of the text is the likeliest."""
        likeliest = [self.likeliest(part) for part in chain.parts]
        for place, part in enumerate(chain.parts):
            if isinstance(part, Table) and len(part) > 1:
                before, after = "".join(likeliest[:place]), "".join(likeliest[place + 1 :])
                for turn, entry in self.covering(part):
                    yield turn, share * float(part.weights[entry] / part.total), before + part.texts[entry] + after
        if all(not isinstance(part, Table) or len(part) == 1 for part in chain.parts):
            yield 0, share, "".join(likeliest)

    def likeliest(self, part: Part) -> str:
        """The likeliest text of a part, with fields in braces."""
        if id(part) not in self._likeliest:
            self._likeliest[id(part)] = (part, self._find_likeliest(part))
        return self._likeliest[id(part)][1]

    def _find_likeliest(self, part: Part) -> str:
        if isinstance(part, Blank):
            return f"{{{tuple(self.registry.fields)[part.field].column}}}"
        if isinstance(part, Branch):
            best = max(range(len(part.chains)), key=lambda i: part.weights[i])
            return "".join(map(self.likeliest, part.chains[best].parts))
        return part.texts[int(part.weights.argmax())]

    def covering(self, table: Table) -> list[tuple[int, int]]:
        """Choose entries of a table, each with the number of those of its pattern before it."""
        if id(table) not in self._chosen:
            self._chosen[id(table)] = (table, list(_covering(table, tuple(self.registry.sites))))
        return self._chosen[id(table)][1]


def _alternatives(chain: Chain, share: float) -> Iterator[tuple[float, Chain]]:
    spoken = [part for part in chain.parts if not is_silent(part)]
    if len(spoken) == 1 and isinstance(spoken[0], Branch):
        branch = spoken[0]
        for weight, inner in zip(branch.weights, branch.chains, strict=True):
            yield from _alternatives(inner, share * float(weight / branch.total))
    else:
        yield share, chain


def _covering(table: Table, sites: Sequence[Site]) -> Iterator[tuple[int, int]]:
    """Choose entries, the rarest first, of which each shows a pair of choices that none before has shown."""
    seen: set[tuple[tuple[int, int], ...]] = set()
    patterns = group_entries(table, np.array([sites[site].kind != "word" for site in table.sites], bool))
    turns = np.zeros(int(patterns.max(initial=0)) + 1, np.int64)
    for entry in np.argsort(table.weights, kind="stable").tolist():
        decided = table.decisions[entry]
        choices = [(site, int(decided[site])) for site in np.flatnonzero(decided >= 0).tolist()]
        shown = {*combinations(choices, 2), *((choice,) for choice in choices)}
        if not shown <= seen:
            seen |= shown
            yield int(turns[patterns[entry]]), entry
            turns[patterns[entry]] += 1
