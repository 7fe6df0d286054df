"""The keyword ``type``, in two halves: missing values, and values of another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.reading import read_values

if TYPE_CHECKING:
    from nonesuch.validators.contract.operand import Mask, Operand

__all__ = ["missing_value", "wrong_type"]

_FITTING = {
    "integer": ("integer",),
    "number": ("integer",),
    "boolean": ("boolean",),
    "array": ("array",),
    "object": ("object",),
    "string": ("string", "coded", "date", "date-time", "time"),
}


def missing_value(operand: Operand) -> Mask:
    """Find nulls where the type does not allow them."""
    return None if operand.schema.nullable else ~operand.filled


def wrong_type(operand: Operand) -> Mask:
    """Find values of another type; a float without a fraction is an integer, NaN and infinity are no numbers."""
    kind, family = operand.schema.kind, operand.family
    if family in (*_FITTING[kind], "null"):
        return None
    if operand.is_read:
        return pl.when(operand.filled).then(_unreadable(operand))
    if family == "float" and kind == "number" and operand.finite:
        return None
    if family == "float" and kind in ("integer", "number"):
        number = operand.raw.cast(pl.Float64)
        return ~number.is_finite() if kind == "number" else (number != number.floor()) | ~number.is_finite()
    return operand.everything


def _unreadable(operand: Operand) -> pl.Expr:
    return read_values(operand.raw, operand.dtype, operand.schema).is_null()
