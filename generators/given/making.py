"""Making a block with given columns set: in all rows, or in those that belong to a focus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.batch import put
from nonesuch.generators.block import start_family
from nonesuch.generators.given.clamp import Clampable, put_scores
from nonesuch.generators.given.moment import choose_moments, move_rows
from nonesuch.generators.randomness import stream
from nonesuch.generators.rows.events import EventMaker
from nonesuch.generators.scenarios import CampaignMaker
from nonesuch.generators.step import ColumnStep, CopulaStep, RowsStep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.node import Node
    from nonesuch.generators.plan import Plan
    from nonesuch.generators.step import Step

__all__ = ["Chosen", "Making", "event_maker"]


@dataclass(frozen=True)
class Chosen:
    """Rows of a focus, each told by the way that leads to it, so that it is found again when other rows differ.

    Attributes:
        lineage: The root table, the tables between, the focus.
        roots: Shape (n,), the root of each row.
        ordinals: Shape (n,) by table of the lineage but the root: its place among the rows of the same parent.
    """

    lineage: tuple[str, ...]
    roots: NDArray[np.int64]
    ordinals: Mapping[str, NDArray[np.int64]]


class Making:
    """Makes a block in which some columns have wanted values.

    Args:
        plan: The plan.
        number: The block's number.
        focus: The table whose rows are the records.
        wanted: Columns that are set.
        chosen: Rows of the focus that are set, with those above them; None sets all rows.

    Attributes:
        family: The block.
        weights: Shape (rows,) by table: logarithm of how likely each row would have had the wanted values.
        far: Shape (focus rows set,): whether events that were moved stand far enough from their neighbours.
        alive: Shape (chosen rows,): which of them came into being again.
        possible: Shape (focus rows,): which rows can still be records, where all are set; None while nothing is known.
    """

    def __init__(
        self,
        plan: Plan,
        number: int,
        *,
        focus: str,
        wanted: Mapping[Node, Wanted],
        chosen: Chosen | None = None,
    ) -> None:
        self.plan, self.number, self.focus, self.wanted, self.chosen = plan, number, focus, wanted, chosen
        self.alive = np.ones(0 if chosen is None else len(chosen.roots), dtype=bool)
        self._rows: dict[str, NDArray[np.int64]] = {}
        self.family = start_family(plan, number)
        self.weights: dict[str, NDArray[np.float64]] = {}
        self.far: NDArray[np.bool_] | None = None
        self.possible: NDArray[np.bool_] | None = None
        self._columns: dict[Node, list[Node]] = {}
        for node in wanted:
            self._columns.setdefault(plan.relations.node(*node), []).append(node)

    def run(self, only: Collection[Node]) -> None:
        """Make the block, or go on with it.

        Args:
            only: The steps to take.
        """
        for step in self.plan.steps:
            if step.node not in only:
                continue
            step.apply(self.family, self.plan.settings.seed, self.plan.pack.name, self.number)
            if isinstance(step, CopulaStep):
                batch = self.family[step.table]
                batch.expectations[step.name] = step.copula.expectation(batch)
            for _, column in self._columns.get(step.node, []):
                self._set(step, column, self.wanted[step.table, column])

    def _set(self, step: Step, column: str, wanted: Wanted) -> None:
        batch = self.family[step.table]
        names = (self.plan.pack.name, step.table, column, self.number, "@given")
        u = stream(self.plan.settings.seed, *names).random(batch.size)
        if isinstance(step, RowsStep):
            self._set_moments(step, batch, u, wanted)
            return
        assert isinstance(step, ColumnStep)
        assert isinstance(step.column, Clampable)
        rows = self._rows_of(step.table)
        if rows is None:
            self._weigh(batch, self._set_all(batch, column, step.column, u, wanted))
            return
        part = batch.part(rows)
        clamped = step.column.clamp(part, u[rows], wanted)
        batch.columns[column] = put(batch.columns[column], rows, clamped.series)
        put_scores(batch, part, rows)

    def _set_all(
        self, batch: Batch, column: str, made_by: Clampable, u: NDArray[np.float64], wanted: Wanted
    ) -> NDArray[np.float64]:
        """Set a column in all rows that can be records; what cannot be stays as it was drawn."""
        if self.possible is None or batch.table != self.focus:
            clamped = made_by.clamp(batch, u, wanted)
            fits = clamped.log_weight > -np.inf
            batch.columns[column] = clamped.series.zip_with(pl.Series(fits), batch.columns[column])
            return clamped.log_weight
        rows = np.flatnonzero(self.possible)
        part = batch.part(rows)
        clamped = made_by.clamp(part, u[rows], wanted)
        fits = clamped.log_weight > -np.inf
        batch.columns[column] = put(batch.columns[column], rows[fits], clamped.series.filter(pl.Series(fits)))
        put_scores(batch, part, rows)
        log_weight = np.full(batch.size, -np.inf)
        log_weight[rows] = clamped.log_weight
        return log_weight

    def _weigh(self, batch: Batch, log_weight: NDArray[np.float64]) -> None:
        self.weights[batch.table] = self.weights.get(batch.table, np.zeros(batch.size)) + log_weight

    def _set_moments(self, step: RowsStep, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> None:
        maker = event_maker(step)
        assert maker is not None
        moments = choose_moments(batch, maker, u, wanted)
        rows = self._rows_of(step.table)
        if rows is None:
            batch.columns[maker.spec.time] = pl.Series(moments.second * 1_000_000).cast(pl.Datetime("us"))
            self._weigh(batch, moments.log_weight)
            return
        campaign = step.maker.overlay.campaign if isinstance(step.maker, CampaignMaker) else None
        self._rows[step.table], self.far = move_rows(batch, maker, rows, moments.second[rows], campaign)

    def rows(self, table: str) -> NDArray[np.int64]:
        """The chosen rows of a table of the lineage, one for each that is alive.

        Args:
            table: The focus, or a table above it; its rows are there.

        Returns:
            Shape (alive,).
        """
        assert self.chosen is not None
        if table not in self._rows:
            place = self.chosen.lineage.index(table)
            if place == 0:
                self._rows[table] = self.chosen.roots[self.alive]
            else:
                self._rows[table] = self._descend(table, self.chosen.lineage[place - 1])
        return self._rows[table]

    def _descend(self, table: str, parent: str) -> NDArray[np.int64]:
        assert self.chosen is not None
        above, batch = self.rows(parent), self.family[table]
        index = batch.follow(parent).index
        if index is None:
            return above
        places = np.searchsorted(index, above) + self.chosen.ordinals[table][self.alive]
        found = places < batch.size
        found[found] = index[places[found]] == above[found]
        self.alive[self.alive] = found
        self._rows = {name: rows[found] for name, rows in self._rows.items()}
        return places[found]

    def _rows_of(self, table: str) -> NDArray[np.int64] | None:
        """Rows of a table that are set; None for all.

        Roots have one row each, and those without a record are left out in the end: all are set, so that as many rows
        come into being below them as when the records were weighed.
        """
        if self.chosen is None or (table == self.plan.pack.root and table != self.focus):
            return None
        if table == self.focus:
            return self.rows(table)
        if table in self.chosen.lineage:
            return np.unique(self.rows(table))
        places = self.rows(self.focus)
        link = self.family[self.focus].follow(table)
        index = places if link.index is None else link.index[places]
        return np.unique(index[index >= 0])


def event_maker(step: Step | None) -> EventMaker | None:
    """The maker of a step's events, if it makes any.

    Args:
        step: A step.

    Returns:
        The maker, out of the scenarios that may be laid over it.
    """
    if not isinstance(step, RowsStep):
        return None
    maker = step.maker.events if isinstance(step.maker, CampaignMaker) else step.maker
    return maker if isinstance(maker, EventMaker) else None
