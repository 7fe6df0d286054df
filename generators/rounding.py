"""How drawn numbers become written ones: bounds, steps, decimals, and the endings of prices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.randomness import random_u32

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Endings", "Rounding"]

_DECIMALS = 12
_SLACK = 1e-9
_MOST_INTEGER = 2**53
"""Beyond it not every whole number is a float; nothing that people count gets there."""

_FAR_INTEGER = 2.0**62


class Endings(BaseModel):
    """Values that are round numbers, or lie just below one, more often than by chance: 20.00, 19.99, even readings."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    every: float = Field(gt=0, description="Round numbers are multiples of this.")
    whole: float = Field(0.0, ge=0, le=1, description="Share of values that are rounded up to one.")
    below: float = Field(0.0, ge=0, le=1, description="Share of values that end one step below one.")
    near: float = Field(0.0, ge=0, le=1, description="Share of values that are rounded to the nearest one.")

    @model_validator(mode="after")
    def _one_ending_each(self) -> Endings:
        total = self.whole + self.below + self.near
        if total > 1 + _SLACK:
            raise PackError("the shares of endings add up to more than 1", expected="at most 1", found=total)
        return self


@dataclass(frozen=True)
class Rounding:
    """How numbers are written.

    Attributes:
        integer: Whether they are whole; those beyond +-2**53 are pulled back to it.
        decimals: Decimals they are rounded to; else twelve.
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

    def write(self, values: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64] | NDArray[np.int64]:
        """Round numbers.

        Args:
            values: Shape (n,); they are used up.
            rng: A stream, for the endings.

        Returns:
            Shape (n,), int64 where numbers are whole, else float64.
        """
        if self.endings is not None:
            self._end(values, rng, self.endings)
        low, high = self._ends
        if low > -np.inf:
            np.clip(values, low, high, out=values)
        if self.step is not None:
            values /= self.step
            np.rint(values, out=values)
            values *= self.step
        if self.integer:
            return np.rint(values, out=values).astype(np.int64)
        np.round(values, _DECIMALS if self.decimals is None else self.decimals, out=values)
        values += 0.0  # -0.0 becomes 0.0
        return values

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Ends that numbers are pulled back to before they are rounded."""
        low, high = self.reach
        return (max(low, -_MOST_INTEGER), min(high, _MOST_INTEGER)) if self.integer else (low, high)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The least and the greatest number within the bounds that can be written.

        Raises:
            PackError: If there is none.
        """
        if self.within is None:
            return -np.inf, np.inf
        least, most = np.array(self.within[0]), np.array(self.within[1])
        low, high = float(self._on_grid(least, up=True)), float(self._on_grid(most, up=False))
        if low > high:
            expected = f"bounds around a multiple of {self.grid:g}"
            raise PackError("no number within the bounds can be written", expected=expected, found=list(self.within))
        return low, high

    def can_bind(self, bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which bounds are numbers that written ones can be held against.

        Args:
            bounds: Shape (n,).

        Returns:
            Shape (n,); where they are whole, infinities and what no integer holds are none.
        """
        return np.asarray(np.abs(bounds) < _FAR_INTEGER if self.integer else ~np.isnan(bounds))

    def inwards(self, bounds: NDArray[np.float64], *, up: bool) -> NDArray[np.float64] | NDArray[np.int64]:
        """Move bounds to numbers that can be written.

        Args:
            bounds: Shape (n,), such as can bind.
            up: Whether they move up, as lower bounds do; upper bounds move down.

        Returns:
            Shape (n,), int64 where numbers are whole.
        """
        ends = self._on_grid(bounds, up=up)
        return ends.astype(np.int64) if self.integer else ends

    def _on_grid(self, values: NDArray[np.float64], *, up: bool) -> NDArray[np.float64]:
        places = np.ceil(values / self.grid - _SLACK) if up else np.floor(values / self.grid + _SLACK)
        return np.asarray(np.round(places * self.grid, _DECIMALS))

    def _end(self, values: NDArray[np.float64], rng: np.random.Generator, endings: Endings) -> None:
        u = random_u32(rng, len(values))
        shares = endings.whole, endings.whole + endings.below, endings.whole + endings.below + endings.near
        first, second, third = (min(round(share * 2**32), 2**32) for share in shares)
        if second > 0:
            rows = np.flatnonzero(u < second)
            up = values[rows]
            up /= endings.every
            np.ceil(up, out=up)
            up *= endings.every
            up -= np.where(u[rows] < first, 0.0, self.grid)
            values[rows] = up
        if endings.near:
            rows = np.flatnonzero((u >= second) & (u < third))
            values[rows] = np.rint(values[rows] / endings.every) * endings.every

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
        return np.round(chosen, _DECIMALS), np.full(len(u), float(upto[-1]))

    def _grid_places(self, wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        low, high = np.array(wanted.bounds()).T
        if self.within is not None:
            low, high = np.maximum(low, self.within[0]), np.minimum(high, self.within[1])
        first = np.ceil(low / self.grid - _SLACK).astype(np.int64)
        count = np.floor(high / self.grid + _SLACK).astype(np.int64) - first + 1
        if not (count > 0).any():
            bounds = "" if self.within is None else f" from {self.within[0]:g} to {self.within[1]:g}"
            expected = f"multiples of {self.grid:g}{bounds}"
            raise RecipeError(
                "no such number can occur", place=wanted.place, expected=expected, found=wanted.shown or wanted.low
            )
        return first[count > 0], count[count > 0]
