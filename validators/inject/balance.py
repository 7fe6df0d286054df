"""Defects of sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.inject.change import Change, fill
from nonesuch.validators.inject.wrong import other_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.rules.balance import BalanceCheck
    from nonesuch.validators.tables import Tables

__all__ = ["break_balance"]


def break_balance(check: BalanceCheck, tables: Tables) -> Iterator[Change]:
    """Change what the sum should equal, or else one of the rows that are summed up, or take one away."""
    step = max(1.0, 10 * check.tolerance)
    for name in check.equals.names:
        raw = tables.frame(check.table)[name] if "." not in name else None
        if raw is not None and raw.dtype.is_numeric():
            yield Change(check.table, {name: raw.cast(pl.Float64) + step})
    yield from _of_summand(check, tables)


def _of_summand(check: BalanceCheck, tables: Tables) -> Iterator[Change]:
    owner = check.owners(tables)
    counts = check.counted(tables) & owner.is_not_null()
    first = pl.DataFrame({"owner": owner, "counts": counts}).select(pl.col("owner").is_first_distinct().over("counts"))
    rows = counts & first.to_series()
    for name in check.value.names:
        if "." not in name:
            raw = tables.column(check.below, name)
            for other in other_values(pl.col("x"), raw.dtype):
                values = fill(tables, check.below, raw.to_frame("x").select(other).to_series())
                yield Change(check.below, {name: values}, rows, owner)
    if check.path:
        column = check.path[0].column
        gone = tables.frame(check.below)[column].clear(tables.height(check.below))
        yield Change(check.below, {column: gone}, rows, owner)
