"""Rows sorted by a few whole numbers, without sorting them where the numbers are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["pack_columns"]

_MOST_CODES = 1 << 16


def pack_columns(
    columns: Sequence[NDArray[np.int64]], sizes: Sequence[int], height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the combinations of values that occur.

    Args:
        columns: Whole numbers, shape (height,) each.
        sizes: Every value of a column lies in [0, size).
        height: Number of rows.

    Returns:
        The first row of each combination, in the order of the combinations; and the number of each row's combination,
        shape (height,), int64.

    Example:
        >>> first, codes = pack_columns([np.array([1, 0, 1])], [2], 3)
        >>> first.tolist(), codes.tolist()
        ([1, 0], [1, 0, 1])
    """
    codes = np.zeros(height, np.int64)
    size = 1
    for column, more in zip(columns, sizes, strict=True):
        if height and (column != column[0]).any():
            size, codes = _renumber(size * more, codes * more + column)
    firsts = np.full(max(size, 1), height, np.int64)
    np.minimum.at(firsts, codes, np.arange(height))
    return firsts[firsts < height], codes


def _renumber(size: int, codes: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    if size > _MOST_CODES:
        distinct, places = np.unique(codes, return_inverse=True)
        return len(distinct), places.astype(np.int64)
    seen = np.bincount(codes, minlength=size) > 0
    return int(seen.sum()), (np.cumsum(seen) - 1).take(codes)
