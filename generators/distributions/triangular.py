"""The triangular distribution: least, likeliest, most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.distributions.base import Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Triangular"]


@dataclass(frozen=True, eq=False)
class Triangular(Distribution):
    """Triangular on [low, high] with its peak at mode.

    Args:
        low: Least value.
        mode: Likeliest value, low <= mode <= high.
        high: Greatest value, > low.

    Raises:
        PackError: If the three are not in order.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Triangular(0, 2, 10).sample(stream(1, "doc"), 2).round(3)
        array([5.167, 3.86 ])
    """

    low: float | NDArray[np.float64] = 0.0
    mode: float | NDArray[np.float64] = 0.5
    high: float | NDArray[np.float64] = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        low, mode, high = np.asarray(self.low), np.asarray(self.mode), np.asarray(self.high)
        if np.any((mode < low) | (mode > high) | (low >= high)):
            raise PackError("triangular needs its bounds in order", expected="low <= mode <= high, low < high")

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draw n values; see `Distribution.sample`."""
        low, mode, high = np.asarray(self.low), np.asarray(self.mode), np.asarray(self.high)
        u, width = rng.random(n), high - low
        rising = low + np.sqrt(u * width * (mode - low))
        falling = high - np.sqrt((1 - u) * width * (high - mode))
        return np.where(u * width < mode - low, rising, falling)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        x = np.asarray(values, dtype=np.float64)
        low, mode, high = np.asarray(self.low), np.asarray(self.mode), np.asarray(self.high)
        with np.errstate(divide="ignore", invalid="ignore"):
            side = np.where(x < mode, (x - low) / (mode - low), np.where(x > mode, (high - x) / (high - mode), 1.0))
            return np.where((x >= low) & (x <= high), np.log(2 / (high - low)) + np.log(side), -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        low, mode, high = np.asarray(self.low), np.asarray(self.mode), np.asarray(self.high)
        x = np.clip(np.asarray(values, dtype=np.float64), low, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - low) ** 2 / ((high - low) * (mode - low))
            falling = 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))
        return np.where(x < mode, rising, np.where(x < high, falling, 1.0))
