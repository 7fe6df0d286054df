"""Which drawn numbers are written as a given one, and how likely that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.rounding import Rounding

__all__ = ["Cells"]

_SLACK = 1e-6
_WIDEST = 1e300


@dataclass(frozen=True, eq=False)
class Cells:
    """Ranges of drawn numbers, one a way of writing: plainly, as a round number, just below one, as the nearest one.

    Attributes:
        share: Shape (ways, n), how often a number of the range is written so.
        low: Shape (ways, n), lower end of the range, excluded.
        high: Shape (ways, n), upper end of the range.
    """

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, rounding: Rounding, values: NDArray[np.float64]) -> Self:
        """Find the ranges.

        Args:
            rounding: How numbers are written.
            values: Shape (n,), numbers that can be written.

        Returns:
            Their ranges; at the bounds of what can be written they have no end.
        """
        half, endings = rounding.grid / 2, rounding.endings
        plain = 1.0 if endings is None else 1.0 - endings.whole - endings.below - endings.near
        share = [np.full(len(values), plain)]
        low, high = [values - half], [values + half]
        if endings is not None:
            every, after = endings.every, values + rounding.grid
            round_number, before_one = _divides(every, values), _divides(every, after)
            share += [endings.whole * round_number, endings.below * before_one, endings.near * round_number]
            low += [values - every, after - every, values - every / 2]
            high += [values, after, values + every / 2]
        least, most = rounding.reach
        lows, highs = np.stack(low), np.stack(high)
        return cls(np.stack(share), np.where(values <= least, -np.inf, lows), np.where(values >= most, np.inf, highs))

    def log_mass(self, log_masses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add the ways up.

        Args:
            log_masses: Shape (ways, n), logarithm of the probability of each range.

        Returns:
            Shape (n,), logarithm of the probability of the written value.
        """
        with np.errstate(divide="ignore"):
            return np.asarray(np.logaddexp.reduce(np.log(self.share) + log_masses, axis=0))

    @property
    def main(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper ends, each of shape (n,), of the range that most such values come from."""
        way = np.argmax(self.share * np.minimum(self.high - self.low, _WIDEST), axis=0)
        rows = np.arange(self.share.shape[1])
        return self.low[way, rows], self.high[way, rows]


def _divides(every: float, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(values / every - np.rint(values / every)) < _SLACK)
