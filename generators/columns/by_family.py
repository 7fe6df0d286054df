"""Numbers of a family of distributions, with parameters by stratum or by row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.cells import Cells
from nonesuch.generators.given.clamp import Clamped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.distributions import Distribution
    from nonesuch.generators.formula import Formula
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.priors import Strata
    from nonesuch.generators.rounding import Rounding

__all__ = ["ByFamily"]

_TRIES = 256


@dataclass(frozen=True, eq=False)
class ByFamily:
    """Samples a number.

    Attributes:
        rounding: How it is written.
        strata: Which parameters a row has; None where all have the same.
        family: The family.
        fixed: Parameters that are numbers, or one number a stratum.
        computed: Parameters that are expressions over the row.
    """

    rounding: Rounding
    strata: Strata | None
    family: type[Distribution]
    fixed: Mapping[str, float | NDArray[np.float64]]
    computed: Mapping[str, Formula]

    @property
    def dtype(self) -> pl.DataType:
        """Type of the column."""
        return self.rounding.dtype

    @cached_property
    def _shaped(self) -> Distribution:
        """The distribution, parameters by stratum, where none is computed."""
        return self.family(**self.fixed)

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        return pl.Series(self.drawn(batch, rng))

    def drawn(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.float64] | NDArray[np.int64]:
        """The numbers of `sample`, free to be changed."""
        shaped = self._row_wise(batch)
        values = shaped.sample(rng, batch.size).astype(np.float64, copy=False)
        if self.rounding.within is not None:
            self._draw_again(values, shaped, rng, self.rounding.within)
        return self.rounding.write(values, rng)

    def _row_wise(self, batch: Batch) -> Distribution:
        """The distribution of each row."""
        if not self.computed:
            return self._shaped if self.strata is None else self._shaped.at(self.strata.locate(batch))
        values = dict(self.fixed)
        if self.strata is not None:
            stratum = self.strata.locate(batch)
            values = {name: v if isinstance(v, float) else np.take(v, stratum) for name, v in values.items()}
        values |= {name: formula.column(batch).to_numpy() for name, formula in self.computed.items()}
        return self.family(**values)

    def _draw_again(
        self, values: NDArray[np.float64], shaped: Distribution, rng: np.random.Generator, within: tuple[float, float]
    ) -> None:
        """Draw again what lies outside; what still does after some tries is pulled in when it is written."""
        for _ in range(_TRIES):
            outside = np.flatnonzero((values < within[0]) | (values > within[1]))
            if not len(outside):
                return
            values[outside] = shaped.at(outside).sample(rng, len(outside))

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`."""
        values, choices = self.rounding.choose(wanted, u)
        shaped, cells = self._row_wise(batch), Cells.of(self.rounding, values)
        low, high = self.rounding.within or (-np.inf, np.inf)
        low = np.nextafter(low, -np.inf)
        ranges = zip(np.maximum(cells.low, low), np.minimum(cells.high, high), strict=True)
        log_weight = cells.log_mass(np.stack([shaped.log_mass(*ends) for ends in ranges]))
        with np.errstate(invalid="ignore"):
            log_weight = np.nan_to_num(log_weight - shaped.log_mass(low, high), nan=-np.inf, neginf=-np.inf)
        return Clamped(pl.Series(values).cast(self.dtype), log_weight + np.log(choices))
