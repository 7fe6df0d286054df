"""Days between two dates, evenly or by weekday and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError, RecipeError
from nonesuch.expression import Expression, parse_expression
from nonesuch.generators.calendar import Calendar
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.given.clamp import Clamped

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
        constants = {"reference_date": "DATE '2000-01-01'"}
        return tuple(
            dict.fromkeys(
                name for text in (self.first, self.last) for name in parse_expression(text, constants=constants).columns
            )
        )

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        calendar = read_calendar(binding, weekday=self.weekday, month=self.month)
        return _Date(binding.expression(self.first), binding.expression(self.last), calendar, binding.place)


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
            if frame[name].to_list() != list(range(1, _WORDS[name] + 1)) or frame["weight"].min() <= 0:  # type: ignore[operator]
                raise PackError(
                    f"the {name} profile is not whole",
                    place=file,
                    expected=f"{name} 1 to {_WORDS[name]}, weights above 0",
                )
            weights[name] = frame["weight"].to_numpy().astype(np.float64)
    return Calendar(weights["weekday"], weights["month"])


@dataclass(frozen=True, eq=False)
class _Date:
    first: Expression
    last: Expression
    calendar: Calendar
    place: str
    dtype: pl.DataType = pl.Date()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        first, last = self._days(batch, self.first), self._days(batch, self.last)
        late = np.atleast_1d(last < first)
        if late.any():
            row = int(np.argmax(late))
            found = [str(np.datetime64(int(np.broadcast_to(days, batch.size)[row]), "D")) for days in (first, last)]
            raise PackError(
                "the last day lies before the first", place=self.place, expected="first <= last", found=found
            )
        return pl.Series(self.calendar.sample(rng, batch.size, first, last + 1).astype(np.int32)).cast(pl.Date)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        ends = [(value, value) for value in wanted.values] or [(wanted.low, wanted.high)]
        if not all(isinstance(end, date) for pair in ends for end in pair):
            raise RecipeError("a date is wanted here", place=wanted.place, found=ends)
        low, high = (np.array([(pair[side] - date(1970, 1, 1)).days for pair in ends]) for side in (0, 1))
        pick = np.minimum((u * len(ends)).astype(np.int64), len(ends) - 1)
        first = np.maximum(low[pick], self._days(batch, self.first))
        last = np.minimum(high[pick], self._days(batch, self.last))
        chosen = first + (u * len(ends) % 1 * (last - first + 1)).astype(np.int64)
        share = self.calendar.weight(chosen) * (last - first + 1)
        whole = self.calendar.mass(
            np.atleast_1d(self._days(batch, self.first)), np.atleast_1d(self._days(batch, self.last)) + 1
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            log_weight = np.where(last >= first, np.log(share / whole), -np.inf)
        return Clamped(pl.Series(chosen.astype(np.int32)).cast(pl.Date), log_weight)

    @staticmethod
    def _days(batch: Batch, expression: Expression) -> NDArray[np.int64] | int:
        days = batch.frame(expression.columns).select(x=expression.polars.cast(pl.Date).to_physical())["x"]
        return days.to_numpy().astype(np.int64) if expression.columns else int(days[0])
