"""A chain drawn so that its length fits from the start, however few of its derivations do.

Derivations are counted by their measure (`Gauge`). A row first draws the measure of its whole text among those that
fit, then each part its share of it, so that no text is ever thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.measure import Measures, combine
from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.shelf import Shelf, make_shelf
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.measure import Gauge
    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.pool import Pool
    from nonesuch.generators.text.urn import Arrivals

__all__ = ["FittedPlan", "make_fitted_plan"]

Columns = list["NDArray[np.int32]"]


@dataclass(frozen=True, eq=False)
class FittedTable:
    """A table, or a branch of tables, whose entries are drawn by measure."""

    column: int
    shelf: Shelf
    numbers: NDArray[np.int32]

    def write(
        self, columns: Columns, rows: NDArray[np.int64], arrivals: Arrivals, values: NDArray[np.int64]
    ) -> Arrivals:
        """Draw entries of the given measures for some rows."""
        picks, arrivals = self.shelf.draw(arrivals, values)
        columns[self.column][rows] = self.numbers[picks]
        return arrivals


@dataclass(frozen=True, eq=False)
class FittedConstant:
    """A part that is always the same number."""

    column: int
    number: int

    def write(
        self, columns: Columns, rows: NDArray[np.int64], arrivals: Arrivals, values: NDArray[np.int64]
    ) -> Arrivals:
        """Write the number; there is only one measure."""
        del values
        columns[self.column][rows] = self.number
        return arrivals


@dataclass(frozen=True, eq=False)
class FittedFork:
    """A branch: the alternative is drawn among those that can have the measure."""

    shelf: Shelf
    roads: tuple[FittedRoad, ...]

    def write(
        self, columns: Columns, rows: NDArray[np.int64], arrivals: Arrivals, values: NDArray[np.int64]
    ) -> Arrivals:
        """Draw alternatives and walk each with its rows."""
        picks, arrivals = self.shelf.draw(arrivals, values)
        paths, places = arrivals.paths.copy(), None if arrivals.places is None else arrivals.places.copy()
        order = np.argsort(picks, kind="stable")
        bounds = np.searchsorted(picks[order], np.arange(len(self.roads) + 1))
        for i, road in enumerate(self.roads):
            taken = order[bounds[i] : bounds[i + 1]]
            if len(taken):
                left = road.write(columns, rows[taken], arrivals.take(taken), values[taken])
                paths[taken] = left.paths
                if places is not None and left.places is not None:
                    places[taken] = left.places
        return type(arrivals)(paths, places)


Stop = FittedTable | FittedConstant | FittedFork


@dataclass(frozen=True, eq=False)
class FittedRoad:
    """Parts one after another: from the last to the first each draws its share of the measure.

    Attributes:
        stops: The parts.
        shelves: For each part but the first, the shares it can have of a measure of the parts up to it.
    """

    stops: tuple[Stop | None, ...]
    shelves: tuple[Shelf, ...]

    def write(
        self, columns: Columns, rows: NDArray[np.int64], arrivals: Arrivals, values: NDArray[np.int64]
    ) -> Arrivals:
        """Share the measures out and write all parts for some rows."""
        for i in reversed(range(len(self.stops))):
            if i:
                share, arrivals = self.shelves[i - 1].draw(arrivals, values)
                values = values - share
            else:
                share = values
            stop = self.stops[i]
            if stop is not None:
                arrivals = stop.write(columns, rows, arrivals, share)
        return arrivals


@dataclass(frozen=True, eq=False)
class FittedPlan:
    """A chain ready to be drawn by measure.

    Attributes:
        measures: What measures there are.
        road: Its parts.
        width: Columns of numbers a row needs.
        uniform: Whether every derivation is as likely as any other, whatever its weight.
    """

    measures: Measures
    road: FittedRoad
    width: int
    uniform: bool

    def numbers(
        self, arrivals: Arrivals, kinds: NDArray[np.int64], fits: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.uint64] | None]:
        """Draw a derivation for every row.

        Args:
            arrivals: The rows, n of them.
            kinds: Which row of ``fits`` holds for each row, shape (n,).
            fits: Which measures fit each kind of row, shape (kinds, measures); at least one does.

        Returns:
            The numbers of each row's parts in the pool from left to right, 0 for none, shape (n, width), int32; and how
            often the derivation of each row was drawn before (None where that is not asked).
        """
        columns = [np.zeros(len(kinds), np.int32) for _ in range(self.width)]
        kind, place = np.nonzero(fits)
        weights = self.measures.counts if self.uniform else self.measures.mass
        shelf = make_shelf(kind, self.measures.values[place], weights[place], exact=self.uniform)
        values, arrivals = shelf.draw(arrivals, kinds)
        left = self.road.write(columns, np.arange(len(kinds)), arrivals, values)
        return np.stack(columns, axis=1), left.places


def make_fitted_plan(chain: Chain, gauge: Gauge, pool: Pool, *, uniform: bool) -> FittedPlan:
    """Lay a chain out for drawing by measure.

    Args:
        chain: The chain.
        gauge: Measures it.
        pool: Where its texts are put.
        uniform: Whether to set the weights aside: then places below the number of derivations that fit give each of
            them exactly once.

    Returns:
        The plan.
    """
    layout = _Layout(gauge, pool, uniform=uniform)
    road, width = layout.road(chain, 0)
    return FittedPlan(gauge.chain(chain), road, width, uniform)


class _Layout:
    def __init__(self, gauge: Gauge, pool: Pool, *, uniform: bool) -> None:
        self.gauge, self.pool, self.uniform = gauge, pool, uniform

    def weights(self, measures: Measures) -> NDArray[np.float64]:
        return measures.counts if self.uniform else measures.mass

    def road(self, chain: Chain, column: int) -> tuple[FittedRoad, int]:
        stops: list[Stop | None] = []
        shelves: list[Shelf] = []
        before = combine(self.gauge, [])
        for i, part in enumerate(chain.parts):
            here = self.gauge.part(part)
            if i:
                shelves.append(self.shares(before, here))
            before = self.gauge.both(before, here)
            stop, width = self.stop(part, column)
            stops.append(stop)
            column += width
        return FittedRoad(tuple(stops), tuple(shelves)), column

    def shares(self, before: Measures, here: Measures) -> Shelf:
        totals = np.add.outer(before.values, here.values).ravel()
        weights = np.outer(self.weights(before), self.weights(here)).ravel()
        picks = np.tile(here.values, len(before.values))
        kept = self.gauge.lengths(totals) <= self.gauge.most
        return make_shelf(totals[kept], picks[kept], weights[kept], exact=self.uniform)

    def stop(self, part: Part, column: int) -> tuple[Stop | None, int]:
        if isinstance(part, Blank):
            return FittedConstant(column, self.pool.add_blank(part)), 1
        if isinstance(part, Table):
            if part.texts == ("",):
                return None, 0
            return self.tables([part], np.ones(1), column), 1
        tables = [chain.table for chain in part.chains]
        shares = np.array([float(weight) for weight in part.weights])
        plain = [table for table in tables if table is not None]
        if len(plain) == len(tables):
            return self.tables(plain, shares / shares.sum(), column), 1
        return self.fork(part, shares / shares.sum(), column)

    def tables(self, tables: list[Table], shares: NDArray[np.float64], column: int) -> FittedTable:
        keys = np.concatenate([self.gauge.table(table) for table in tables])
        sizes = [len(table) for table in tables]
        if self.uniform:
            weights = np.ones(len(keys))
        else:
            weights = np.concatenate([t.weights / t.total * share for t, share in zip(tables, shares, strict=True)])
        bases = np.repeat([self.pool.add_table(table) for table in tables], sizes)
        numbers = bases + np.concatenate([np.arange(size) for size in sizes])
        kept = self.gauge.lengths(keys) <= self.gauge.most
        shelf = make_shelf(keys[kept], np.flatnonzero(kept), weights[kept], exact=self.uniform)
        return FittedTable(column, shelf, numbers.astype(np.int32))

    def fork(self, branch: Branch, shares: NDArray[np.float64], column: int) -> tuple[FittedFork, int]:
        inner = [self.gauge.chain(chain) for chain in branch.chains]
        factors = np.ones(len(inner)) if self.uniform else shares
        weights = np.concatenate([self.weights(one) * factor for one, factor in zip(inner, factors, strict=True)])
        picks = np.repeat(np.arange(len(inner)), [len(one.values) for one in inner])
        shelf = make_shelf(np.concatenate([one.values for one in inner]), picks, weights, exact=self.uniform)
        roads = [self.road(chain, column) for chain in branch.chains]
        return FittedFork(shelf, tuple(road for road, _ in roads)), max(end for _, end in roads) - column
