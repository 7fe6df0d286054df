"""The negative binomial distribution: counts that vary more than Poisson's."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import Bounds, Distribution
from nonesuch.generators.distributions.special import incomplete_beta, log_gamma

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["NegativeBinomial"]

_MOST = 1e15


@dataclass(frozen=True, eq=False)
class NegativeBinomial(Distribution):
    """A Poisson count whose mean is itself gamma distributed.

    Args:
        mean: > 0, at most 1e9.
        size: Shape of the gamma, from 0.001 to 1e9; the variance is mean + mean**2 / size.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> NegativeBinomial(4, size=1.5).sample(stream(1, "doc"), 4)
        array([8, 0, 4, 2])
    """

    mean: float | NDArray[np.float64] = 1.0
    size: float | NDArray[np.float64] = 1.0
    discrete: ClassVar[bool] = True
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": (1e-12, 1e9), "size": (1e-3, 1e9)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Draw n values; see `Distribution.sample`."""
        size = np.asarray(self.size)
        return rng.negative_binomial(size, size / (size + self.mean), n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        k = np.asarray(values, dtype=np.float64)
        size, whole = np.asarray(self.size), np.maximum(k, 0)
        ways = log_gamma(whole + size) - log_gamma(size) - log_gamma(whole + 1)
        inside = ways - size * np.log1p(self.mean / size) - whole * np.log1p(size / self.mean)
        return np.where((k >= 0) & (k == np.floor(k)), inside, -inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        k = np.floor(np.asarray(values, dtype=np.float64))
        size = np.asarray(self.size)
        found = incomplete_beta(size, np.clip(k, 0.0, _MOST) + 1.0, size / (size + self.mean))
        return np.where(k >= _MOST, 1.0, np.where(k >= 0, found, 0.0))
