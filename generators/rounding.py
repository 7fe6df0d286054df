"""How drawn numbers become written ones: bounds, steps, decimals, and the endings of prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import RecipeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Endings", "Rounding"]


class Endings(BaseModel):
    """Values that are round numbers, or lie just below one, more often than by chance: 20.00, 19.99, even readings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: float = Field(gt=0, description="Round numbers are multiples of this.")
    whole: float = Field(0.0, ge=0, le=1, description="Share of values that are rounded up to one.")
    below: float = Field(0.0, ge=0, le=1, description="Share of values that end one step below one.")
    near: float = Field(0.0, ge=0, le=1, description="Share of values that are rounded to the nearest one.")


@dataclass(frozen=True)
class Rounding:
    """How numbers are written.

    Attributes:
        integer: Whether they are whole.
        decimals: Decimals they are rounded to.
        step: What they are multiples of.
        within: Bounds they are pulled into.
        endings: Shares of special endings.
    """

    integer: bool = False
    decimals: int | None = None
    step: float | None = None
    within: tuple[float, float] | None = None
    endings: Endings | None = None

    @property
    def dtype(self) -> pl.DataType:
        """Type of the written numbers."""
        return pl.Int64() if self.integer else pl.Float64()

    @property
    def grid(self) -> float:
        """Distance between two numbers that can be written one after the other."""
        return self.step or (1.0 if self.integer else 10.0 ** -(self.decimals or 0))

    def write(self, values: NDArray[np.float64], rng: np.random.Generator) -> pl.Series:
        """Round numbers.

        Args:
            values: Shape (n,).
            rng: A stream, for the endings.

        Returns:
            Shape (n,), of type `dtype`.
        """
        if self.endings is not None:
            values = self._end(values, rng, self.endings)
        if self.within is not None:
            values = np.clip(values, *self.within)
        if self.step is not None:
            values = np.rint(values / self.step) * self.step
        if self.integer:
            return pl.Series(np.rint(values).astype(np.int64))
        return pl.Series(values if self.decimals is None else np.round(values, self.decimals))

    def _end(self, values: NDArray[np.float64], rng: np.random.Generator, endings: Endings) -> NDArray[np.float64]:
        u = rng.random(len(values))
        up = np.ceil(values / endings.every) * endings.every
        first, second = endings.whole, endings.whole + endings.below
        special = np.where(u < first, up, up - self.grid)
        if endings.near:
            nearest = np.rint(values / endings.every) * endings.every
            special = np.where(u < second, special, nearest)
        return np.where(u < second + endings.near, special, values)

    def choose(self, wanted: Wanted, u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Choose a wanted number for each row, evenly among those that can be written.

        Args:
            wanted: Ranges of numbers.
            u: Shape (n,), in [0, 1).

        Returns:
            The numbers, and how many could have been chosen, each of shape (n,).

        Raises:
            RecipeError: If none of the wanted numbers can be written.
        """
        first, count = self._grid_places(wanted)
        upto = np.cumsum(count)
        pick = np.minimum((u * upto[-1]).astype(np.int64), upto[-1] - 1)
        place = np.searchsorted(upto, pick, side="right")
        chosen = (first[place] + pick - (upto[place] - count[place])) * self.grid
        return np.round(chosen, 12), np.full(len(u), float(upto[-1]))

    def _grid_places(self, wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        low, high = np.array(wanted.bounds()).T
        if self.within is not None:
            low, high = np.maximum(low, self.within[0]), np.minimum(high, self.within[1])
        first = np.ceil(low / self.grid - 1e-9).astype(np.int64)
        count = np.floor(high / self.grid + 1e-9).astype(np.int64) - first + 1
        if not (count > 0).any():
            bounds = "" if self.within is None else f" from {self.within[0]:g} to {self.within[1]:g}"
            expected = f"multiples of {self.grid:g}{bounds}"
            raise RecipeError(
                "no such number can occur", place=wanted.place, expected=expected, found=wanted.values or wanted.low
            )
        return first[count > 0], count[count > 0]
