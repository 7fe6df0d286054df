"""Numbers that another column of the row bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.batch import put
from nonesuch.generators.given.clamp import Clamped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.by_curve import ByCurve
    from nonesuch.generators.columns.by_family import ByFamily
    from nonesuch.generators.formula import Formula
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Bounded"]


@dataclass(frozen=True, eq=False)
class Bounded:
    """Pulls the numbers of another sampler to bounds that differ by row; where a bound is missing, it does not bind.

    Attributes:
        inner: The other sampler.
        at_least: The lower bound, if there is one.
        at_most: The upper bound, if there is one.
    """

    inner: ByCurve | ByFamily
    at_least: Formula | None
    at_most: Formula | None

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
        if self.at_least is not None:
            series = self._pull(series, self.at_least.column(batch), up=True)
        if self.at_most is not None:
            series = self._pull(series, self.at_most.column(batch), up=False)
        return series

    def _pull(self, series: pl.Series, bounds: pl.Series, *, up: bool) -> pl.Series:
        if bounds.null_count():
            rows = bounds.is_not_null().arg_true()
            return put(series, rows.to_numpy(), self._pull(series.gather(rows), bounds.gather(rows), up=up))
        ends = self.inner.rounding.inwards(bounds, up=up)
        return pl.select(value=(pl.max_horizontal if up else pl.min_horizontal)(series, ends))["value"]
