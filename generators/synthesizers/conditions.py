"""What a sample is asked to hold: fixed values, exact shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest
from nonesuch.generators.synthesizers.codes.levels import LevelsField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.table import TableCodes

__all__ = ["Condition", "condition_columns", "known_codes", "quotas"]


@dataclass(frozen=True)
class Condition:
    """So many rows with these values, as in SDV.

    Attributes:
        num_rows: How many rows, >= 1.
        column_values: Values by column.
    """

    num_rows: int
    column_values: Mapping[str, Any]


def quotas(shares: Sequence[float], rows: int) -> NDArray[np.int64]:
    """Turn shares into whole numbers of rows, by largest remainders.

    Args:
        shares: Numbers >= 0 that sum to 1.
        rows: How many rows in all.

    Returns:
        Shape (len(shares),), sums to rows.

    Example:
        >>> quotas([0.015, 0.985], 101)
        array([ 2, 99])
    """
    exact = np.asarray(shares, dtype=np.float64) * rows
    counts = np.floor(exact + 1e-9).astype(np.int64)
    largest = np.argsort(counts - exact, kind="stable")[: rows - int(counts.sum())]
    counts[largest] += 1
    return counts


def condition_columns(
    conditions: Mapping[str, Any], table: TableCodes, dtypes: Mapping[str, pl.DataType], rows: int, *, seed: int
) -> dict[str, pl.Series]:
    """Turn conditions into columns.

    Args:
        conditions: By column a value, or a mapping from values to shares that sum to 1.
        table: The learned columns.
        dtypes: Type of each column.
        rows: How many rows the whole sample has.
        seed: The sample's seed; it decides which rows take which class.

    Returns:
        By column, shape (rows,).

    Raises:
        UsageError: If a column is not learned, a value was not seen in training, or shares do not sum to 1.
    """
    columns = {}
    for name, wanted in conditions.items():
        if name not in table.fields:
            raise UsageError(
                "a condition names a column that is not learned", found=name, hint=nearest(name, table.fields)
            )
        values = list(wanted) if isinstance(wanted, Mapping) else [wanted]
        _check_values(name, values, table)
        if isinstance(wanted, Mapping):
            shares = [float(share) for share in wanted.values()]
            if min(shares, default=0) < 0 or abs(sum(shares) - 1) > 1e-6:
                raise UsageError("shares must sum to 1", place=f"condition on {name!r}", found=dict(wanted))
            place = Permutation(rows, digest(seed, "quota", name))(np.arange(rows))
            index = np.searchsorted(np.cumsum(quotas(shares, rows)), place, side="right")
        else:
            index = np.zeros(rows, np.int64)
        columns[name] = _column(name, values, dtypes[name]).gather(index)
    return columns


def _column(name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=dtype)
    except (TypeError, pl.exceptions.PolarsError):
        raise UsageError(
            "the value is of another type than the column",
            place=f"condition on {name!r}",
            expected=str(dtype),
            found=values,
        ) from None


def _check_values(name: str, values: list[Any], table: TableCodes) -> None:
    field = table.fields[name]
    if not isinstance(field, LevelsField):
        return
    for value in values:
        known = field.missing if value is None else value in field.levels
        if not known:
            raise UsageError(
                "this value was not learned",
                place=f"condition on {name!r}",
                expected="a value with enough rows in training",
                found=value,
                hint=nearest(str(value), map(str, field.levels)),
            )


def known_codes(columns: Mapping[str, pl.Series], table: TableCodes) -> dict[int, NDArray[np.int64]]:
    """Turn given columns into codes by part.

    Args:
        columns: By name, each of shape (n,).
        table: The learned columns.

    Returns:
        By part, shape (n,).
    """
    known = {}
    for name, series in columns.items():
        for part, codes in zip(table.places[name], table.fields[name].encode(series), strict=True):
            known[part] = codes.astype(np.int64)
    return known
