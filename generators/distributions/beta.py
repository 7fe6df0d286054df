"""The beta distribution, told by its mean and how tightly it holds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import Bounds, Distribution
from nonesuch.generators.distributions.special import incomplete_beta, log_gamma

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Beta"]


@dataclass(frozen=True, eq=False)
class Beta(Distribution):
    """Beta on (0, 1).

    Args:
        mean: Strictly between 0 and 1.
        concentration: Sum of the two classical parameters, from 0.001 to 1e9; the variance is
            mean (1 - mean) / (concentration + 1).

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Beta(0.3, concentration=10).sample(stream(1, "doc"), 2).round(3)
        array([0.481, 0.295])
    """

    mean: float | NDArray[np.float64] = 0.5
    concentration: float | NDArray[np.float64] = 2.0
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": (1e-12, 1 - 1e-12), "concentration": (1e-3, 1e9)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        a = np.asarray(self.mean) * self.concentration
        return rng.beta(a, self.concentration - a, n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        a = np.asarray(self.mean) * self.concentration
        b = self.concentration - a
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)
        return np.where((x > 0) & (x < 1), inside, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        a = np.asarray(self.mean) * self.concentration
        return incomplete_beta(a, self.concentration - a, values)
