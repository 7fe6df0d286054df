"""Reading and replacing columns on behalf of constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["broken", "require", "swap"]


def require(table: pl.DataFrame, columns: Sequence[str], constraint: str) -> None:
    """Check that a constraint's columns are there.

    Args:
        table: Shape (n, columns).
        columns: The names.
        constraint: Name of the constraint, for the error.

    Raises:
        UsageError: If one is not there.
    """
    for column in columns:
        if column not in table.columns:
            raise UsageError(
                "a constraint names an unknown column",
                place=constraint,
                found=column,
                hint=nearest(column, table.columns),
            )


def swap(table: pl.DataFrame, old: Sequence[str], new: Sequence[pl.Series]) -> pl.DataFrame:
    """Put new columns at the place of the first of the old ones.

    Args:
        table: Shape (n, columns).
        old: Names of columns that go.
        new: Columns that come.

    Returns:
        The table.

    Example:
        >>> swap(pl.DataFrame({"a": [1], "b": [2], "c": [3]}), ["b", "c"], [pl.Series("d", [4])]).columns
        ['a', 'd']
    """
    columns: list[pl.Series] = []
    for series in table:
        if series.name == old[0]:
            columns += new
        if series.name not in old:
            columns.append(series)
    return pl.DataFrame(columns)


def broken(constraint: str, rows: int, expected: str) -> DataError:
    """Say that the real table breaks the rule that its twin is to keep.

    Args:
        constraint: Name of the constraint.
        rows: How many rows break it.
        expected: The rule.

    Returns:
        The error.
    """
    return DataError(
        "the table breaks the constraint",
        place=constraint,
        expected=expected,
        found=f"{rows:,} rows that do not",
        hint="leave the constraint out, or mend the rows",
    )
