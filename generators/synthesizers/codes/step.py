"""The grid that a column's numbers lie on: whole numbers, cents, multiples of 500."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Step", "learn_step"]

_DECIMALS = 6
_WHOLE = 2**53


@dataclass(frozen=True)
class Step:
    """Multiples of ``units`` times 10**-decimals; no grid at all if decimals is None.

    Attributes:
        decimals: Digits after the point, 0 to 6, or None.
        units: The multiple, >= 1.
    """

    decimals: int | None
    units: int = 1

    def round(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Round to the grid.

        Args:
            values: Shape (n,), finite.

        Returns:
            Shape (n,).

        Example:
            >>> Step(decimals=2, units=5).round(np.array([1.234, 1.27]))
            array([1.25, 1.25])
        """
        if self.decimals is None:
            return values
        scale = 10.0**self.decimals
        if self.units == 1:
            return np.rint(values * scale) / scale
        return np.rint(values * (scale / self.units)) * self.units / scale

    def half_width(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Say how far beside each value no other value of the grid lies.

        Args:
            values: Shape (n,), finite.

        Returns:
            Shape (n,), > 0.
        """
        if self.decimals is None:
            return np.asarray(np.maximum(np.spacing(np.abs(values)) * 4, 1e-300))
        return np.full(len(values), 0.5 * self.units / 10.0**self.decimals)


def learn_step(distinct: NDArray[np.float64]) -> Step:
    """Learn the grid of a column.

    Args:
        distinct: Shape (n,), the different values, finite.

    Returns:
        The coarsest grid that holds all values.

    Example:
        >>> learn_step(np.array([0.5, 1.25, 10.0])), learn_step(np.array([500.0, 1500.0]))
        (Step(decimals=2, units=25), Step(decimals=0, units=500))
    """
    for decimals in range(_DECIMALS + 1):
        scaled = distinct * 10.0**decimals
        if len(scaled) and np.abs(scaled).max() >= _WHOLE:
            break
        whole = np.rint(scaled)
        if np.array_equal(whole / 10.0**decimals, distinct):
            return Step(decimals, max(1, int(np.gcd.reduce(whole.astype(np.int64)))))
    return Step(0 if len(distinct) and np.array_equal(np.rint(distinct), distinct) else None)
