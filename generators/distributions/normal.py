"""The normal distribution."""

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

__all__ = ["Normal"]


@dataclass(frozen=True, eq=False)
class Normal(Distribution):
    """Normal with a mean and a standard deviation.

    Args:
        mean: Any number.
        sd: Standard deviation, > 0.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Normal(120, 15).sample(stream(1, "doc"), 2).round(2)
        array([119.13,  98.74])
    """

    mean: float | NDArray[np.float64] = 0.0
    sd: float | NDArray[np.float64] = 1.0
    _bounds: ClassVar[dict[str, Bounds]] = {"sd": POSITIVE}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        values = random_normal(rng, n)
        values *= self.sd
        values += self.mean
        return values

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        z = (np.asarray(values, dtype=np.float64) - self.mean) / self.sd
        return -0.5 * (z * z + log(2 * pi)) - np.log(self.sd)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        return normal_cdf((np.asarray(values, dtype=np.float64) - self.mean) / self.sd)
