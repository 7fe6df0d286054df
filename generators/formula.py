"""Expressions of a pack at work: checked when a plan is made, computed for each block."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError
from nonesuch.expression import Expression, check_compared, parse_expression, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from nonesuch.expression import Part
    from nonesuch.generators.batch import Batch

__all__ = ["Formula", "alias_of", "computing", "evaluated", "names_in"]

_ANY_DATE = {"reference_date": "DATE '2000-01-01'"}


def names_in(*texts: object, aggregates: bool = False) -> tuple[str, ...]:
    """Names of the columns that expressions read, each once, in order.

    Args:
        *texts: Expressions; what is no text (a number, None) reads nothing.
        aggregates: Whether ``sum(x)`` and its like may stand outside of a window.

    Returns:
        Names as the expressions write them.

    Raises:
        PackError: If a text is no expression.

    Example:
        >>> names_in("a + b", 7, "reference_date - interval '1 day'", None, "b * c")
        ('a', 'b', 'c')
    """
    read = [
        parse_expression(text, constants=_ANY_DATE, aggregates=aggregates).columns
        for text in texts
        if isinstance(text, str)
    ]
    return tuple(dict.fromkeys(name for names in read for name in names))


def alias_of(text: str) -> str | None:
    """The name that an expression consists of.

    Args:
        text: The expression.

    Returns:
        The name, or None if the expression is more than a name.

    Raises:
        PackError: If the text is no expression.

    Example:
        >>> alias_of('patients."age"'), alias_of("age + 1")
        ('patients.age', None)
    """
    expression = parse_expression(text, constants=_ANY_DATE)
    return expression.columns[0] if expression.is_column else None


@contextmanager
def computing(expression: Expression, *, place: str) -> Iterator[None]:
    """Turn what polars refuses into one clear error.

    Args:
        expression: What is being computed.
        place: Where it stands.

    Raises:
        PackError: In place of any error of polars.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        raise refusal(problem, text=expression.text, place=place) from None


def evaluated(expression: Expression, batch: Batch) -> pl.Series:
    """Compute an expression, its parts once for each linked row where there are fewer of these.

    Args:
        expression: The expression.
        batch: The rows.

    Returns:
        Shape (rows,).

    Raises:
        PolarsError: If polars cannot; see `computing`.

    Example:
        >>> from nonesuch.generators.batch import Batch
        >>> zeros = np.zeros(2, dtype=np.int32)
        >>> rows = Batch("things", 2, zeros, zeros, np.arange(2), columns={"a": pl.Series([1, 4])})
        >>> evaluated(parse_expression("SQRT(a) + 1"), rows).to_list()
        [2.0, 3.0]
    """
    parts = [_part_of(batch, part).alias(part.name) for part in expression.parts]
    frame = batch.frame(expression.rest.columns)
    return expression.rest.compute(frame.hstack(parts) if parts else frame)


def _part_of(batch: Batch, part: Part) -> pl.Series:
    link = batch.follow(part.table)
    if link.index is not None and not link.optional and link.batch.size < batch.size:
        with suppress(pl.exceptions.PolarsError):  # a row that nobody refers to may hold what cannot be computed
            return link.gather(_kept_part(link.batch, part))
    return part.compute(batch.frame(part.columns))


def _kept_part(linked: Batch, part: Part) -> pl.Series:
    """The part for each linked row, kept there: a shared table is the same in every block."""
    if part.name not in linked.columns:
        theirs = pl.DataFrame([linked.get(name.partition(".")[2]).alias(name) for name in part.columns])
        linked.columns[part.name] = part.compute(theirs)
    return linked.columns[part.name]


@dataclass(frozen=True)
class Formula:
    """An expression whose values have a wanted type.

    Attributes:
        expression: The checked expression.
        dtype: Boolean, Date, Datetime, or Float64.
        place: Where it stands, for error messages.
    """

    expression: Expression
    dtype: pl.DataType
    place: str

    def check(self, type_of: Callable[[str], pl.DataType]) -> None:
        """Hold the types of the columns it reads against the wanted type.

        Args:
            type_of: Gives the type of a column by the name that the expression uses for it.

        Raises:
            PackError: If the expression gives something else, or cannot be computed.
        """
        check_compared(self.expression.comparisons, type_of, text=self.expression.text, place=self.place)
        empty = pl.DataFrame({name: pl.Series([], dtype=type_of(name)) for name in self.expression.columns})
        with computing(self.expression, place=self.place):
            found = empty.select(value=self.expression.polars).schema["value"]
        if not _fits(found, self.dtype):
            raise PackError(
                f"the expression gives {found}",
                place=self.place,
                expected=f"an expression that gives {self.dtype}",
                found=self.expression.text,
            )

    def compute(self, batch: Batch) -> pl.Series:
        """Compute it.

        Args:
            batch: The rows.

        Returns:
            Shape (rows,), or (1,) where it reads no column.

        Raises:
            PackError: If polars cannot.
        """
        if self.expression.is_constant:
            return self._constant
        if self.expression.is_column and batch.get(self.expression.columns[0]).dtype == self.dtype:
            return batch.get(self.expression.columns[0])
        with computing(self.expression, place=self.place):
            return evaluated(self.expression, batch).cast(self.dtype)

    @cached_property
    def _constant(self) -> pl.Series:
        with computing(self.expression, place=self.place):
            return pl.select(value=self.expression.polars.cast(self.dtype))["value"]

    def column(self, batch: Batch) -> pl.Series:
        """Compute it for every row; see `compute`."""
        series = self.compute(batch)
        return series if len(series) == batch.size else series.new_from_index(0, batch.size)

    def holds(self, batch: Batch) -> NDArray[np.bool_]:
        """Compute a condition for every row.

        Args:
            batch: The rows.

        Returns:
            Shape (rows,); false where it is unknown.

        Raises:
            PackError: If polars cannot.
        """
        series = self.column(batch)
        return (series.fill_null(value=False) if series.null_count() else series).to_numpy()

    def days(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Compute days; for expressions that give dates.

        Args:
            batch: The rows.

        Returns:
            Days since 1970-01-01, 0 where unknown, and whether they are unknown; each of shape (rows,), or (1,) where
            the expression reads no column.

        Raises:
            PackError: If polars cannot compute it.
        """
        if self.expression.is_constant:
            return self._constant_days
        return _days(self.compute(batch))

    @cached_property
    def _constant_days(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        return _days(self._constant)


def _days(dates: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    days = dates.to_numpy()
    if not dates.null_count():
        return days.astype(np.int64), np.zeros(len(days), dtype=bool)
    unknown = np.isnat(days)
    return np.where(unknown, 0, days.astype(np.int64)), unknown


def _fits(found: pl.DataType, wanted: pl.DataType) -> bool:
    if found == pl.Null() or found == wanted:
        return True
    if wanted == pl.Float64():
        return found.is_numeric() or found == pl.Boolean()
    days = pl.Date, pl.Datetime
    return isinstance(found, days) and isinstance(wanted, days)
