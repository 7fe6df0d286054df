"""Numbers that another column of the row bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.batch import gather
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
        return pl.Series(self.drawn(batch, rng))

    def drawn(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.float64] | NDArray[np.int64]:
        """The numbers of `sample`, free to be changed."""
        values = self.inner.drawn(batch, rng)
        self._bind(values, batch)
        return values

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`; rows in which a bound forbids the wanted value weigh nothing."""
        clamped = self.inner.clamp(batch, u, wanted)
        values = clamped.series.to_numpy(writable=True)
        self._bind(values, batch)
        fits = values == clamped.series.to_numpy()
        return Clamped(clamped.series, np.where(fits, clamped.log_weight, -np.inf))

    def _bind(self, values: NDArray[np.float64] | NDArray[np.int64], batch: Batch) -> None:
        """Pull numbers to their bounds, in place."""
        low = None if self.at_least is None else self._bounds(self.at_least, batch)
        if low is not None:
            self._pull(values, *low, up=True)
        if self.at_most is not None:
            high = low if low is not None and self.at_most == self.at_least else self._bounds(self.at_most, batch)
            self._pull(values, *high, up=False)

    def _bounds(self, bound: Formula, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows that have a bound, and what it is."""
        series = bound.column(batch)
        if not series.null_count():
            limits = series.to_numpy()
            rows = np.flatnonzero(self.inner.rounding.can_bind(limits))
            return rows, limits[rows]
        rows = np.flatnonzero(series.is_not_null().to_numpy())
        limits = gather(series, rows).to_numpy()
        binds = self.inner.rounding.can_bind(limits)
        return rows[binds], limits[binds]

    def _pull(
        self,
        values: NDArray[np.float64] | NDArray[np.int64],
        rows: NDArray[np.int64],
        limits: NDArray[np.float64],
        *,
        up: bool,
    ) -> None:
        """Pull values in place."""
        ends = self.inner.rounding.inwards(limits, up=up)
        values[rows] = (np.maximum if up else np.minimum)(values[rows], ends)
