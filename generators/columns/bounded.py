"""Numbers that another column of the row bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.given.clamp import Clamped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.expression import Expression
    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.by_curve import ByCurve
    from nonesuch.generators.columns.by_family import ByFamily
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Bounded"]


@dataclass(frozen=True, eq=False)
class Bounded:
    """Pulls the numbers of another sampler to bounds that differ by row; where a bound is missing, it does not bind.

    Attributes:
        inner: The other sampler.
        at_least: Expression of the lower bound, if there is one.
        at_most: Expression of the upper bound, if there is one.
    """

    inner: ByCurve | ByFamily
    at_least: Expression | None
    at_most: Expression | None

    @property
    def dtype(self) -> pl.DataType:
        """Type of the column."""
        return self.inner.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        return self._pulled(self.inner.sample(batch, rng), batch)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`; rows in which a bound forbids the wanted value weigh nothing."""
        clamped = self.inner.clamp(batch, u, wanted)
        fits = (clamped.series == self._pulled(clamped.series, batch)).to_numpy()
        return Clamped(clamped.series, np.where(fits, clamped.log_weight, -np.inf))

    def _pulled(self, series: pl.Series, batch: Batch) -> pl.Series:
        frame = pl.DataFrame({"@value": series})
        value = pl.col("@value")
        for expression, pull in ((self.at_least, pl.max_horizontal), (self.at_most, pl.min_horizontal)):
            if expression is not None:
                frame = frame.with_columns(batch.frame(expression.columns).get_columns())
                value = pull(value, expression.polars.cast(self.dtype))
        return frame.select(value.cast(self.dtype).alias("value"))["value"]
