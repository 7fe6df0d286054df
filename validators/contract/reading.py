"""Columns read as the types that a contract names, so that rules can count on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import family_of, iso_text
from nonesuch.validators.contract.moments import read_date, read_moment, read_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators.contract.schema import ValueSchema

__all__ = ["canonical_type", "read_values"]

_MOMENTS: dict[str, pl.DataType] = {"date": pl.Date(), "date-time": pl.Datetime("us"), "time": pl.Time()}
_PLAIN: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "string": pl.String(),
}


def canonical_type(schema: ValueSchema) -> pl.DataType:
    """Name the polars type that rules see for values of a contract.

    Args:
        schema: What the values may be.

    Returns:
        The type; columns of texts may also come as categories.

    Example:
        >>> from nonesuch.validators.contract.schema import ValueSchema
        >>> canonical_type(ValueSchema(type=["string", "null"], format="date"))
        Date
    """
    if schema.kind == "array":
        assert schema.items is not None
        return pl.List(canonical_type(schema.items))
    if schema.kind == "object":
        return pl.Struct({name: canonical_type(inner) for name, inner in schema.properties.items()})
    return _MOMENTS.get(schema.format or "", _PLAIN[schema.kind])


def read_values(value: pl.Expr, dtype: pl.DataType, schema: ValueSchema) -> pl.Expr:
    """Read a column as the type that its contract names.

    Texts are read as numbers, booleans, dates and moments, as columns of CSV files need it; floats without a fraction
    as integers; moments at midnight as dates; moments of a zone in UTC.

    Args:
        value: The column.
        dtype: Its type.
        schema: What its values may be.

    Returns:
        The column with the type of `canonical_type` (categories stay categories); null where it cannot be read.

    Example:
        >>> from nonesuch.validators.contract.schema import ValueSchema
        >>> frame = pl.DataFrame({"age": ["41", " 7", "n/a", ""]})
        >>> frame.select(read_values(pl.col("age"), pl.String(), ValueSchema(type="integer"))).to_series().to_list()
        [41, 7, None, None]
    """
    wanted = canonical_type(schema)
    family, kind = family_of(dtype), schema.kind
    read = pl.lit(None, wanted)
    if dtype == wanted:
        read = pl.when(value.is_finite()).then(value) if isinstance(dtype, pl.Float64) else value
    elif family == "string":
        read = _from_text(value, schema)
    elif kind == family == "array":
        read = value.cast(wanted, strict=False)
    elif isinstance(wanted, pl.String):
        read = _to_text(value, dtype)
    elif family in ("integer", "float") and kind in ("integer", "number"):
        read = _number(value, whole=kind == "integer", family=family)
    elif family == "date-time" and isinstance(wanted, pl.Date | pl.Datetime):
        read = _moment(value, dtype, wanted)
    return read


def _from_text(value: pl.Expr, schema: ValueSchema) -> pl.Expr:
    text = value.str.strip_chars()
    read = _TEXTS.get(schema.format or schema.kind)
    return pl.lit(None, canonical_type(schema)) if read is None else read(text)


def _whole_text(text: pl.Expr) -> pl.Expr:
    number = text.cast(pl.Float64, strict=False)
    return pl.coalesce(text.cast(pl.Int64, strict=False), _number(number, whole=True, family="float"))


def _number_text(text: pl.Expr) -> pl.Expr:
    return _number(text.cast(pl.Float64, strict=False), whole=False, family="float")


def _boolean_text(text: pl.Expr) -> pl.Expr:
    word = text.str.to_lowercase()
    return pl.when(word.is_in(["true", "1"])).then(True).when(word.is_in(["false", "0"])).then(False)


_TEXTS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "boolean": _boolean_text,
    "date": read_date,
    "date-time": read_moment,
    "integer": _whole_text,
    "number": _number_text,
    "time": read_time,
}


def _number(value: pl.Expr, *, whole: bool, family: str) -> pl.Expr:
    if family == "integer":
        return value.cast(pl.Int64 if whole else pl.Float64, strict=False)
    number = value.cast(pl.Float64)
    if whole:
        return pl.when(number == number.floor()).then(number.cast(pl.Int64, strict=False))
    return pl.when(number.is_finite()).then(number)


def _to_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    family = family_of(dtype)
    if family == "coded":
        return value
    return iso_text(value, dtype) if family in ("date", "date-time", "time") else pl.lit(None, pl.String)


def _moment(value: pl.Expr, dtype: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    zone = isinstance(dtype, pl.Datetime) and dtype.time_zone
    moment = value.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else value
    if isinstance(wanted, pl.Date):
        return pl.when(moment.dt.time() == pl.time(0, 0, 0)).then(moment.dt.date())
    return moment.cast(pl.Datetime("us"))
