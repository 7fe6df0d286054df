"""Days between two dates, evenly or by weekday and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.calendar import Calendar
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import Formula, names_in
from nonesuch.generators.given.clamp import Clamped
from nonesuch.generators.priors import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["DateSpec", "read_calendar"]

_WORDS = {"weekday": 7, "month": 12}


class DateSpec(ColumnSpec):
    """A day from `first` to `last`, both included."""

    kind: Literal["date"] = "date"
    first: str = Field(description="Expression of the first day.")
    last: str = Field(description="Expression of the last day.")
    weekday: str | None = Field(None, description="CSV file with columns weekday (1 = Monday ... 7) and weight.")
    month: str | None = Field(None, description="CSV file with columns month (1 ... 12) and weight.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return names_in(self.first, self.last)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        calendar = read_calendar(binding, weekday=self.weekday, month=self.month)
        first, last = (binding.formula(text, pl.Date()) for text in (self.first, self.last))
        return _Date(first, last, calendar)


def read_calendar(binding: Binding, *, weekday: str | None, month: str | None) -> Calendar:
    """Read the profiles of a calendar.

    Args:
        binding: Where it is asked for.
        weekday: CSV file with columns weekday and weight; None for even weekdays.
        month: CSV file with columns month and weight; None for even months.

    Returns:
        The calendar.

    Raises:
        PackError: If a file does not have one positive weight for every weekday or month.
    """
    weights = {}
    for name, file in (("weekday", weekday), ("month", month)):
        weights[name] = np.ones(_WORDS[name])
        if file is not None:
            frame = binding.read(file, columns=[name, "weight"]).sort(name)
            weights[name] = numbers(frame, "weight", place=f"{binding.place}: {file}")
            if frame[name].to_list() != list(range(1, _WORDS[name] + 1)) or weights[name].min() <= 0:
                raise PackError(
                    f"the {name} profile is not whole",
                    place=f"{binding.place}: {file}",
                    expected=f"{name} 1 to {_WORDS[name]}, weights above 0",
                )
    return Calendar(weights["weekday"], weights["month"])


@dataclass(frozen=True, eq=False)
class _Date:
    first: Formula
    last: Formula
    calendar: Calendar
    dtype: pl.DataType = pl.Date()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        first, last, unknown = self._range(batch)
        late = np.atleast_1d(last < first) & ~unknown
        if late.any():
            row = int(np.argmax(late))
            found = [str(np.datetime64(int(np.broadcast_to(days, batch.size)[row]), "D")) for days in (first, last)]
            raise PackError("the last day lies before the first", expected="first <= last", found=found)
        self.calendar.check(first, last)
        days = self.calendar.sample(rng, batch.size, first, last + 1)
        return _dates(days, unknown)

    def _range(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """First and last day, and whether one of them is unknown."""
        first, no_first = self.first.days(batch)
        last, no_last = self.last.days(batch)
        unknown = no_first | no_last
        if not unknown.any():
            return first, last, unknown
        return np.where(unknown, 0, first), np.where(unknown, 0, last), unknown

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        ends = [(value, value) for value in wanted.values] or [(wanted.low, wanted.high)]
        if not all(type(end) is date for pair in ends for end in pair):
            expected = "dates: 2026-01-31 in a recipe, without quotes; date(2026, 1, 31) in Python"
            raise RecipeError("a date is wanted here", place=wanted.place, expected=expected, found=wanted.shown)
        start, stop, unknown = self._range(batch)
        low, high = (np.array([(pair[side] - date(1970, 1, 1)).days for pair in ends]) for side in (0, 1))
        pick = np.minimum((u * len(ends)).astype(np.int64), len(ends) - 1)
        first, last = np.maximum(low[pick], start), np.minimum(high[pick], stop)
        chosen = first + (u * len(ends) % 1 * (last - first + 1)).astype(np.int64)
        share = self.calendar.weight(chosen) * (last - first + 1)
        whole = self.calendar.mass(start, stop + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_weight = np.where((last >= first) & ~unknown, np.log(share / whole), -np.inf)
        return Clamped(_dates(chosen, unknown), log_weight)


def _dates(days: NDArray[np.int64], unknown: NDArray[np.bool_]) -> pl.Series:
    series = pl.Series(days.astype(np.int32)).cast(pl.Date)
    return series.set(pl.Series(np.broadcast_to(unknown, len(days))), None) if unknown.any() else series
