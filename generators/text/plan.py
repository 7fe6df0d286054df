"""A chain made ready to be drawn column-wise: every part writes a number into one of a few columns."""

from __future__ import annotations

from dataclasses import dataclass, field
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

__all__ = ["Plan", "Planner"]

_ONE = np.ones(1, np.int64)

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


Stop = Constant | Pick | Bank | Fork


@dataclass(frozen=True)
class Planner:
    """Lays chains out; parts that several situations share are laid out once.

    Attributes:
        pool: Where the texts are put.
    """

    pool: Pool
    _laid: dict[tuple[int, int], tuple[Part, Stop | None, int]] = field(default_factory=dict, repr=False)

    def plan(self, chain: Chain) -> Plan:
        """Lay a chain out.

        Args:
            chain: The chain.

        Returns:
            The plan.
        """
        road, width = self._road(chain, 0)
        return Plan(chain, road, width)

    def _road(self, chain: Chain, column: int) -> tuple[Road, int]:
        stops: list[Stop] = []
        for part in chain.parts:
            key = (id(part), column)
            if key not in self._laid:
                self._laid[key] = (part, *self._stop(part, column))
            _, stop, width = self._laid[key]
            if stop is not None:
                stops.append(stop)
            column += width
        return Road(tuple(stops)), column

    def _stop(self, part: Part, column: int) -> tuple[Stop | None, int]:
        if isinstance(part, Blank):
            return Constant(column, self.pool.add_blank(part)), 1
        if isinstance(part, Table):
            if part.texts == ("",):
                return None, 0
            base = self.pool.add_table(part)
            return (Constant(column, base) if len(part) == 1 else Pick(column, base, Urns((part.weights,)))), 1
        urn = Urns((balls(part.weights),))
        if all(_is_flat(chain) for chain in part.chains):
            rows = [_spoken(chain) for chain in part.chains]
            width = max(map(len, rows))
            benches = (self._bench([row[i : i + 1] for row in rows], column + i) for i in range(width))
            return Bank(urn, tuple(benches)), width
        roads = [self._road(chain, column) for chain in part.chains]
        return Fork(urn, tuple(road for road, _ in roads)), max(end for _, end in roads) - column

    def _bench(self, cells: Sequence[Sequence[Part]], column: int) -> Bench:
        parts = [cell[0] if cell else None for cell in cells]
        weights = tuple(part.weights if isinstance(part, Table) else _ONE for part in parts)
        return Bench(column, Urns(weights), np.array([self._base(part) for part in parts], np.int32))

    def _base(self, part: Part | None) -> int:
        if isinstance(part, Table):
            return self.pool.add_table(part)
        return self.pool.add_blank(part) if isinstance(part, Blank) else 0


def _is_flat(chain: Chain) -> bool:
    return not any(isinstance(part, Branch) for part in chain.parts)


def _spoken(chain: Chain) -> list[Part]:
    return [part for part in chain.parts if not (isinstance(part, Table) and part.texts == ("",))]
