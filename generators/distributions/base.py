"""What every distribution has: named parameters, a check of them, `sample` and `log_density`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["POSITIVE", "Bounds", "Distribution"]

Bounds = tuple[float, float]
"""The least and the greatest value that a parameter may have."""

POSITIVE: Bounds = (1e-12, 1e15)
"""Bounds of parameters that lie above 0; within them no draw overflows a float."""

_ANY: Bounds = (-1e15, 1e15)
_SURE = 1e-9


class Distribution:
    """A frozen value; parameters are floats, or arrays with one value a stratum or a row.

    A subclass is a frozen dataclass. `_bounds` names the bounds of its parameters; those left out lie within +-1e15.
    Values outside raise a `PackError` when the distribution is made.
    """

    discrete: ClassVar[bool] = False
    _bounds: ClassVar[dict[str, Bounds]] = {}

    def __post_init__(self) -> None:
        for name in self.parameters():
            value = np.asarray(getattr(self, name), dtype=np.float64)
            low, high = self._bounds.get(name, _ANY)
            if value.size and not (value.min() >= low and value.max() <= high):  # NaN is neither
                raise PackError(
                    f"{type(self).__name__.lower()} cannot have this {name}",
                    expected=f"a number from {low:g} to {high:g}",
                    found=float(value[~((value >= low) & (value <= high))][0]),
                )
            object.__setattr__(self, name, float(value) if value.ndim == 0 else value)

    @classmethod
    def parameters(cls) -> tuple[str, ...]:
        """Names of the parameters, in order."""
        return tuple(field.name for field in fields(cls))  # type: ignore[arg-type]

    def at(self, stratum: NDArray[np.integer]) -> Self:
        """Give every row the parameters of its stratum.

        Args:
            stratum: Shape (n,), places in the parameter arrays.

        Returns:
            The distribution with parameters of shape (n,); those that are single numbers stay so.
        """
        picked = object.__new__(type(self))
        for name in self.parameters():
            value = getattr(self, name)
            object.__setattr__(picked, name, value if isinstance(value, float) else np.take(value, stratum))
        return picked

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64] | NDArray[np.int64]:
        """Draw n values.

        Args:
            rng: The stream to draw from.
            n: How many, >= 0; parameters that are arrays have this length.

        Returns:
            Shape (n,), float64, or int64 where the distribution is discrete.
        """
        raise NotImplementedError

    def log_density(self, values: ArrayLike) -> NDArray[np.float64]:
        """Natural logarithm of the density (continuous) or of the probability (discrete) at these values.

        Args:
            values: Numbers; broadcast against the parameters.

        Returns:
            float64, -inf outside of the support.
        """
        raise NotImplementedError

    def cdf(self, values: ArrayLike) -> NDArray[np.float64]:
        """Probability of a value at most as large as these.

        Args:
            values: Numbers; broadcast against the parameters.

        Returns:
            float64 in [0, 1].
        """
        raise NotImplementedError

    def log_mass(self, low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
        """Natural logarithm of the probability of a value above `low` and at most `high`.

        Far out in a tail, where the difference of two probabilities near 1 says nothing, a continuous distribution goes
        by its density in the middle.

        Args:
            low: Numbers; broadcast against the parameters.
            high: Numbers, >= low.

        Returns:
            float64, -inf where it is 0.
        """
        left, right = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
        mass = self.cdf(right) - self.cdf(left)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = np.log(np.maximum(mass, 0.0))
            if self.discrete:
                return found
            middle = self.log_density((left + right) / 2) + np.log(right - left)
        return np.where((mass < _SURE) & np.isfinite(left) & np.isfinite(right), np.maximum(middle, found), found)
