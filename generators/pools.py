"""Rows of a shared table, in pools of rows that match a record alike, drawn by weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError
from nonesuch.generators.guide import Guide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["Pools"]

_TRIES = 64
_DENSE = 2**20


class Pools:
    """Draws for each record a row of a shared table that matches it.

    Args:
        target: The shared table.
        weights: Shape (rows of the table,), >= 0.
        match: Column of the table = column of the record; both must be equal.
        differ: Column of the table = column of the record; both must differ (one entry at most).
        relax: How many of the last columns of `match` may be dropped, one after the other, where no row matches.
        place: Where this is asked for, for error messages.
    """

    def __init__(
        self,
        target: Batch,
        weights: NDArray[np.float64],
        *,
        match: Mapping[str, str],
        differ: Mapping[str, str],
        relax: int,
        place: str,
    ) -> None:
        self._target, self._differ, self._place = target, dict(differ), place
        fewest = max(len(match) - relax, 0)
        names = [dict(list(match.items())[:count]) for count in range(len(match), fewest - 1, -1)]
        self._levels = [_Level(target, weights, columns) for columns in names]

    def sample(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw a row for each record.

        Args:
            batch: The records.
            rng: The stream to draw from.

        Returns:
            Shape (records,), places in the shared table.

        Raises:
            PackError: If no row matches a record.
        """
        if len(self._levels) == 1 and not self._levels[0].match and not self._differ:
            return self._levels[0].guide.sample(rng, batch.size)
        pools = [level.locate(batch) for level in self._levels]
        index = np.full(batch.size, -1, dtype=np.int64)
        waiting = np.arange(batch.size)
        for level, pool in zip(self._levels, pools, strict=True):
            able = waiting[pool[waiting] >= 0]
            index[able] = self._draw(level, pool[able], able, batch, rng)
            waiting = waiting[index[waiting] < 0]
            if not len(waiting):
                return index
        found = ", ".join(f"{ours} = {batch.get(ours)[int(waiting[0])]}" for ours in self._levels[0].match.values())
        raise PackError(
            f"no row of {self._target.table!r} matches a record", place=self._place, expected="one or more", found=found
        )

    def _draw(
        self, level: _Level, pool: NDArray[np.int64], rows: NDArray[np.int64], batch: Batch, rng: np.random.Generator
    ) -> NDArray[np.int64]:
        index = level.draw(rng, pool)
        for theirs, ours in self._differ.items():
            words = _words(self._target.columns[theirs])
            word, unwanted = _codes(self._target.columns[theirs], words), _codes(batch.get(ours), words)[rows]
            for _ in range(_TRIES):
                same = np.flatnonzero(word[index] == unwanted)
                if not len(same):
                    break
                index[same] = level.draw(rng, pool[same])
            index[word[index] == unwanted] = -1
        return index


class _Level:
    """Pools by some of the columns to match."""

    def __init__(self, target: Batch, weights: NDArray[np.float64], match: dict[str, str]) -> None:
        self.match = match
        self._words = {theirs: _words(target.columns[theirs]) for theirs in match}
        cell = np.zeros(target.size, dtype=np.int64)
        for theirs, words in self._words.items():
            cell = cell * len(words) + _codes(target.columns[theirs], words)
        cells = int(np.prod([len(words) for words in self._words.values()], dtype=np.int64))
        self._order = np.argsort(cell, kind="stable")
        self._start = np.searchsorted(cell[self._order], np.arange(cells + 1))
        self.guide = Guide(weights[self._order] if match else weights)
        total = self.guide.upto[self._start]
        self._empty = total[1:] <= total[:-1]

    def locate(self, batch: Batch) -> NDArray[np.int64]:
        """Pool of each record; -1 where it is empty."""
        pool = np.zeros(batch.size, dtype=np.int64)
        lost = np.zeros(batch.size, dtype=bool)
        for ours, words in zip(self.match.values(), self._words.values(), strict=True):
            code = _codes(batch.get(ours), words)
            lost |= code < 0
            pool = pool * len(words) + np.maximum(code, 0)
        return np.where(lost | self._empty[pool], -1, pool)

    def draw(self, rng: np.random.Generator, pool: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw a row of each pool."""
        drawn = self.guide.between(rng, len(pool), self._start[pool], self._start[pool + 1])
        return np.take(self._order, drawn) if self.match else drawn


def _words(series: pl.Series) -> list[object]:
    if isinstance(series.dtype, pl.Enum):
        return series.dtype.categories.to_list()
    return sorted(series.drop_nulls().unique().to_list())


def _codes(series: pl.Series, words: list[object]) -> NDArray[np.int64]:
    place = {word: i for i, word in enumerate(words)}
    if isinstance(series.dtype, pl.Enum):
        table = np.array([*(place.get(word, -1) for word in series.dtype.categories.to_list()), -1], dtype=np.int64)
        return np.take(table, series.to_physical().fill_null(len(table) - 1).to_numpy())
    if series.dtype.is_integer() and words and series.null_count() == 0:
        numbers = np.array(words, dtype=np.int64)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < _DENSE:
            table = np.full(high - low + 3, -1, dtype=np.int64)
            table[numbers - low + 1] = np.arange(len(numbers))
            return np.take(table, series.to_numpy().astype(np.int64) - (low - 1), mode="clip")
    return series.replace_strict(place, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
