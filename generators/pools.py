"""Rows of a shared table, in pools of rows that match a record alike, drawn by weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError, placed
from nonesuch.generators.batch import gather
from nonesuch.generators.coding import Coding
from nonesuch.generators.guide import Guide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["Pools"]

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
        if self._levels[0].is_whole:
            return self._levels[0].guide.sample(rng, batch.size)
        index = np.full(batch.size, -1, dtype=np.int64)
        waiting: NDArray[np.int64] | None = None  # all of them
        for level in self._levels:
            runs = level.runs(batch, waiting)
            if waiting is None and runs.able.all():
                return level.draw(rng, runs)
            able, lost = np.flatnonzero(runs.able), np.flatnonzero(~runs.able)
            index[able if waiting is None else waiting[able]] = level.draw(rng, runs.part(able))
            waiting = lost if waiting is None else waiting[lost]
            if not len(waiting):
                return index
        assert waiting is not None
        raise PackError(
            f"no row of {self._target.table!r} matches a record",
            place=self._place,
            expected="one or more",
            found=self._levels[0].describe(batch, int(waiting[0])),
        )


@dataclass(frozen=True)
class _Runs:
    """Where the rows stand that records may get, as running totals of weights.

    Attributes:
        low: Shape (records,), total before the pool.
        high: Shape (records,), total behind it.
        without: Total before and behind the rows to leave out, if some are to be.
        able: Whether any weight is left.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    without: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    able: NDArray[np.bool_]

    def part(self, rows: NDArray[np.int64]) -> _Runs:
        without = None if self.without is None else (self.without[0][rows], self.without[1][rows])
        return _Runs(np.take(self.low, rows), np.take(self.high, rows), without, self.able[rows])


class _Level:
    """Rows in pools by some of the columns to match; in a pool, rows of the same word to differ from stand together."""

    def __init__(
        self, target: Batch, weights: NDArray[np.float64], match: Mapping[str, str], differ: Mapping[str, str]
    ) -> None:
        self._match, self._differ = dict(match), dict(differ)
        self._coding = {theirs: Coding(_words(target.columns[theirs])) for theirs in (*match, *differ)}
        self.is_whole = not self._coding
        pools = int(np.prod([len(self._coding[theirs]) for theirs in match], dtype=np.int64))
        if pools > _MOST_POOLS:
            found = {theirs: len(self._coding[theirs]) for theirs in match}
            raise PackError("too many combinations to match", expected=f"at most {_MOST_POOLS:,}", found=found)
        self._kinds = 1 + max((len(self._coding[theirs]) for theirs in differ), default=0)
        pool = self._pool(target.size, {theirs: target.columns[theirs] for theirs in match})
        key = np.where(pool < 0, pools, pool) * self._kinds + self._kind({t: target.columns[t] for t in differ})
        self._order = np.argsort(key, kind="stable")
        self._keys = key[self._order]
        self.guide = Guide(weights if self.is_whole else weights[self._order])
        upto = self.guide.upto[np.searchsorted(self._keys, np.arange(pools + 1) * self._kinds)]
        self._low, self._high = np.append(upto[:-1], 0.0), np.append(upto[1:], 0.0)  # the last is that of no pool

    def _pool(self, size: int, columns: Mapping[str, pl.Series]) -> NDArray[np.int64]:
        """Pool of each row; -1 where a word is missing or unknown."""
        pool, lost = np.zeros(size, dtype=np.int64), None
        for theirs, series in columns.items():
            place = self._coding[theirs].places(series)
            if place.min(initial=0) < 0:
                lost = place < 0 if lost is None else lost | (place < 0)
            pool *= len(self._coding[theirs])
            pool += place
        if lost is not None:
            pool[lost] = -1
        return pool

    def _kind(self, columns: Mapping[str, pl.Series]) -> NDArray[np.int64] | int:
        """Place of the word to differ from, counted from 1; 0 where it is missing or unknown."""
        return sum(self._coding[theirs].places(series).astype(np.int64) + 1 for theirs, series in columns.items())

    def runs(self, batch: Batch, rows: NDArray[np.int64] | None) -> _Runs:
        """Where the rows stand that some records may get.

        Args:
            batch: The records.
            rows: Which of them; None for all.
        """
        columns = {ours: batch.get(ours) for ours in (*self._match.values(), *self._differ.values())}
        if rows is not None:
            columns = {ours: gather(series, rows) for ours, series in columns.items()}
        size = batch.size if rows is None else len(rows)
        pool = self._pool(size, {theirs: columns[ours] for theirs, ours in self._match.items()})
        low, high = np.take(self._low, pool, mode="wrap"), np.take(self._high, pool, mode="wrap")
        if not self._differ:
            return _Runs(low, high, None, high > low)
        kind = self._kind({theirs: columns[ours] for theirs, ours in self._differ.items()})
        key = np.maximum(pool, 0) * self._kinds + kind
        skip, end = (np.take(self.guide.upto, np.searchsorted(self._keys, key + more)) for more in (0, 1))
        skip, end = (np.where((kind > 0) & (pool >= 0), total, low) for total in (skip, end))
        return _Runs(low, high, (skip, end), high - low - (end - skip) > (high - low) * 1e-12)

    def draw(self, rng: np.random.Generator, runs: _Runs) -> NDArray[np.int64]:
        """Draw a row for each record."""
        return np.take(self._order, self.guide.over(rng, runs.low, runs.high, without=runs.without))

    def describe(self, batch: Batch, row: int) -> str:
        """What a record asks for, for error messages."""
        wanted = [f"{ours} = {batch.get(ours)[row]}" for ours in self._match.values()]
        return ", ".join([*wanted, *(f"not {ours} = {batch.get(ours)[row]}" for ours in self._differ.values())])


def _words(series: pl.Series) -> list[object]:
    if isinstance(series.dtype, pl.Enum):
        return series.dtype.categories.to_list()
    return sorted(series.drop_nulls().unique().to_list())
