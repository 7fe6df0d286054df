"""The column types that can be learned, by name: model files name a type, they never evaluate one."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

import polars as pl

from nonesuch.errors import DataError, nearest

__all__ = ["dtype_of"]

_TYPES: dict[str, pl.DataType] = {
    str(dtype): dtype
    for dtype in (
        pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(),
        pl.Float32(), pl.Float64(), pl.Boolean(), pl.String(), pl.Date(), pl.Time(), pl.Null(),
        *(pl.Datetime(unit) for unit in ("ms", "us", "ns")),
        *(pl.Duration(unit) for unit in ("ms", "us", "ns")),
    )
}  # fmt: skip


_ZONED = re.compile(r"Datetime\(time_unit='(ms|us|ns)', time_zone='([^']+)'\)")


def dtype_of(name: str) -> pl.DataType:
    """Look a column type up.

    Args:
        name: As polars prints it.

    Returns:
        The type.

    Raises:
        DataError: If no such type can be learned.

    Example:
        >>> dtype_of("Int64")
        Int64
    """
    zoned = _ZONED.fullmatch(name)
    if zoned and zoned[2] in available_timezones():
        return pl.Datetime(zoned[1], zoned[2])  # type: ignore[arg-type] # the pattern lists the units
    if name not in _TYPES:
        raise DataError(
            "unknown column type", expected="a type that can be learned", found=name, hint=nearest(name, _TYPES)
        )
    return _TYPES[name]
