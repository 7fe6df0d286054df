"""How far rows lie apart: mean of rank differences and mismatches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.validators.encoding import TableView

__all__ = ["Points", "nearest", "points"]

_CHUNK = 256


@dataclass(frozen=True)
class Points:
    """Rows as points.

    Attributes:
        ranks: Shape (numbers, n), 0 to 1, 2 where missing.
        codes: Shape (levels, n).
    """

    ranks: NDArray[np.float32]
    codes: NDArray[np.int16]

    @property
    def count(self) -> int:
        """How many points."""
        return int(self.codes.shape[1])

    def take(self, places: NDArray[np.integer] | slice) -> Points:
        """Pick points."""
        return Points(self.ranks[:, places], self.codes[:, places])

    def without(self, numbers: list[int], levels: list[int]) -> Points:
        """Leave coordinates out."""
        return Points(np.delete(self.ranks, numbers, 0), np.delete(self.codes, levels, 0))


def points(view: TableView, table: pl.DataFrame) -> Points:
    """Turn rows into points.

    Args:
        view: How columns are read.
        table: Shape (n, columns).

    Returns:
        The points.
    """
    ranks = [column.ranks(table) for column in view.columns if column.number]
    codes = [column.codes(table).astype(np.int16) for column in view.columns if not column.number]
    n = table.height
    return Points(np.array(ranks, np.float32).reshape(len(ranks), n), np.array(codes, np.int16).reshape(len(codes), n))


def nearest(left: Points, right: Points) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Find each row's distance to the nearest row of the other table, in one pass for both.

    Args:
        left: n points.
        right: m points.

    Returns:
        Shape (n,) from left to right, shape (m,) from right to left, and shape (n,), which right point is nearest.
    """
    ahead, back = np.empty(left.count, np.float32), np.full(right.count, np.inf, np.float32)
    place = np.empty(left.count, np.int64)
    gap = np.empty((_CHUNK, right.count), np.float32)
    for start in range(0, left.count, _CHUNK):
        piece = left.take(slice(start, start + _CHUNK))
        distance = np.zeros((piece.count, right.count), np.float32)
        room = gap[: piece.count]
        for mine, other in zip(piece.ranks, right.ranks, strict=True):
            np.subtract(mine[:, None], other[None], out=room)
            np.abs(room, out=room)
            np.minimum(room, 1, out=room)
            distance += room
        for mine, other in zip(piece.codes, right.codes, strict=True):
            distance += mine[:, None] != other[None]
        place[start : start + piece.count] = distance.argmin(1)
        ahead[start : start + piece.count] = distance.min(1)
        np.minimum(back, distance.min(0), out=back)
    return ahead, back, place
