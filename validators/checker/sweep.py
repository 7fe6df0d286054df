"""One pass over a table for all checks that look at one row at a time."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.check import Finding, RowCheck, TableCheck
from nonesuch.validators.rules.field import FieldCheck

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.validators.rules.check import Check
    from nonesuch.validators.tables import Tables

__all__ = ["look_at", "sweep"]

_RAW = "@raw."
_FAILURES = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def sweep(tables: Tables, table: str, checks: Sequence[Check], *, keep: int) -> Iterator[tuple[Check, Finding]]:
    """Look at a table with all of its checks.

    Args:
        tables: The tables; those that the checks read are there.
        table: The table.
        checks: Its checks.
        keep: Of how many violations of each check the values are kept.

    Yields:
        Each check and what it found.
    """
    fields = [check for check in checks if isinstance(check, FieldCheck)]
    rows = [check for check in checks if isinstance(check, RowCheck)]
    masks = _field_masks(tables, table, fields)
    yield from _idle(tables, table, fields, masks)
    masks |= {check.id: check.mask() for check in rows}
    found = _select(tables, table, fields, rows, masks)
    for check in (*fields, *rows):
        if check.id in masks:
            yield check, _finding(tables, check, found[check.id], keep)
    for check in checks:
        if isinstance(check, TableCheck):
            yield check, _look(tables, check, keep)


def look_at(tables: Tables, check: Check, *, keep: int = 0) -> Finding:
    """Look at a table with one check; see `sweep`."""
    return next(finding for _, finding in sweep(tables, check.table, [check], keep=keep))


def _field_masks(tables: Tables, table: str, fields: Sequence[FieldCheck]) -> dict[str, pl.Expr]:
    columns = tables.raw(table)
    masks = {}
    for check in fields:
        column = check.keyword.column
        if column in columns:
            mask = check.mask(tables, pl.col(_RAW + column))
            if mask is not None:
                masks[check.id] = mask
    return masks


def _idle(
    tables: Tables, table: str, fields: Sequence[FieldCheck], masks: dict[str, pl.Expr]
) -> Iterator[tuple[Check, Finding]]:
    """Checks that the types of the columns decide already."""
    for check in fields:
        if check.id not in masks:
            column = tables.raw(table).get(check.keyword.column)
            yield check, Finding(0 if column is None else len(column) - column.null_count())


def _select(
    tables: Tables, table: str, fields: Sequence[FieldCheck], rows: Sequence[RowCheck], masks: dict[str, pl.Expr]
) -> dict[str, pl.Series | str]:
    """Compute the masks, all at once; one by one if that fails, so that a rule that cannot be computed says why."""
    if not masks:
        return {}
    columns = dict.fromkeys(check.keyword.column for check in fields if check.id in masks)
    reads = reduce(or_, (check.reads for check in rows), Reads())
    raw = (tables.raw(table)[name].alias(_RAW + name) for name in columns)
    view = pl.DataFrame([*raw, *tables.view(table, reads)])
    try:
        return dict(view.select(**masks).to_dict())
    except _FAILURES:
        return {name: _alone(view, mask) for name, mask in masks.items()}


def _alone(view: pl.DataFrame, mask: pl.Expr) -> pl.Series | str:
    try:
        return view.select(mask.alias("mask")).to_series()
    except _FAILURES as problem:
        return _reason(problem)


def _reason(problem: BaseException) -> str:
    return "cannot be computed: " + next(iter(str(problem).splitlines()), type(problem).__name__)


def _finding(tables: Tables, check: Check, mask: pl.Series | str, keep: int) -> Finding:
    if isinstance(mask, str):
        return Finding(0, problem=mask)
    checked = len(mask) - mask.null_count()
    if not mask.any():
        return Finding(checked)
    rows = mask.arg_true()
    shown = rows.head(keep)
    if isinstance(check, FieldCheck):
        values = tables.frame(check.table).select(check.keyword.column)[shown]
    else:
        values = tables.show(check.table, check.shown, shown)
    return Finding(checked, rows, values)


def _look(tables: Tables, check: TableCheck, keep: int) -> Finding:
    try:
        return check.look(tables, keep=keep)
    except _FAILURES as problem:
        return Finding(0, problem=_reason(problem))
