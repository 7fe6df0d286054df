"""Defects of keys: values that occur twice, and references that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.inject.change import Change
from nonesuch.validators.inject.wrong import NONSENSE
from nonesuch.validators.reads import Reads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.rules.references import KeyReferenceCheck, ReferencesCheck
    from nonesuch.validators.rules.unique import UniqueCheck
    from nonesuch.validators.tables import Tables

_NOBODY = 2**62

__all__ = ["break_key_reference", "break_references", "break_unique"]


def break_unique(check: UniqueCheck, tables: Tables) -> Iterator[Change]:
    """Copy values from a row above: every second row may change, those between stay as they are.

    Where several columns are unique together, the last is copied from the row above that agrees in the others;
    if there is none, all are copied from the row above.
    """
    *others, last = check.columns
    columns = tables.view(check.table, Reads.as_texts(check.columns)).with_row_index("@row")
    raw = tables.frame(check.table).lazy().select(check.columns).collect()
    if others:
        above = columns.select(pl.col("@row").shift(1).over(others), step=pl.int_range(pl.len()).over(others))
        yield Change(check.table, {last: raw[last].gather(above["@row"])}, above["step"] % 2 == 1)
    rows = columns.select(pl.col("@row") % 2 == 1).to_series()
    yield Change(check.table, {name: raw[name].shift(1) for name in check.columns}, rows)


def break_key_reference(check: KeyReferenceCheck, tables: Tables) -> Iterator[Change]:
    """Point to keys that no row has, in this block or another: huge numbers, or texts that are made up."""
    hop = check.hop
    keys, raw = tables.column(hop.table, hop.key), tables.column(check.table, hop.column)
    if raw.dtype.is_integer():
        values = pl.int_range(len(raw), eager=True) + _NOBODY
        values = pl.select(pl.when(values.is_in(keys.implode())).then(-values).otherwise(values)).to_series()
    else:
        values = raw.cast(pl.String) + NONSENSE
    yield Change(check.table, {hop.column: values})


def break_references(check: ReferencesCheck, tables: Tables) -> Iterator[Change]:
    """Exchange one column for that of another row of the other table, so that the columns no longer belong together."""
    n = tables.height(check.table)
    for name, other in check.columns.items():
        values = tables.column(check.target, other)
        for step in (1, 7):
            places = pl.int_range(n, eager=True) * step % max(len(values), 1)
            if len(values):
                yield Change(check.table, {name: values.gather(places)})
