"""The geometric distribution: how many tries until it stops."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nonesuch.generators.distributions.base import Bounds, Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Geometric"]


@dataclass(frozen=True, eq=False)
class Geometric(Distribution):
    """Counts 1, 2, 3, ... with a mean.

    Args:
        mean: >= 1; the chance to stop at each try is 1 / mean.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Geometric(3.5).sample(stream(1, "doc"), 4)
        array([3, 2, 2, 2])
    """

    mean: float | NDArray[np.float64] = 2.0
    discrete: ClassVar[bool] = True
    _bounds: ClassVar[dict[str, Bounds]] = {"mean": (1, 1e15)}

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Draw n values; see `Distribution.sample`."""
        return rng.geometric(1.0 / np.asarray(self.mean), n)

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        k = np.asarray(values, dtype=np.float64)
        p = 1.0 / np.asarray(self.mean)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.where(k == 1, np.log(p), np.log(p) + (k - 1) * np.log1p(-p))
        return np.where((k >= 1) & (k == np.floor(k)), inside, -inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        k = np.maximum(np.floor(np.asarray(values, dtype=np.float64)), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            beyond = np.exp(k * np.log1p(-1.0 / np.asarray(self.mean)))
        return np.where(k > 0, 1.0 - np.where(np.isnan(beyond), 0.0, beyond), 0.0)
