"""Column shapes and pair trends, with bin edges that both tables share."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.validators.encoding import ColumnView, TableView

__all__ = ["column_shapes", "missing_gap", "pair_trends"]

_BINS = 10
_LEVELS = 20
_PAIRS = 600


def column_shapes(view: TableView, real: pl.DataFrame, twin: pl.DataFrame) -> dict[str, float]:
    """Compare each column alone: one minus Kolmogorov-Smirnov for numbers, one minus total variation for levels.

    The two are sdmetrics' KSComplement and TVComplement.

    Args:
        view: How columns are read.
        real: Shape (n, columns).
        twin: Shape (m, columns).

    Returns:
        By column, 0 to 1, 1 being equal.

    Example:
        >>> import polars as pl
        >>> from nonesuch.validators.encoding import TableView
        >>> real, twin = pl.DataFrame({"x": ["a", "b"]}), pl.DataFrame({"x": ["a", "a"]})
        >>> column_shapes(TableView.learn(real), real, twin)
        {'x': 0.5}
    """
    return {column.name: round(_shape(column, real, twin), 6) for column in view.columns}


def _shape(column: ColumnView, real: pl.DataFrame, twin: pl.DataFrame) -> float:
    if not column.number:
        size = len(column.levels) + 1
        counts = [np.bincount(column.codes(table), minlength=size + 1)[:size] for table in (real, twin)]
        shares = [count / max(count.sum(), 1) for count in counts]
        return float(1 - np.abs(shares[0] - shares[1]).sum() / 2)
    known = [np.sort(values[~np.isnan(values)]) for values in (column.numbers(real), column.numbers(twin))]
    if not len(known[0]) or not len(known[1]):
        return float(len(known[0]) == len(known[1]))
    places = np.concatenate(known)
    steps = [np.searchsorted(values, places, side="right") / len(values) for values in known]
    return float(1 - np.abs(steps[0] - steps[1]).max())


def missing_gap(view: TableView, real: pl.DataFrame, twin: pl.DataFrame) -> float:
    """Find the largest difference of a column's share of missing values.

    Args:
        view: How columns are read.
        real: Shape (n, columns).
        twin: Shape (m, columns).

    Returns:
        0 to 1.
    """
    gaps = [abs(real[name].null_count() / real.height - twin[name].null_count() / twin.height) for name in view.names]
    return max(gaps)


def pair_trends(
    view: TableView, real: pl.DataFrame, twin: pl.DataFrame, rng: np.random.Generator
) -> dict[tuple[str, str], float]:
    """Compare columns two by two: one minus total variation of their joint histogram.

    Numbers are cut at ten quantiles of the reference for both tables (sdmetrics cuts each table at its own range, so
    that two halves of one real table come out far below one); levels beyond the twenty most frequent are joined.

    Args:
        view: How columns are read.
        real: Shape (n, columns).
        twin: Shape (m, columns).
        rng: Chooses 600 pairs where there are more.

    Returns:
        By pair of columns, 0 to 1, 1 being equal.
    """
    codes = [_codes(column, real, twin) for column in view.columns]
    pairs = list(combinations(range(len(codes)), 2))
    if len(pairs) > _PAIRS:
        pairs = [pairs[place] for place in np.sort(rng.choice(len(pairs), _PAIRS, replace=False))]
    trends = {}
    for i, j in pairs:
        shares = [_joint(codes[i], codes[j], side) for side in (0, 1)]
        trends[view.names[i], view.names[j]] = round(float(1 - np.abs(shares[0] - shares[1]).sum() / 2), 6)
    return trends


def _codes(
    column: ColumnView, real: pl.DataFrame, twin: pl.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    bins = _BINS if column.number else _LEVELS
    first, size = column.binned(real, bins)
    return first, column.binned(twin, bins)[0], size


def _joint(
    left: tuple[NDArray[np.int64], NDArray[np.int64], int],
    right: tuple[NDArray[np.int64], NDArray[np.int64], int],
    side: int,
) -> NDArray[np.float64]:
    counts = np.bincount(left[side] * right[2] + right[side], minlength=left[2] * right[2])
    return np.asarray(counts / max(counts.sum(), 1))
