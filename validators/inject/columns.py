"""Defects of whole columns: one is missing, one is too many, one holds another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import fields_of
from nonesuch.validators.rules.field import ExtraColumnsCheck, FieldCheck, MissingColumnCheck

if TYPE_CHECKING:
    from nonesuch.validators.contract.keywords import Keyword
    from nonesuch.validators.rules.check import Check

__all__ = ["break_columns"]

_UNEXPECTED = "unexpected"


def break_columns(check: Check, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, pl.Series] | None:
    """Break a rule that a whole column breaks or none of its rows: all values of a column have the same type.

    Args:
        check: The check.
        frame: Its table.

    Returns:
        The table, the column that changed, and the rows that are then in error; None if single rows break the rule.
    """
    rows = pl.int_range(frame.height, eager=True)
    if isinstance(check, MissingColumnCheck) and check.column in frame.columns:
        return frame.drop(check.column), check.column, rows
    if isinstance(check, ExtraColumnsCheck):
        return frame.with_columns(pl.lit(0).alias(_UNEXPECTED)), _UNEXPECTED, rows
    if isinstance(check, FieldCheck) and check.keyword.column in frame.columns:
        wrong = _of_type(check.keyword, frame.schema[check.keyword.column])
        if wrong is not None:
            column = check.keyword.column
            filled = frame.select(_filled(check.keyword, column).arg_true()).to_series()
            return frame.with_columns(wrong.alias(column)), column, filled
    return None


def _filled(keyword: Keyword, column: str) -> pl.Expr:
    return pl.col(column).is_not_null() if keyword.path == column else pl.col(column).list.len() > 0


def _of_type(keyword: Keyword, dtype: pl.DataType) -> pl.Expr | None:
    """The column with values of another type, where single values of another type cannot stand among the others."""
    value, items, inner = pl.col(keyword.column), keyword.schema.items, getattr(dtype, "inner", None)
    prop = keyword.path.partition("[].")[2]
    if keyword.path == keyword.column:
        return pl.when(value.is_not_null()).then(0) if _is_fixed(keyword.name, keyword.schema.kind) else None
    if items is None or inner is None:
        return None
    if prop:
        item = pl.element().struct.with_fields(pl.lit(0).alias(prop))
        return value.list.eval(item) if _is_fixed(keyword.name, items.properties[prop].kind) else None
    if keyword.name == "additionalProperties":
        return value.list.eval(pl.element().struct.with_fields(pl.lit(0).alias(_UNEXPECTED)))
    if keyword.name == "required":
        kept = [name for name in fields_of(inner) if name not in keyword.value]
        rest = [pl.element().struct.field(name) for name in kept] or [pl.lit(0).alias(_UNEXPECTED)]
        return value.list.eval(pl.struct(rest))
    return value.list.eval(pl.lit(0)) if _is_fixed(keyword.name, items.kind) else None


def _is_fixed(keyword: str, kind: str) -> bool:
    return keyword == "type" and kind in ("string", "array", "object")
