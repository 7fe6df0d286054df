"""What is wanted of one column: one of some values, or a range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import polars as pl

from nonesuch.errors import RecipeError

__all__ = ["Wanted"]


@dataclass(frozen=True)
class Wanted:
    """The values that a given column may have.

    Attributes:
        values: Allowed values; empty where a range is wanted.
        low: Least value of the range.
        high: Greatest value of the range.
        place: Where it is asked for, for error messages.
    """

    values: tuple[Any, ...] = ()
    low: Any = None
    high: Any = None
    place: str = "given"

    @property
    def shown(self) -> object:
        """What is wanted, for error messages."""
        if not self.values:
            return f"{self.low} to {self.high}"
        return str(self.values[0]) if len(self.values) == 1 else [str(value) for value in self.values]

    def bounds(self) -> list[tuple[float, float]]:
        """The allowed values as closed ranges of numbers.

        Raises:
            RecipeError: If they are not numbers.
        """
        pairs = [(value, value) for value in self.values] or [(self.low, self.high)]
        for pair in pairs:
            for end in pair:
                if isinstance(end, bool) or not isinstance(end, int | float):
                    raise RecipeError("a number is wanted here", place=self.place, found=end)
        return [(float(low), float(high)) for low, high in pairs]

    def words(self) -> set[str]:
        """The allowed values as words.

        Raises:
            RecipeError: If a range is wanted.
        """
        if not self.values:
            raise RecipeError("a category has no range", place=self.place, expected="a word, or a list of words")
        return {str(value) for value in self.values}

    def holds(self, series: pl.Series) -> pl.Series:
        """Say which values of a column are as wanted.

        Args:
            series: Shape (rows,).

        Returns:
            Shape (rows,), boolean; missing values are not as wanted.

        Raises:
            RecipeError: If the column is of another type than the wanted values.
        """
        if isinstance(series.dtype, pl.Enum):
            series = series.cast(pl.String)
        if isinstance(series.dtype, pl.Datetime) and isinstance(next(iter(self.values), self.low), time):
            series = series.dt.time()
        try:
            if self.values:
                return series.is_in(self._column(self.values, series.dtype)).fill_null(value=False)
            low, high = self._column((self.low, self.high), series.dtype)
            return series.is_between(low, high).fill_null(value=False)
        except (pl.exceptions.PolarsError, TypeError) as problem:
            found = str(problem).splitlines()[0]
            raise RecipeError(
                "the column holds another type", place=self.place, expected=str(series.dtype), found=found
            ) from None

    @staticmethod
    def _column(values: tuple[Any, ...], dtype: pl.DataType) -> pl.Series:
        moments = [value for value in values if isinstance(value, datetime | date | time)]
        return pl.Series(values) if moments else pl.Series(values, dtype=dtype, strict=False)
