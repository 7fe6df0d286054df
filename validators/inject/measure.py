"""Defects of whole data sets: rows changed until a figure leaves its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.inject.change import Change
from nonesuch.validators.inject.wrong import NONSENSE
from nonesuch.validators.rules.distinct import DistinctCheck
from nonesuch.validators.rules.quantile import QuantileCheck
from nonesuch.validators.rules.share import ShareCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.rules.measure import MeasureCheck
    from nonesuch.validators.tables import Tables

__all__ = ["break_measure"]


def break_measure(check: MeasureCheck, tables: Tables) -> Iterator[Change]:
    """Suggest values that move a figure: those of a row that lies far off, or made-up ones.

    Args:
        check: The check.
        tables: The tables.

    Yields:
        Changes; how many rows it takes is for the caller to find out.
    """
    formula, values = check.formula, check.values(tables)
    if isinstance(check, DistinctCheck):
        donors = [values.is_not_null().arg_true()[:1]]
    elif isinstance(check, QuantileCheck):
        donors = [pl.Series([values.arg_max()]), pl.Series([values.arg_min()])]
    else:
        donors = [values.arg_true()[:1], (~values).arg_true()[:1]]
    own = sorted(name for table, name in formula.cells if table == check.table)
    frame = tables.frame(check.table)
    counts = values.is_not_null()
    for donor in donors:
        if len(donor) and donor[0] is not None:
            copied = {name: frame[name].gather([donor[0]] * frame.height) for name in own}
            yield Change(check.table, copied, counts)
    if formula.expression.is_column and "." not in formula.names[0]:
        yield from _made_up(check, formula.names[0], tables, counts)


def _made_up(check: MeasureCheck, name: str, tables: Tables, counts: pl.Series) -> Iterator[Change]:
    raw, n = tables.column(check.table, name), tables.height(check.table)
    if isinstance(check, ShareCheck):
        for value in (True, False):
            yield Change(check.table, {name: pl.Series([value]).new_from_index(0, n)}, counts)
    elif isinstance(check, QuantileCheck):
        low, high = check.within
        for bound in (high + max(1.0, high - low), low - max(1.0, high - low)):
            yield Change(check.table, {name: pl.Series([float(round(bound))]).new_from_index(0, n)}, counts)
    elif raw.dtype.is_numeric():
        yield Change(check.table, {name: pl.int_range(n, eager=True) + 10**9}, counts)
    else:
        yield Change(check.table, {name: NONSENSE + pl.int_range(n, eager=True).cast(pl.String)}, counts)
