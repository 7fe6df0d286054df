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
                    raise RecipeError("a number is wanted here", place=self.place, found=repr(end))
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
        column = self._like(series)
        if self.values:
            found = column.is_in(pl.Series([*self.values], dtype=column.dtype, strict=False).implode())
        elif column.dtype == pl.String():
            self.words()
            found = column.is_null()
        else:
            found = (column >= self.low) & (column <= self.high)
        return found.fill_null(value=False)

    def _like(self, series: pl.Series) -> pl.Series:
        """The column in a type that the wanted values can be held against."""
        kinds = {type(value) for value in (self.values or (self.low, self.high))}
        dtype = series.dtype
        if isinstance(dtype, pl.Datetime) and kinds in ({time}, {date}):
            return series.dt.time() if kinds == {time} else series.dt.date()
        if isinstance(dtype, pl.Enum) or dtype == pl.String():
            fits, series = kinds <= {str}, series.cast(pl.String)
        elif dtype.is_numeric():
            fits, series = kinds <= {int, float}, series if kinds == {int} else series.cast(pl.Float64).round(9)
        else:
            known = {pl.Boolean(): {bool}, pl.Date(): {date}, pl.Time(): {time}}
            fits = kinds == ({datetime} if isinstance(dtype, pl.Datetime) else known.get(dtype))
        if not fits:
            expected = f"values like those of the column, which holds {_kind_of(dtype)}"
            raise RecipeError("the column holds another type", place=self.place, expected=expected, found=self.shown)
        return series


def _kind_of(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "whole numbers"
    if dtype.is_numeric():
        return "numbers"
    words = {"Boolean": "true or false", "Date": "dates", "Datetime": "moments", "Time": "times of day"}
    return words.get(str(dtype.base_type()), "words")
