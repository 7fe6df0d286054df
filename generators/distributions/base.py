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
            inside = (value >= low) & (value <= high)
            if not inside.all():
                raise PackError(
                    f"{type(self).__name__.lower()} cannot have this {name}",
                    expected=f"a number from {low:g} to {high:g}",
                    found=float(value[~inside][0]),
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
