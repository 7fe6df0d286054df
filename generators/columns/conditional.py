"""Numbers of some rows only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.given.clamp import Clamped, put_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.bounded import Bounded
    from nonesuch.generators.columns.by_curve import ByCurve
    from nonesuch.generators.columns.by_family import ByFamily
    from nonesuch.generators.formula import Formula
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Conditional"]


@dataclass(frozen=True, eq=False)
class Conditional:
    """Draws the numbers of another sampler where a condition holds; elsewhere there is none.

    Attributes:
        inner: The other sampler.
        condition: The condition on the row.
    """

    inner: ByCurve | ByFamily | Bounded
    condition: Formula

    @property
    def dtype(self) -> pl.DataType:
        """Type of the column."""
        return self.inner.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        holds = self.condition.holds(batch)
        return _spread(self.inner.drawn(batch.part(np.flatnonzero(holds)), rng), holds)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`; rows in which the condition does not hold weigh nothing, and have no value."""
        holds = self.condition.holds(batch)
        rows = np.flatnonzero(holds)
        part = batch.part(rows)
        clamped = self.inner.clamp(part, u[rows], wanted)
        put_scores(batch, part, rows)
        log_weight = np.full(batch.size, -np.inf)
        log_weight[rows] = clamped.log_weight
        return Clamped(_spread(clamped.series.to_numpy(), holds), log_weight)


def _spread(drawn: NDArray[np.float64] | NDArray[np.int64], holds: NDArray[np.bool_]) -> pl.Series:
    """Numbers of the rows in which a condition holds, among all rows."""
    values = np.zeros(len(holds), dtype=drawn.dtype)
    values[holds] = drawn
    return pl.Series(values).set(pl.Series(~holds), None)
