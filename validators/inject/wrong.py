"""Values that are not what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import family_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NONSENSE", "other_values"]

NONSENSE = "?!"
"""A text that no sensible contract takes."""


def other_values(value: pl.Expr, dtype: pl.DataType) -> Iterator[pl.Expr]:
    """Suggest other values, the likeliest to break a rule first.

    Args:
        value: A column.
        dtype: Its type.

    Yields:
        Columns of other values.
    """
    family = family_of(dtype)
    if family == "boolean":
        yield ~value
    elif family in ("date", "date-time"):
        for years in (1, -1, 100, -100):
            yield value.dt.offset_by(f"{years * 365}d")
    elif family in ("integer", "float"):
        number = value.cast(pl.Int64) if family == "integer" else value.cast(pl.Float64)
        for step in (1, -1, 1000, -1000):
            yield number + step
        yield -number
    elif family in ("string", "coded"):
        yield value.shift(1)
        yield value.reverse()
        yield pl.lit(NONSENSE)
        yield pl.lit("")
