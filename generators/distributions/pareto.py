"""The Pareto distribution: a few are very large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import POSITIVE, Bounds, Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Pareto"]


@dataclass(frozen=True, eq=False)
class Pareto(Distribution):
    """Pareto (type I) with a minimum.

    Args:
        minimum: Least value, > 0.
        shape: Tail index, from 0.1 to 1e9; the mean is infinite at 1 and below.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Pareto(1, shape=1.3).sample(stream(1, "doc"), 2).round(3)
        array([1.82 , 1.299])
    """

    minimum: float | NDArray[np.float64] = 1.0
    shape: float | NDArray[np.float64] = 1.0
    _bounds: ClassVar[dict[str, Bounds]] = {"minimum": POSITIVE, "shape": (0.1, 1e9)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        return np.asarray(self.minimum * np.exp(rng.standard_exponential(n) / self.shape))

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.log(self.shape) + self.shape * np.log(self.minimum) - (self.shape + 1.0) * np.log(x)
        return np.where(x >= self.minimum, inside, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        x = np.maximum(np.asarray(values, dtype=np.float64), self.minimum)
        with np.errstate(divide="ignore"):
            return np.asarray(-np.expm1(self.shape * np.log(self.minimum / x)))
