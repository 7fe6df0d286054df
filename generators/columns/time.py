"""A moment of a given day, by an hourly profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, By, Column, ColumnSpec
from nonesuch.generators.distributions import Categorical
from nonesuch.generators.formula import Formula, names_in
from nonesuch.generators.priors import numbers
from nonesuch.generators.randomness import random_u32

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.priors import Strata

__all__ = ["HourProfile", "TimeSpec", "read_hours"]


class TimeSpec(ColumnSpec):
    """A date and time of day."""

    kind: Literal["time"] = "time"
    on: str = Field(description="Expression of the day.")
    hours: str = Field(description="CSV file with columns hour (0 ... 23) and weight, and columns to differ by.")
    by: By = Field({})
    resolution: Literal["second", "minute"] = Field("second", description="What moments are whole numbers of.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(dict.fromkeys([*self.by.values(), *names_in(self.on)]))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        return _Time(
            binding.formula(self.on, pl.Date()),
            read_hours(binding, self.hours, by=self.by),
            60 if self.resolution == "minute" else 1,
        )


@dataclass(frozen=True, eq=False)
class HourProfile:
    """Weights of the hours of the day, by stratum.

    Attributes:
        weights: Draws hours 0 to 23.
        strata: Which stratum a record belongs to; None where there is one.
    """

    weights: Categorical
    strata: Strata | None

    def locate(self, batch: Batch) -> NDArray[np.int32] | None:
        """Stratum of each record; None where there is one."""
        return None if self.strata is None else self.strata.locate(batch)

    def sample(self, rng: np.random.Generator, n: int, stratum: NDArray[np.int32] | None = None) -> NDArray[np.int64]:
        """Draw seconds of the day, even within the hour.

        Args:
            rng: The stream to draw from.
            n: How many.
            stratum: Shape (n,), where the hours differ by record.

        Returns:
            Shape (n,), int64, 0 to 86,399.
        """
        second = self.weights.sample(rng, n, stratum).astype(np.int64)
        second *= 3600
        within = random_u32(rng, n).astype(np.int64)
        within *= 3600
        within >>= 32
        second += within
        return second


def read_hours(binding: Binding, file: str, *, by: Mapping[str, str]) -> HourProfile:
    """Read an hourly profile.

    Args:
        binding: Where it is asked for.
        file: CSV file with columns hour and weight, and columns to differ by.
        by: Column of the file = column of the record that the hours differ by.

    Returns:
        The profile.

    Raises:
        PackError: If an hour is not a whole number from 0 to 23, or stands there twice.
    """
    frame, place = binding.read(file, columns=["hour", "weight"]), f"{binding.place}: {file}"
    hours, weights = (numbers(frame, name, place=place) for name in ("hour", "weight"))
    wrong = (hours < 0) | (hours > 23) | (hours % 1 > 0)
    if wrong.any():
        raise PackError("an hour is out of bounds", place=place, expected="0 to 23", found=float(hours[wrong][0]))
    strata = binding.strata(frame, by)
    cells = strata.of_row * 24 + hours.astype(np.int64)
    if len(np.unique(cells)) < len(cells):
        raise PackError("an hour stands there twice", place=place, expected="one row an hour, in each stratum")
    table = np.zeros((strata.count, 24))
    table.flat[cells] = weights
    return HourProfile(Categorical.of(table), strata if by else None)


@dataclass(frozen=True, eq=False)
class _Time:
    on: Formula
    hours: HourProfile
    step: int
    dtype: pl.DataType = pl.Datetime("us")  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        days, unknown = self.on.days(batch)
        seconds = self.hours.sample(rng, batch.size, self.hours.locate(batch))
        if self.step > 1:
            seconds = seconds // self.step * self.step
        seconds += days * 86_400
        seconds *= 1_000_000
        moments = pl.Series(seconds).cast(pl.Datetime("us"))
        return moments.set(pl.Series(np.broadcast_to(unknown, batch.size)), None) if unknown.any() else moments
