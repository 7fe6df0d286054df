"""Every value between two bounds is equally likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.distributions.base import Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Uniform"]


@dataclass(frozen=True, eq=False)
class Uniform(Distribution):
    """Uniform on [low, high).

    Args:
        low: Lower bound, included.
        high: Upper bound, excluded; >= low.

    Raises:
        PackError: If high < low.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Uniform(10, 20).sample(stream(1, "doc"), 2).round(3)
        array([17.08 , 15.287])
    """

    low: float | NDArray[np.float64] = 0.0
    high: float | NDArray[np.float64] = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.any(np.asarray(self.high) < np.asarray(self.low)):
            raise PackError("uniform cannot have high below low", expected="low <= high", found=(self.low, self.high))

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        return self.low + (np.asarray(self.high) - self.low) * rng.random(n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        with np.errstate(divide="ignore"):
            return np.where((x >= self.low) & (x <= self.high), -np.log(np.asarray(self.high) - self.low), -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        x = np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)
        width = np.asarray(self.high) - self.low
        return np.where(x >= self.high, 1.0, (x - self.low) / np.where(width > 0, width, 1.0))
