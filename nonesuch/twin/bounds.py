"""Bounds of numbers that are public knowledge, which the private engine cannot do without."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl  # noqa: TC002 - doctest

from nonesuch.errors import UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.generators.synthesizers import Metadata

__all__ = ["declare_bounds", "require_bounds"]


def declare_bounds(metadata: Metadata, table: pl.DataFrame, bounds: Mapping[str, tuple[float, float]]) -> Metadata:
    """Note the bounds of columns, which are columns of numbers thereby.

    Args:
        metadata: What is known about the table.
        table: Shape (n, columns).
        bounds: By column the smallest and the largest number that there can be.

    Returns:
        What is then known.

    Raises:
        UsageError: If a column is not there or holds no numbers, or bounds are not two numbers in order.

    Example:
        >>> from nonesuch.generators.synthesizers import detect_metadata
        >>> table = pl.DataFrame({"age": [31, 47, 31] * 9})
        >>> declare_bounds(detect_metadata(table), table, {"age": (0, 120)}).columns["age"].high
        120
    """
    for name in bounds:
        if name not in table.columns:
            raise UsageError("bounds of an unknown column", found=name, hint=nearest(name, table.columns))
    columns = dict(metadata.columns)
    for name, (low, high) in bounds.items():
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise UsageError("no bounds", place=name, expected="two numbers, low < high", found=f"{low}:{high}")
        if not table[name].dtype.is_numeric() and columns[name].sdtype != "numerical":
            raise UsageError("bounds are for numbers", place=name, found=f"a column of kind {columns[name].sdtype}")
        columns[name] = replace(columns[name], sdtype="numerical", low=low, high=high)
    return replace(metadata, columns=columns)


def require_bounds(metadata: Metadata) -> None:
    """Check that every column of numbers has bounds: noise on a grid without ends makes numbers up to 2**40.

    Args:
        metadata: What is known about the table.

    Raises:
        UsageError: If a column of numbers has none.
    """
    lacking = [
        name
        for name, column in metadata.columns.items()
        if column.sdtype == "numerical" and (column.low is None or column.high is None)
    ]
    if lacking:
        raise UsageError(
            "the private engine needs bounds of every column of numbers",
            expected="the least and the greatest number that there can be, known without a look at the rows",
            found="none of " + ", ".join(lacking),
            hint=" ".join(f"--bounds {name}=LOW:HIGH" for name in lacking),
        )
