"""A sample of distinct values by their hashes, to count values that other blocks may hold too."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["LIMIT", "HashSample", "hashes_of"]

LIMIT = 2**18
"""Hashes kept of one rule; up to so many distinct values every count is exact."""


@dataclass(frozen=True)
class HashSample:
    """Distinct values seen, thinned by their hashes.

    After Gibbons, Tirthapura: "Estimating simple functions on the union of data streams", SPAA 2001.

    Kept are values whose hash begins with ``level`` zero bits; the level rises when more than `LIMIT` are kept, so that
    the same values are kept whatever the blocks and their order. Counts are exact at level 0; above, they are scaled
    by 2**level, with a relative standard error of at most 0.3 % for the number of distinct values.

    Attributes:
        hashes: Shape (values,), uint64, ascending.
        blocks: Shape (values,), in how many blocks each was seen.
        level: Leading zero bits of hashes that are kept.
        ranges: For whole numbers that rise from row to row: least and largest number of each block. None otherwise.
    """

    hashes: NDArray[np.uint64]
    blocks: NDArray[np.int64]
    level: int = 0
    ranges: tuple[tuple[int, int], ...] | None = None

    def __len__(self) -> int:
        """Number of values kept."""
        return len(self.hashes)

    @classmethod
    def merge(cls, states: Sequence[HashSample]) -> HashSample:
        """Remember the values of all."""
        level = max(state.level for state in states)
        kept = [state.at_level(level) for state in states]
        ranges: tuple[tuple[int, int], ...] | None = ()
        for state in states:
            ranges = None if ranges is None or state.ranges is None else (*ranges, *state.ranges)
        return _thinned(
            np.concatenate([state.hashes for state in kept]),
            np.concatenate([state.blocks for state in kept]),
            level,
            ranges,
        )

    def at_level(self, level: int) -> HashSample:
        """Keep only values whose hash begins with so many zero bits."""
        if level <= self.level:
            return self
        kept = int(np.searchsorted(self.hashes, np.uint64(1 << (64 - level))))
        return HashSample(self.hashes[:kept], self.blocks[:kept], level, self.ranges)

    @property
    def exact(self) -> bool:
        """Whether counts are exact."""
        return self.level == 0 or self._apart

    @property
    def distinct(self) -> int:
        """Number of distinct values."""
        return len(self.hashes) << self.level

    @property
    def again(self) -> int:
        """How often a value of one block was seen in another."""
        return 0 if self._apart else int((self.blocks - 1).sum()) << self.level

    @property
    def _apart(self) -> bool:
        if self.ranges is None:
            return False
        ordered = sorted(self.ranges)
        return all(before[1] < after[0] for before, after in pairwise(ordered))

    @classmethod
    def of(cls, hashes: pl.Series, rising: pl.Series | None = None) -> HashSample:
        """Sample the values of one block.

        Args:
            hashes: Shape (rows,), UInt64, hashes of values that are not null.
            rising: The values themselves, if they are whole numbers that rise from row to row.

        Returns:
            The sample.
        """
        values = hashes.unique().sort().to_numpy()
        ranges = None if rising is None else ((int(rising[0]), int(rising[-1])),) if len(rising) else ()
        return _thinned(values, np.ones(len(values), dtype=np.int64), 0, ranges)


def hashes_of(columns: Sequence[pl.Series]) -> pl.Series:
    """Hash the values of some columns together, the same in every process of one polars version.

    Args:
        columns: Each of shape (rows,).

    Returns:
        Shape (rows,), UInt64.
    """
    frame = pl.DataFrame([column.alias(str(i)) for i, column in enumerate(columns)])
    value = pl.struct(frame.columns) if frame.width > 1 else pl.first()
    return frame.select(value.hash(seed=0)).to_series()


def _thinned(
    hashes: NDArray[np.uint64], blocks: NDArray[np.int64], level: int, ranges: tuple[tuple[int, int], ...] | None
) -> HashSample:
    values, place = np.unique(hashes, return_inverse=True)
    seen = np.bincount(place, weights=blocks, minlength=len(values)).astype(np.int64)
    sample = HashSample(values, seen, level, ranges)
    while len(sample) > LIMIT:
        sample = sample.at_level(sample.level + 1)
    return sample
