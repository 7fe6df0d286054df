"""Making a block with given columns set: in all rows, or in those that belong to a focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.batch import put
from nonesuch.generators.block import start_family
from nonesuch.generators.given.clamp import Clampable
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

__all__ = ["Making", "event_maker"]


class Making:
    """Makes a block in which some columns have wanted values.

    Args:
        plan: The plan.
        number: The block's number.
        focus: The table whose rows are the records.
        wanted: Columns that are set.
        rows: Rows of the focus, and of the tables above it, that are set; None sets all rows.

    Attributes:
        family: The block.
        weights: Shape (rows,) by table: logarithm of how likely each row would have had the wanted values.
        far: Shape (focus rows set,): whether events that were moved stand far enough from their neighbours.
    """

    def __init__(
        self,
        plan: Plan,
        number: int,
        *,
        focus: str,
        wanted: Mapping[Node, Wanted],
        rows: dict[str, NDArray[np.int64]] | None,
    ) -> None:
        self.plan, self.number, self.focus, self.wanted, self.rows = plan, number, focus, wanted, rows
        self.family = start_family(plan, number)
        self.weights: dict[str, NDArray[np.float64]] = {}
        self.far: NDArray[np.bool_] | None = None
        self._columns: dict[Node, list[Node]] = {}
        for node in wanted:
            self._columns.setdefault(plan.relations.node(*node), []).append(node)

    def run(self, only: Collection[Node] | None = None) -> None:
        """Make the block.

        Args:
            only: The steps to take; None for all.
        """
        for step in self.plan.steps:
            if only is not None and step.node not in only:
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
            clamped = step.column.clamp(batch, u, wanted)
            batch.columns[column] = clamped.series
            self._weigh(batch, clamped.log_weight)
            return
        part = batch.part(rows)
        clamped = step.column.clamp(part, u[rows], wanted)
        batch.columns[column] = put(batch.columns[column], rows, clamped.series)
        _put_scores(batch, part, rows)

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
        assert self.rows is not None
        campaign = step.maker.overlay.campaign if isinstance(step.maker, CampaignMaker) else None
        self.rows[step.table], self.far = move_rows(batch, maker, rows, moments.second[rows], campaign)

    def _rows_of(self, table: str) -> NDArray[np.int64] | None:
        """Rows of a table that are set; None for all."""
        if self.rows is None:
            return None
        if table == self.focus:
            return self.rows[table]
        if table in self.rows:
            return np.unique(self.rows[table])
        link = self.family[self.focus].follow(table)
        places = self.rows[self.focus]
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


def _put_scores(batch: Batch, part: Batch, rows: NDArray[np.int64]) -> None:
    """Carry scores, and what is known of them, from some rows back to the whole batch."""
    for copula, known in part.expectations.items():
        whole = batch.expectations[copula]
        whole.covariance = known.covariance
        for member, mean in known.means.items():
            whole.means[member] = whole.means[member].copy()
            whole.means[member][rows] = mean
            batch.scores[copula][member][rows] = part.scores[copula][member]
