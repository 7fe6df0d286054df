"""Which type of JSON value the values of a polars type are."""

from __future__ import annotations

from typing import Literal

import polars as pl

__all__ = ["Family", "family_of", "iso_text"]

Family = Literal[
    "integer", "float", "string", "coded", "boolean", "date", "date-time", "time", "array", "object", "null", "other"
]


def family_of(dtype: pl.DataType) -> Family:  # noqa: PLR0911 - one line a family
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
    if isinstance(dtype, pl.Enum | pl.Categorical):
        return "coded"
    if isinstance(dtype, pl.Datetime):
        return "date-time"
    if isinstance(dtype, pl.List | pl.Array):
        return "array"
    if isinstance(dtype, pl.Struct):
        return "object"
    if isinstance(dtype, pl.String):
        return "string"
    if isinstance(dtype, pl.Boolean):
        return "boolean"
    if isinstance(dtype, pl.Date):
        return "date"
    if isinstance(dtype, pl.Time):
        return "time"
    return "null" if isinstance(dtype, pl.Null) else "other"


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
