"""A chain made ready to be drawn column-wise: every part writes a number into one of a few columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.urn import Arrivals, Urns
from nonesuch.generators.text.weights import balls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.pool import Pool

__all__ = ["Plan", "make_plan"]

Columns = list["NDArray[np.int32]"]


@dataclass(frozen=True, eq=False)
class Constant:
    """A part that is always the same number."""

    column: int
    number: int

    def write(self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals) -> Arrivals:
        """Write the number for some rows."""
        columns[self.column][slice(None) if rows is None else rows] = self.number
        return arrivals


@dataclass(frozen=True, eq=False)
class Pick:
    """A table to draw from."""

    column: int
    base: int
    urn: Urns

    def write(self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals) -> Arrivals:
        """Draw entries for some rows and write their numbers."""
        entries, arrivals = self.urn.draw(arrivals)
        columns[self.column][slice(None) if rows is None else rows] = entries + np.int32(self.base)
        return arrivals


@dataclass(frozen=True, eq=False)
class Bench:
    """One column of a bank: for each of its alternatives a table, a blank or nothing.

    Attributes:
        column: Where it writes.
        urns: One for each alternative, of one ball where there is nothing to draw.
        bases: Number of each alternative's first entry.
    """

    column: int
    urns: Urns
    bases: NDArray[np.int32]

    def write(
        self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals, chosen: NDArray[np.int32]
    ) -> Arrivals:
        """Draw from the table of each row's alternative and write the numbers."""
        numbers = self.bases[chosen]
        if not self.urns.settled:
            entries, arrivals = self.urns.draw(arrivals, chosen)
            numbers += entries
        columns[self.column][slice(None) if rows is None else rows] = numbers
        return arrivals


@dataclass(frozen=True, eq=False)
class Bank:
    """A branch whose alternatives are plain rows of tables and blanks, drawn for all rows at once.

    Attributes:
        urn: Draws the alternative.
        benches: One for each column.
    """

    urn: Urns
    benches: tuple[Bench, ...]

    def write(self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals) -> Arrivals:
        """Draw alternatives and entries for some rows."""
        chosen, arrivals = self.urn.draw(arrivals)
        for bench in self.benches:
            arrivals = bench.write(columns, rows, arrivals, chosen)
        return arrivals


@dataclass(frozen=True, eq=False)
class Fork:
    """A branch with alternatives that branch again.

    Attributes:
        urn: Draws the alternative.
        roads: One for each alternative.
    """

    urn: Urns
    roads: tuple[Road, ...]

    def write(self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals) -> Arrivals:
        """Draw alternatives and walk each road with the rows that took it."""
        chosen, arrivals = self.urn.draw(arrivals)
        paths = arrivals.paths.copy()
        places = None if arrivals.places is None else arrivals.places.copy()
        order = np.argsort(chosen, kind="stable")
        bounds = np.searchsorted(chosen[order], np.arange(len(self.roads) + 1))
        for i, road in enumerate(self.roads):
            taken = order[bounds[i] : bounds[i + 1]]
            if len(taken):
                left = road.write(columns, taken if rows is None else rows[taken], arrivals.take(taken))
                paths[taken] = left.paths
                if places is not None and left.places is not None:
                    places[taken] = left.places
        return Arrivals(paths, places)


@dataclass(frozen=True, eq=False)
class Road:
    """Stops one after another."""

    stops: tuple[Constant | Pick | Bank | Fork, ...]

    def write(self, columns: Columns, rows: NDArray[np.int64] | None, arrivals: Arrivals) -> Arrivals:
        """Write the numbers of all stops for some rows."""
        for stop in self.stops:
            arrivals = stop.write(columns, rows, arrivals)
        return arrivals


@dataclass(frozen=True, eq=False)
class Plan:
    """A chain ready to be drawn.

    Attributes:
        chain: The chain.
        road: Its stops.
        width: Columns of numbers a row needs.
    """

    chain: Chain
    road: Road
    width: int

    def numbers(self, arrivals: Arrivals) -> tuple[Columns, NDArray[np.uint64] | None]:
        """Draw a derivation for every row.

        Args:
            arrivals: The rows, n of them.

        Returns:
            For each column the number of the row's part in the pool, int32, 0 for none; and how often the derivation of
            each row was drawn before (None where that is not asked).
        """
        columns = [np.zeros(len(arrivals.paths), np.int32) for _ in range(self.width)]
        left = self.road.write(columns, None, arrivals)
        return columns, left.places


def make_plan(chain: Chain, pool: Pool) -> Plan:
    """Lay a chain out.

    Args:
        chain: The chain.
        pool: Where its texts are put.

    Returns:
        The plan.
    """
    road, width = _lay_road(chain, 0, pool)
    return Plan(chain, road, width)


def _lay_road(chain: Chain, column: int, pool: Pool) -> tuple[Road, int]:
    stops: list[Constant | Pick | Bank | Fork] = []
    for part in chain.parts:
        stop, width = _lay_stop(part, column, pool)
        if stop is not None:
            stops.append(stop)
        column += width
    return Road(tuple(stops)), column


def _lay_stop(part: Part, column: int, pool: Pool) -> tuple[Constant | Pick | Bank | Fork | None, int]:
    if isinstance(part, Blank):
        return Constant(column, pool.add_blank(part)), 1
    if isinstance(part, Table):
        if part.texts == ("",):
            return None, 0
        base = pool.add_table(part)
        return (Constant(column, base) if len(part) == 1 else Pick(column, base, Urns((part.weights,)))), 1
    urn = Urns((balls(part.weights),))
    if all(_is_flat(chain) for chain in part.chains):
        rows = [_spoken(chain) for chain in part.chains]
        width = max(map(len, rows))
        benches = (_lay_bench([row[i : i + 1] for row in rows], column + i, pool) for i in range(width))
        return Bank(urn, tuple(benches)), width
    roads = [_lay_road(chain, column, pool) for chain in part.chains]
    return Fork(urn, tuple(road for road, _ in roads)), max(end for _, end in roads) - column


def _is_flat(chain: Chain) -> bool:
    return not any(isinstance(part, Branch) for part in chain.parts)


def _spoken(chain: Chain) -> list[Part]:
    return [part for part in chain.parts if not (isinstance(part, Table) and part.texts == ("",))]


def _lay_bench(cells: Sequence[Sequence[Part]], column: int, pool: Pool) -> Bench:
    nothing = np.ones(1, np.int64)
    weights, bases = [], []
    for cell in cells:
        part = cell[0] if cell else None
        weights.append(part.weights if isinstance(part, Table) else nothing)
        bases.append(_base(part, pool))
    return Bench(column, Urns(tuple(weights)), np.array(bases, np.int32))


def _base(part: Part | None, pool: Pool) -> int:
    if isinstance(part, Table):
        return pool.add_table(part)
    return pool.add_blank(part) if isinstance(part, Blank) else 0
