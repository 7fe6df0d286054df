"""Rows as JSON records, for validators and readers that take one record at a time."""

from __future__ import annotations

from typing import Any

import polars as pl

from nonesuch.validators.contract.family import family_of, fields_of, iso_text

__all__ = ["any_text", "json_values", "to_records"]

_NO_NUMBERS = {"NaN": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def to_records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Write rows as JSON records.

    Dates and moments become ISO 8601 texts, moments without a zone are taken as UTC; NaN and infinities, which JSON
    does not have, become the texts ``NaN``, ``Infinity`` and ``-Infinity``.

    Args:
        frame: The rows.

    Returns:
        One dict a row, of texts, numbers, booleans, None, lists and dicts.

    Example:
        >>> from datetime import date
        >>> to_records(pl.DataFrame({"on": [date(2026, 1, 2), None], "total": [9.5, float("nan")]}))
        [{'on': '2026-01-02', 'total': 9.5}, {'on': None, 'total': 'NaN'}]
    """
    if not frame.width:
        return [{} for _ in range(frame.height)]
    broken = [
        name for name, dtype in frame.schema.items() if family_of(dtype) == "float" and _has_no_numbers(frame[name])
    ]
    records = frame.select(
        json_values(pl.col(name), dtype).alias(name) for name, dtype in frame.schema.items()
    ).to_dicts()
    for name in broken:
        texts = frame[name].cast(pl.String).replace_strict(_NO_NUMBERS, default=None).to_list()
        for record, text in zip(records, texts, strict=True):
            record[name] = text or record[name]
    return records


def json_values(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Turn a column into one that holds only what JSON has.

    Args:
        value: The column.
        dtype: Its type.

    Returns:
        Moments, categories and what else JSON lacks as texts; decimals as floats; lists and structs likewise inside.
    """
    family = family_of(dtype)
    if family in ("coded", "date", "date-time", "time"):
        return iso_text(value, dtype)
    if family == "array":
        items = value.arr.to_list() if isinstance(dtype, pl.Array) else value
        return items.list.eval(json_values(pl.element(), dtype.inner))  # type: ignore[attr-defined]
    if isinstance(dtype, pl.Struct):
        fields = [json_values(value.struct.field(name), inner).alias(name) for name, inner in fields_of(dtype).items()]
        return pl.when(value.is_not_null()).then(pl.struct(fields)) if fields else value
    if family == "float":
        return value.cast(pl.Float64)
    return any_text(value, dtype) if family == "other" else value


def any_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Write values of any type as texts, for people: bytes in hexadecimal, lists and structs as JSON."""
    if isinstance(dtype, pl.Binary):
        return value.bin.encode("hex")
    if isinstance(dtype, pl.Duration):
        return value.dt.to_string("iso")
    if isinstance(dtype, pl.Datetime):
        return value.dt.to_string("%Y-%m-%d %H:%M:%S")
    if dtype.is_nested():
        return pl.struct(json_values(value, dtype).alias("value")).struct.json_encode()
    return value.cast(pl.String)


def _has_no_numbers(series: pl.Series) -> bool:
    return not bool(series.cast(pl.Float64).is_finite().all())
