"""Defects of rows that follow each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import family_of
from nonesuch.validators.inject.change import Change, fill
from nonesuch.validators.inject.wrong import other_values
from nonesuch.validators.rules.formula import PREVIOUS
from nonesuch.validators.rules.sequence import Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.rules.sequence import SequenceCheck
    from nonesuch.validators.tables import Tables

__all__ = ["break_sequence"]


def break_sequence(check: SequenceCheck, tables: Tables) -> Iterator[Change]:
    """Bring a row too close to the one before it, or out of step with it.

    Every second row of a key may change, and only where the row after it stays sound: so each defect is found once.
    """
    neighbours = Neighbours.of(tables, check.table, check.per, check.order).frame()
    rows = neighbours["step"] % 2 == 1
    columns = [name for name in check.check.names if "." not in name and name not in check.per]
    for column in columns:
        raw = tables.column(check.table, column)
        pair = pl.DataFrame([raw.alias("own"), raw.gather(neighbours["before"]).alias("before")])
        if PREVIOUS + column in check.check.names:
            for value in (pl.col("before"), *_beside(raw.dtype)):
                values = fill(tables, check.table, pair.select(value).to_series())
                yield Change(check.table, {column: values}, rows, after=neighbours["after"])
        for value in other_values(pl.col("own"), raw.dtype):
            values = fill(tables, check.table, pair.select(value).to_series())
            yield Change(check.table, {column: values}, rows, after=neighbours["after"])


def _beside(dtype: pl.DataType) -> list[pl.Expr]:
    before = pl.col("before")
    if family_of(dtype) in ("integer", "float"):
        return [before - 1, before + 1]
    if family_of(dtype) in ("date", "date-time"):
        return [before.dt.offset_by("-1d"), before.dt.offset_by("1d")]
    return []
