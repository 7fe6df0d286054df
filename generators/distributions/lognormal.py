"""The log-normal distribution, told by its median."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import POSITIVE, Bounds, Distribution
from nonesuch.generators.distributions.special import normal_cdf
from nonesuch.generators.ziggurat import random_normal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["LogNormal"]


@dataclass(frozen=True, eq=False)
class LogNormal(Distribution):
    """The logarithm is normal.

    Args:
        median: > 0; its logarithm is the mean of the logarithms.
        log_sd: Standard deviation of the natural logarithms, > 0, at most 20.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> LogNormal(32, 0.85).sample(stream(1, "doc"), 2).round(2)
        array([30.46,  9.59])
    """

    median: float | NDArray[np.float64] = 1.0
    log_sd: float | NDArray[np.float64] = 1.0
    _bounds: ClassVar[dict[str, Bounds]] = {"median": POSITIVE, "log_sd": (1e-12, 20)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        values = random_normal(rng, n)
        values *= self.log_sd
        np.exp(values, out=values)
        values *= self.median
        return values

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.log(x / self.median) / self.log_sd
            inside = -0.5 * (z * z + log(2 * pi)) - np.log(self.log_sd * x)
        return np.where(x > 0, inside, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        x = np.maximum(np.asarray(values, dtype=np.float64), np.finfo(float).tiny)
        return normal_cdf(np.log(x / self.median) / self.log_sd)
