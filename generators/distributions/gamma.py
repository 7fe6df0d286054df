"""The gamma distribution, told by its mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import POSITIVE, Bounds, Distribution
from nonesuch.generators.distributions.special import log_gamma, lower_gamma

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Gamma"]


@dataclass(frozen=True, eq=False)
class Gamma(Distribution):
    """Gamma with a mean and a shape.

    Args:
        mean: > 0.
        shape: From 0.001 to 1e9; the coefficient of variation is ``shape ** -0.5``.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Gamma(0.6, shape=1.1).sample(stream(1, "doc"), 2).round(3)
        array([1.054, 0.151])
    """

    mean: float | NDArray[np.float64] = 1.0
    shape: float | NDArray[np.float64] = 1.0
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": POSITIVE, "shape": (1e-3, 1e9)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        return np.asarray(rng.standard_gamma(self.shape, n) * (np.asarray(self.mean) / self.shape))

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        rate = np.asarray(self.shape) / self.mean
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = self.shape * np.log(rate) + (self.shape - 1.0) * np.log(x) - rate * x - log_gamma(self.shape)
        return np.where(x > 0, inside, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        return lower_gamma(self.shape, np.asarray(values, dtype=np.float64) * (np.asarray(self.shape) / self.mean))
