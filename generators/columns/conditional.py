"""Numbers of some rows only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.given.clamp import Clamped

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
        rows = np.flatnonzero(holds)
        drawn = self.inner.drawn(batch.part(rows), rng)
        values = np.zeros(batch.size, dtype=drawn.dtype)
        values[rows] = drawn
        return pl.Series(values).set(pl.Series(~holds), None)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`; rows in which the condition does not hold weigh nothing."""
        clamped = self.inner.clamp(batch, u, wanted)
        return Clamped(clamped.series, np.where(self.condition.holds(batch), clamped.log_weight, -np.inf))
