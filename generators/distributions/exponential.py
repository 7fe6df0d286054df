"""The exponential distribution: waiting times without memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import POSITIVE, Bounds, Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Exponential"]


@dataclass(frozen=True, eq=False)
class Exponential(Distribution):
    """Exponential with a mean.

    Args:
        mean: > 0.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Exponential(30).sample(stream(1, "doc"), 2).round(2)
        array([23.36, 10.19])
    """

    mean: float | NDArray[np.float64] = 1.0
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": POSITIVE}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        return self.mean * rng.standard_exponential(n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        return np.where(x >= 0, -np.log(self.mean) - x / self.mean, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        x = np.maximum(np.asarray(values, dtype=np.float64), 0.0)
        return np.asarray(-np.expm1(-x / self.mean))
