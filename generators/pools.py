"""Rows of a shared table, in pools of rows that match a record alike, drawn by weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError, placed
from nonesuch.generators.batch import gather
from nonesuch.generators.coding import Coding
from nonesuch.generators.guide import Guide, width_of

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
        relax = min(relax, len(match))
        with placed(place):
            if not differ:
                self._levels = [_Level(target, weights, match, differ, relax=relax)]
                return
            names = [dict(list(match.items())[: len(match) - dropped]) for dropped in range(relax + 1)]
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
        index: NDArray[np.int64] | None = None
        waiting: NDArray[np.int64] | None = None  # all of them
        for level in self._levels:
            runs = level.runs(batch, waiting)
            if waiting is None and runs.able.all():
                return level.draw(rng, runs)
            able, lost = np.flatnonzero(runs.able), np.flatnonzero(~runs.able)
            index = np.full(batch.size, -1, dtype=np.int64) if index is None else index
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
        width: Shape (records,), weight of the pool.
        without: Total before the rows to leave out, and their weight, if some are to be.
        able: Whether any weight is left.
    """

    low: NDArray[np.float64]
    width: NDArray[np.float64]
    without: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    able: NDArray[np.bool_]

    def part(self, rows: NDArray[np.int64]) -> _Runs:
        without = None if self.without is None else (self.without[0][rows], self.without[1][rows])
        return _Runs(np.take(self.low, rows), np.take(self.width, rows), without, self.able[rows])


class _Level:
    """Rows in pools by some of the columns to match; in a pool, rows of the same word to differ from stand together.

    Pools stand in the order of their words, a missing or unknown word before all others, so that the rows that match in
    the first columns alone stand together as well: a pool without any weight is a wider one.
    """

    def __init__(
        self,
        target: Batch,
        weights: NDArray[np.float64],
        match: Mapping[str, str],
        differ: Mapping[str, str],
        *,
        relax: int = 0,
    ) -> None:
        self._match, self._differ = dict(match), dict(differ)
        self._coding = {theirs: Coding(_words(target.columns[theirs])) for theirs in (*match, *differ)}
        self.is_whole = not self._coding
        self._shape = tuple(len(self._coding[theirs]) + 1 for theirs in match)
        pools = int(np.prod(self._shape, dtype=np.int64))
        if pools > _MOST_POOLS:
            found = {theirs: len(self._coding[theirs]) for theirs in match}
            raise PackError("too many combinations to match", expected=f"at most {_MOST_POOLS:,}", found=found)
        self._kinds = 1 + max((len(self._coding[theirs]) for theirs in differ), default=0)
        pool = self._pool(target.size, {theirs: target.columns[theirs] for theirs in match})
        key = pool * self._kinds + self._kind({t: target.columns[t] for t in differ})
        self._order = np.argsort(key, kind="stable")
        self._keys = key[self._order]
        self.guide = Guide(weights if self.is_whole else weights[self._order])
        upto = self.guide.upto[np.searchsorted(self._keys, np.arange(pools + 1) * self._kinds)]
        self._low, high = self._widened(upto[:-1], upto[1:], relax)
        self._width = np.where(high > self._low, width_of(self._low, high), -1.0)

    def _widened(
        self, low: NDArray[np.float64], high: NDArray[np.float64], relax: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Totals before and behind what each pool stands for: itself, or the least wide one around it with a weight."""
        known = self._known(len(self._shape))
        low, high = low.reshape(self._shape), high.reshape(self._shape)
        found_low, found_high = np.where(known, low, 0.0), np.where(known, high, 0.0)
        for kept in range(len(self._shape) - 1, len(self._shape) - 1 - relax, -1):
            around = (*(slice(None),) * kept, *(slice(None, 1),) * (len(self._shape) - kept))
            behind = (*around[:kept], *(slice(-1, None),) * (len(self._shape) - kept))
            wanting = (found_high <= found_low) & self._known(kept)
            found_low = np.where(wanting, low[around], found_low)
            found_high = np.where(wanting, high[behind], found_high)
        return found_low.ravel(), found_high.ravel()

    def _known(self, kept: int) -> NDArray[np.bool_]:
        """Which pools have a word in each of the first columns; it is the same whatever the others hold."""
        known = np.ones(self._shape[:kept] + (1,) * (len(self._shape) - kept), dtype=bool)
        for axis in range(kept):
            np.moveaxis(known, axis, 0)[0] = False
        return known

    def _pool(self, size: int, columns: Mapping[str, pl.Series]) -> NDArray[np.int64]:
        """Pool of each row."""
        pool = np.zeros(size, dtype=np.int64)
        for width, (theirs, series) in zip(self._shape, columns.items(), strict=True):
            pool *= width
            pool += self._coding[theirs].places(series)
            pool += 1
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
        low, width = np.take(self._low, pool), np.take(self._width, pool)
        if not self._differ:
            return _Runs(low, width, None, width >= 0)
        kind = self._kind({theirs: columns[ours] for theirs, ours in self._differ.items()})
        key = pool * self._kinds + kind
        skip, end = (np.take(self.guide.upto, np.searchsorted(self._keys, key + more)) for more in (0, 1))
        gap = np.where((kind > 0) & (width >= 0), end - skip, 0.0)
        return _Runs(low, width, (skip, gap), width - gap > width * 1e-12)

    def draw(self, rng: np.random.Generator, runs: _Runs) -> NDArray[np.int64]:
        """Draw a row for each record."""
        return np.take(self._order, self.guide.over(rng, runs.low, runs.width, without=runs.without))

    def describe(self, batch: Batch, row: int) -> str:
        """What a record asks for, for error messages."""
        wanted = [f"{ours} = {batch.get(ours)[row]}" for ours in self._match.values()]
        return ", ".join([*wanted, *(f"not {ours} = {batch.get(ours)[row]}" for ours in self._differ.values())])


def _words(series: pl.Series) -> list[object]:
    if isinstance(series.dtype, pl.Enum):
        return series.dtype.categories.to_list()
    return sorted(series.drop_nulls().unique().to_list())
