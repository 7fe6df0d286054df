"""Why records cannot be found: how often each of the given values occurs where nothing is given."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.block import let_go
from nonesuch.generators.given.making import Making
from nonesuch.generators.node import name_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.search import Search
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.node import Node

__all__ = ["scarcity_of"]

_ROWS = 50_000
_MOST_ROOTS = 65_536
_MOST_WORDS = 8


def scarcity_of(search: Search, *, first: int) -> str:
    """Tell how often each of the given values occurs alone, in some 50,000 rows for which nothing is given.

    Args:
        search: What was looked for.
        first: Number of the first block to look at.

    Returns:
        One line; where a value never occurs, with what the column holds.
    """
    focus, where, wanted = search.focus, search.where, search.plan.settings.given
    rows, shown = 0, 0
    hits = dict.fromkeys(wanted, 0)
    seen: dict[Node, list[pl.Series]] = {node: [] for node in wanted}
    for batch in _batches(search, first):
        rows += batch.size
        shown += batch.size if where is None else batch.family[where].size
        for node, values in wanted.items():
            series = batch.get(name_from(focus, node))
            hits[node] += int(values.holds(series).sum())
            seen[node].append(series)
        let_go(search.plan, batch.family)
    parts = [_line(values, hits[node], rows, pl.concat(seen[node])) for node, values in wanted.items()]
    if shown < rows:
        parts.append(f"{_share(shown, rows)} are shown by {where}")
    return f"of {rows:,} rows of {focus}, " + ", ".join(parts)


def _batches(search: Search, first: int) -> Iterator[Batch]:
    """Rows of the focus, made as if nothing were given."""
    rows = roots = 0
    for number in count(first):
        making = Making(search.plan, number, focus=search.focus, wanted={})
        making.run(search.decisive)
        batch = making.family[search.focus]
        rows, roots = rows + batch.size, roots + making.family[search.plan.pack.root].size
        yield batch
        if rows >= _ROWS or roots >= _MOST_ROOTS:
            return


def _line(wanted: Wanted, hits: int, rows: int, seen: pl.Series) -> str:
    line = f"{_share(hits, rows)} have {wanted.place.removeprefix('given.')} = {wanted.shown}"
    there = "" if hits else _range(seen.drop_nulls())
    return f"{line} (there are {there})" if there else line


def _share(part: int, whole: int) -> str:
    if not part:
        return "none"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.2g} %"


def _range(seen: pl.Series) -> str:
    if not len(seen) or seen.dtype.is_nested():
        return ""
    if isinstance(seen.dtype, pl.Enum) or seen.dtype in (pl.String(), pl.Boolean()):
        words = seen.cast(pl.String).unique().sort().to_list()
        return ", ".join(words[:_MOST_WORDS]) + (", ..." if len(words) > _MOST_WORDS else "")
    return " to ".join(str(end) for end in (seen.min(), seen.max()))
