"""Rows of a shared table, in pools of rows that match a record alike, drawn by weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError, placed
from nonesuch.generators.guide import Guide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["Pools"]

_DENSE = 2**20
_MOST_POOLS = 2**24


class Pools:
    """Draws for each record a row of a shared table that matches it.

    Args:
        target: The shared table.
        weights: Shape (rows of the table,), >= 0.
        match: Column of the table = column of the record; both must be equal.
        differ: Column of the table = column of the record; both must differ (one entry at most).
        relax: How many of the last columns of `match` may be dropped, one after the other, where no row matches.
        place: Where this is asked for, for error messages.

    Raises:
        PackError: If there are far more combinations of words to match than rows.
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
        self._target, self._place = target, place
        fewest = max(len(match) - relax, 0)
        names = [dict(list(match.items())[:count]) for count in range(len(match), fewest - 1, -1)]
        with placed(place):
            self._levels = [_Level(target, weights, columns, differ) for columns in names]

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
        if len(self._levels) == 1 and self._levels[0].is_whole:
            return self._levels[0].guide.sample(rng, batch.size)
        index = np.full(batch.size, -1, dtype=np.int64)
        waiting = np.arange(batch.size)
        for level in self._levels:
            runs, able = level.runs(batch)
            ready = waiting[able[waiting]]
            index[ready] = level.draw(rng, runs[:, ready])
            waiting = waiting[~able[waiting]]
            if not len(waiting):
                return index
        raise PackError(
            f"no row of {self._target.table!r} matches a record",
            place=self._place,
            expected="one or more",
            found=self._levels[0].describe(batch, int(waiting[0])),
        )


class _Level:
    """Rows in pools by some of the columns to match; in a pool, rows of the same word to differ from stand together."""

    def __init__(
        self, target: Batch, weights: NDArray[np.float64], match: Mapping[str, str], differ: Mapping[str, str]
    ) -> None:
        self._match, self._differ = dict(match), dict(differ)
        self._words = {theirs: _words(target.columns[theirs]) for theirs in (*match, *differ)}
        self.is_whole = not self._words
        pools = int(np.prod([len(self._words[theirs]) for theirs in match], dtype=np.int64))
        if pools > _MOST_POOLS:
            found = {theirs: len(self._words[theirs]) for theirs in match}
            raise PackError("too many combinations to match", expected=f"at most {_MOST_POOLS:,}", found=found)
        self._kinds = 1 + max((len(self._words[theirs]) for theirs in differ), default=0)
        pool = self._pool(target.size, {theirs: target.columns[theirs] for theirs in match})
        key = np.where(pool < 0, pools, pool) * self._kinds + self._kind(target.size, target.columns, list(differ))
        self._order = np.argsort(key, kind="stable")
        self._keys = key[self._order]
        self._start = np.searchsorted(self._keys, np.arange(pools + 1) * self._kinds)
        self.guide = Guide(weights if self.is_whole else weights[self._order])

    def _pool(self, size: int, columns: Mapping[str, pl.Series]) -> NDArray[np.int64]:
        """Pool of each row; -1 where a word is missing or unknown."""
        pool, lost = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
        for theirs, series in columns.items():
            code = _codes(series, self._words[theirs])
            lost |= code < 0
            pool = pool * len(self._words[theirs]) + np.maximum(code, 0)
        return np.where(lost, -1, pool)

    def _kind(self, size: int, columns: Mapping[str, pl.Series], names: list[str]) -> NDArray[np.int64]:
        """Place of the word to differ from, counted from 1; 0 where it is missing or unknown."""
        return _codes(columns[names[0]], self._words[names[0]]) + 1 if names else np.zeros(size, dtype=np.int64)

    def runs(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where the rows stand that a record may get.

        Returns:
            Shape (4, records): first row of the pool, row after it, first row to leave out, row after those; and
            whether any weight is left, shape (records,).
        """
        pool = self._pool(batch.size, {theirs: batch.get(ours) for theirs, ours in self._match.items()})
        inside = np.maximum(pool, 0)
        first, last = self._start[inside], self._start[np.minimum(inside + 1, len(self._start) - 1)]
        skip, end = first, first
        if self._differ:
            kind = self._kind(batch.size, {t: batch.get(ours) for t, ours in self._differ.items()}, [*self._differ])
            key = inside * self._kinds + kind
            skip = np.where(kind > 0, np.searchsorted(self._keys, key), first)
            end = np.where(kind > 0, np.searchsorted(self._keys, key + 1), first)
        upto = self.guide.upto
        whole = upto[last] - upto[first]
        return np.stack([first, last, skip, end]), (pool >= 0) & (whole - (upto[end] - upto[skip]) > whole * 1e-12)

    def draw(self, rng: np.random.Generator, runs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw a row for each record."""
        first, last, skip, end = runs
        without = (skip, end) if self._differ else None
        return np.take(self._order, self.guide.between(rng, len(first), first, last, without=without))

    def describe(self, batch: Batch, row: int) -> str:
        """What a record asks for, for error messages."""
        wanted = [f"{ours} = {batch.get(ours)[row]}" for ours in self._match.values()]
        return ", ".join([*wanted, *(f"not {ours} = {batch.get(ours)[row]}" for ours in self._differ.values())])


def _words(series: pl.Series) -> list[object]:
    if isinstance(series.dtype, pl.Enum):
        return series.dtype.categories.to_list()
    return sorted(series.drop_nulls().unique().to_list())


def _codes(series: pl.Series, words: list[object]) -> NDArray[np.int64]:
    """Place of each value among the words, -1 where it is none of them."""
    place = {word: i for i, word in enumerate(words)}
    if isinstance(series.dtype, pl.Enum):
        table = np.array([*(place.get(word, -1) for word in series.dtype.categories.to_list()), -1], dtype=np.int64)
        return np.take(table, series.to_physical().fill_null(len(table) - 1).to_numpy())
    if not words:
        return np.full(len(series), -1, dtype=np.int64)
    if series.dtype.is_integer() and series.null_count() == 0:
        numbers = np.array(words, dtype=np.int64)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < _DENSE:
            table = np.full(high - low + 3, -1, dtype=np.int64)
            table[numbers - low + 1] = np.arange(len(numbers))
            return np.take(table, series.to_numpy().astype(np.int64) - (low - 1), mode="clip")
    return series.replace_strict(place, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
