"""One value, always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.distributions.base import Distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Constant"]


@dataclass(frozen=True, eq=False)
class Constant(Distribution):
    """The value itself.

    Args:
        value: Any number.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Constant(4).sample(stream(1, "doc"), 2)
        array([4., 4.])
    """

    value: float | NDArray[np.float64] = 0.0

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:  # noqa: ARG002 - one interface for all
        """Draw n values; see `Distribution.sample`."""
        return np.broadcast_to(np.asarray(self.value, dtype=np.float64), n).copy()

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.log_density`."""
        return np.where(np.asarray(values, dtype=np.float64) == self.value, 0.0, -np.inf)

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """See `Distribution.cdf`."""
        return np.where(np.asarray(values, dtype=np.float64) >= self.value, 1.0, 0.0)
