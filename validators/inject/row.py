"""Defects of rows: by the expressions that a rule gives, or by other values of the columns it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.inject.change import Change, fill
from nonesuch.validators.inject.wrong import other_values
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.formula import PREVIOUS
from nonesuch.validators.rules.sequence import Neighbours, SequenceCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.rules.base import InjectSpec
    from nonesuch.validators.rules.check import Check
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["break_as_told", "break_row"]


def break_as_told(check: Check, spec: InjectSpec, scope: Scope, tables: Tables) -> Change:
    """Break a rule as its ``inject`` says.

    Args:
        check: The check.
        spec: What the rule says.
        scope: Where the rule stands.
        tables: The tables.

    Returns:
        The change.

    Raises:
        PackError: If an expression names something unknown, or a column that is not the table's.
    """
    neighbours = None
    if isinstance(check, SequenceCheck):
        neighbours = Neighbours.of(tables, check.table, check.per, check.order).frame()
    previous = neighbours is not None
    values = {}
    for column, text in spec.set.items():
        formula = scope.formula(text, "inject", previous=previous, constant=True)
        values[column] = _evaluate(check, formula, tables, neighbours)
    rows = None if neighbours is None else neighbours["step"] % 2 == 1  # the row before stays as it is
    if spec.where is not None:
        where = scope.formula(spec.where, "inject", wanted="condition", previous=previous)
        asked = _evaluate(check, where, tables, neighbours).fill_null(value=False)
        rows = asked if rows is None else rows & asked
    return Change(check.table, values, rows, after=None if neighbours is None else neighbours["after"])


def _evaluate(check: Check, formula: Formula, tables: Tables, neighbours: pl.DataFrame | None) -> pl.Series:
    own = [name for name in formula.names if not name.startswith(PREVIOUS)]
    view = tables.view(check.table, Reads.as_texts(own)).get_columns()
    if neighbours is not None:
        for name in formula.names:
            if name.startswith(PREVIOUS):
                value = tables.column(check.table, name.removeprefix(PREVIOUS)).gather(neighbours["before"])
                view.append(value.alias(name))
    return fill(tables, check.table, pl.DataFrame(view).select(value=formula.polars).to_series())


def break_row(check: Check, tables: Tables) -> Iterator[Change]:
    """Suggest other values of the columns that a rule reads.

    Args:
        check: The check.
        tables: The tables.

    Yields:
        Changes of one column each.
    """
    for column in sorted(column for table, column in check.cells if table == check.table):
        raw = tables.column(check.table, column)
        yield from _other_rows(check.table, column, tables)
        for other in other_values(pl.col("x"), raw.dtype):
            values = raw.to_frame("x").select(other).to_series()
            yield Change(check.table, {column: fill(tables, check.table, values)})


def _other_rows(table: str, column: str, tables: Tables) -> Iterator[Change]:
    """Point to other rows, where the column is a reference."""
    for hop in tables.links.hops[table]:
        if hop.up and hop.column == column and hop.table in tables and tables.height(hop.table):
            keys, places = tables.column(hop.table, hop.key), pl.int_range(tables.height(table), eager=True)
            for step in (1, 7):
                yield Change(table, {column: keys.gather(places * step % len(keys))})
