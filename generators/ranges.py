"""Ranges of whole numbers: in which one a value lies, and which one is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ranges"]

_DENSE = 2**20


@dataclass(frozen=True, eq=False)
class Ranges:
    """Ranges that do not overlap, in order, both ends included; a number lies where its whole part does.

    Args:
        first: Shape (ranges,), int64, rising.
        last: Shape (ranges,), int64.

    Raises:
        PackError: If a range ends before it begins, or two overlap.

    Example:
        >>> ages = Ranges(np.array([0, 18, 70]), np.array([17, 64, 99]))
        >>> ages.locate(pl.Series([17.9, 18, 65, None])), ages.nearest(np.array([66.0, 68.0, 200.0]))
        (array([ 0,  1, -1, -1], dtype=int32), array([1, 2, 2], dtype=int32))
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def __post_init__(self) -> None:
        wrong = self.last < self.first
        wrong[1:] |= self.first[1:] <= self.last[:-1]
        if wrong.any():
            place = int(np.argmax(wrong))
            found = (int(self.first[place]), int(self.last[place]))
            raise PackError("ranges overlap, or end before they begin", expected="first <= last", found=found)

    @cached_property
    def _dense(self) -> NDArray[np.int32] | None:
        """Range of every number from the first to the last; None where that would be too many."""
        span = int(self.last[-1]) - int(self.first[0]) + 1
        if span > _DENSE:
            return None
        table = np.full(span, -1, dtype=np.int32)
        for place, (start, stop) in enumerate(zip(self.first - self.first[0], self.last - self.first[0], strict=True)):
            table[start : stop + 1] = place
        return table

    def locate(self, series: pl.Series) -> NDArray[np.int32]:
        """Find the range of each number.

        Args:
            series: Shape (n,), numbers.

        Returns:
            Shape (n,), place of the range; -1 where there is none, or the number is missing.
        """
        if series.dtype.is_integer() and not series.null_count():
            return self._locate(series.to_numpy().astype(np.int64))
        x = series.cast(pl.Float64).to_numpy()
        unknown = ~np.isfinite(x)
        whole = np.floor(np.clip(np.where(unknown, 0.0, x), -(2.0**62), 2.0**62)).astype(np.int64)
        return np.where(unknown, np.int32(-1), self._locate(whole))

    def _locate(self, x: NDArray[np.int64]) -> NDArray[np.int32]:
        if self._dense is None:
            place = np.searchsorted(self.first, x, side="right").astype(np.int32) - 1
            return np.where((place >= 0) & (x <= self.last[place]), place, np.int32(-1))
        low, high = self.first[0], self.last[-1]
        found = np.take(self._dense, x - low, mode="clip")
        inside = (x >= low) & (x <= high)
        return found if inside.all() else np.where(inside, found, np.int32(-1))

    def nearest(self, x: NDArray[np.float64]) -> NDArray[np.int32]:
        """Find the nearest range of each number; of two the lower one.

        Args:
            x: Shape (n,), finite.

        Returns:
            Shape (n,), places of ranges.
        """
        right = np.clip(np.searchsorted(self.first, x), 0, len(self.first) - 1)
        left = np.maximum(right - 1, 0)
        to_left, to_right = (
            np.abs(x - np.clip(x, self.first[left], self.last[left])),
            np.abs(x - np.clip(x, self.first[right], self.last[right])),
        )
        return np.where(to_left <= to_right, left, right).astype(np.int32)
