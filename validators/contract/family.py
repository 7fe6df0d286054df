"""Which type of JSON value the values of a polars type are."""

from __future__ import annotations

from typing import Literal

import polars as pl

__all__ = ["Family", "family_of", "fields_of", "iso_text"]

Family = Literal[
    "integer", "float", "string", "coded", "boolean", "date", "date-time", "time", "array", "object", "null", "other"
]


def family_of(dtype: pl.DataType) -> Family:
    """Sort a polars type into a family.

    Args:
        dtype: The type of a column.

    Returns:
        Its family; ``coded`` are Enum and Categorical, ``null`` is a column of nulls only, ``other`` are types that no
        JSON value stands for.

    Example:
        >>> family_of(pl.Int32()), family_of(pl.Enum(["a"])), family_of(pl.Duration())
        ('integer', 'coded', 'other')
    """
    if dtype.is_integer():
        return "integer"
    if dtype.is_float() or dtype.is_decimal():
        return "float"
    return next((family for kind, family in _FAMILIES.items() if isinstance(dtype, kind)), "other")


_FAMILIES: dict[type[pl.DataType], Family] = {
    pl.Array: "array",
    pl.Boolean: "boolean",
    pl.Categorical: "coded",
    pl.Date: "date",
    pl.Datetime: "date-time",
    pl.Enum: "coded",
    pl.List: "array",
    pl.Null: "null",
    pl.String: "string",
    pl.Struct: "object",
    pl.Time: "time",
}


def fields_of(dtype: pl.DataType) -> dict[str, pl.DataType]:
    """List the fields of a struct with their types; none for any other type."""
    if not isinstance(dtype, pl.Struct):
        return {}
    return {field.name: field.dtype() if isinstance(field.dtype, type) else field.dtype for field in dtype.fields}


def iso_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Write texts, categories and moments as JSON does: ISO 8601, moments without a zone as UTC.

    Args:
        value: A column.
        dtype: Its type.

    Returns:
        The column as texts.

    Example:
        >>> from datetime import datetime
        >>> frame = pl.DataFrame({"at": [datetime(2026, 1, 2, 3, 4, 5)]})
        >>> frame.select(iso_text(pl.col("at"), frame.schema["at"])).item()
        '2026-01-02T03:04:05Z'
    """
    if isinstance(dtype, pl.Datetime):
        moment = value.dt.convert_time_zone("UTC") if dtype.time_zone else value
        return moment.dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")
    if isinstance(dtype, pl.Date):
        return value.dt.to_string("%Y-%m-%d")
    if isinstance(dtype, pl.Time):
        return value.dt.to_string("%H:%M:%S%.fZ")
    return value if isinstance(dtype, pl.String) else value.cast(pl.String)
