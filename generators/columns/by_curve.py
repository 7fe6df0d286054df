"""Numbers read off quantile curves by stratum, alone or as members of a copula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.cells import Cells
from nonesuch.generators.distributions.special import normal_cdf
from nonesuch.generators.given.clamp import Clamped
from nonesuch.generators.ziggurat import random_normal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.distributions import Quantiles
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.priors import Strata
    from nonesuch.generators.rounding import Rounding

__all__ = ["ByCurve"]

_FAR = 8.0
"""A normal score beyond all others."""


@dataclass(frozen=True, eq=False)
class ByCurve:
    """Samples a number.

    Attributes:
        rounding: How it is written.
        strata: Which curve a row has; None where all have the same.
        curves: The curves.
        member: Copula and member that the normal score comes from; None where it is drawn alone.
    """

    rounding: Rounding
    strata: Strata | None
    curves: Quantiles
    member: tuple[str, str] | None

    @property
    def dtype(self) -> pl.DataType:
        """Type of the column."""
        return self.rounding.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        return pl.Series(self.drawn(batch, rng))

    def drawn(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.float64] | NDArray[np.int64]:
        """The numbers of `sample`, free to be changed."""
        z = random_normal(rng, batch.size) if self.member is None else batch.scores[self.member[0]][self.member[1]]
        return self.rounding.write(self.curves.at_scores(z, self._stratum(batch)), rng)

    def _stratum(self, batch: Batch) -> NDArray[np.int32] | None:
        return None if self.strata is None else self.strata.locate(batch)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`."""
        values, choices = self.rounding.choose(wanted, u)
        cells, stratum = Cells.of(self.rounding, values), self._stratum(batch)
        low, high = (np.stack([self._scores(end, stratum) for end in ends]) for ends in (cells.low, cells.high))
        if self.member is None:
            with np.errstate(divide="ignore"):
                log_weight = cells.log_mass(np.log(normal_cdf(high) - normal_cdf(low)))
        else:
            copula, member = self.member
            known = batch.expectations[copula]
            masses = [known.log_mass(member, *ends) for ends in zip(low, high, strict=True)]
            log_weight = cells.log_mass(np.stack(masses))
            left, right = (self._scores(end, stratum) for end in cells.main)
            known.fix(batch.scores[copula], member, left, right, u)
        return Clamped(pl.Series(values).cast(self.dtype), log_weight + np.log(choices))

    def _scores(self, ends: NDArray[np.float64], stratum: NDArray[np.int32] | None) -> NDArray[np.float64]:
        """Normal scores at the ends of ranges, where there is an end."""
        return np.where(np.isfinite(ends), self.curves.scores_of(ends, stratum), np.sign(ends) * _FAR)
