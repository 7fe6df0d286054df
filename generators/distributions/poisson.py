"""The Poisson distribution: counts of independent events."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import Bounds, Distribution
from nonesuch.generators.distributions.special import log_gamma, lower_gamma

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Poisson"]


@dataclass(frozen=True, eq=False)
class Poisson(Distribution):
    """Poisson counts.

    Args:
        mean: From 0 to 1e9.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Poisson(4.2).sample(stream(1, "doc"), 4)
        array([6, 3, 2, 1])
    """

    mean: float | NDArray[np.float64] = 1.0
    discrete: ClassVar[bool] = True
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": (0, 1e9)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Draw n values; see `Distribution.sample`."""
        return rng.poisson(self.mean, n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        k = np.asarray(values, dtype=np.float64)
        mean = np.maximum(self.mean, np.finfo(float).tiny)
        inside = k * np.log(mean) - self.mean - log_gamma(np.maximum(k, 0) + 1)
        return np.where((k >= 0) & (k == np.floor(k)), inside, -inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        k = np.floor(np.asarray(values, dtype=np.float64))
        return np.where(k >= 0, 1.0 - lower_gamma(np.maximum(k, 0.0) + 1.0, self.mean), 0.0)
