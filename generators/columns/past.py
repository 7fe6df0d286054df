"""What the earlier rows of the same parent add up to: all of them, those of a span of time, those of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["PastSpec"]

Measure = Literal["count", "sum", "mean"]


class PastSpec(ColumnSpec):
    """An aggregate over the rows of the same parent that came before a row; neither the row nor a later one counts.

    With `seconds` only rows at most so long before it count, with `same` only those that say the same in a column.
    It is ``COUNT(*) OVER (PARTITION BY parent ORDER BY time RANGE seconds PRECEDING)`` of other dialects, less the row.
    """

    kind: Literal["past"] = "past"
    measure: Measure = Field("count", description="Number of rows, or sum or mean of a column.")
    of: str | None = Field(None, description="Column of whole numbers that is summed up; missing values are left out.")
    time: str | None = Field(None, description="Column of moments by which the rows of a parent are in order.")
    seconds: int | None = Field(None, ge=1, le=2**32, description="Only rows at most so many seconds before.")
    same: str | None = Field(None, description="Only rows with the same value in this column.")

    @model_validator(mode="after")
    def _whole(self) -> PastSpec:
        if (self.of is None) != (self.measure == "count"):
            expected = "of = a column" if self.of is None else "measure = 'sum' or 'mean'"
            raise PackError(f"measure = {self.measure!r} does not go with of", expected=expected, found=self.of)
        if (self.seconds is None) != (self.time is None):
            raise PackError(
                "a span of time has a time and a length", expected="time = ... and seconds = ..., or neither"
            )
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(dict.fromkeys(name for name in (self.of, self.time, self.same) if name is not None))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        if self.of is not None and not binding.type_of(self.of).is_integer():
            found = str(binding.type_of(self.of))
            raise PackError("only whole numbers are summed up", place=binding.place, expected="an integer", found=found)
        if self.time is not None and not isinstance(binding.type_of(self.time), pl.Datetime):
            found = str(binding.type_of(self.time))
            raise PackError("a span of time is one of moments", place=binding.place, expected="a moment", found=found)
        return _Past(pl.Float64() if self.measure == "mean" else pl.Int64(), self, binding.place)


@dataclass(frozen=True)
class _Past:
    dtype: pl.DataType
    spec: PastSpec
    place: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        group, order = self._groups(batch)
        value, known = self._values(batch)
        if order is not None:
            group, value, known = group[order], value[order], known[order]
        since = self._first_counted(batch, group, order)
        count, total = _since(known, since), _since(value, since)
        back = slice(None) if order is None else np.argsort(order)
        if self.spec.measure != "mean":
            return pl.Series((count if self.spec.measure == "count" else total)[back])
        mean = pl.Series(total[back] / np.maximum(count[back], 1))
        return mean.set(pl.Series(count[back] == 0), None)

    def _groups(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
        """Number of each row's group, and the order that puts groups side by side, if they are not."""
        parent = np.cumsum(batch.ordinal == 0)
        if self.spec.same is None:
            return parent, None
        kind = batch.get(self.spec.same).rank("dense").fill_null(0).to_numpy().astype(np.int64)
        group = parent * (int(kind.max(initial=0)) + 1) + kind
        return group, np.argsort(group, kind="stable")

    def _values(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What is summed up, and what is counted."""
        if self.spec.of is None:
            ones = np.ones(batch.size, dtype=np.int64)
            return ones, ones
        series = batch.get(self.spec.of)
        return series.fill_null(0).to_numpy().astype(np.int64), series.is_not_null().to_numpy().astype(np.int64)

    def _first_counted(
        self, batch: Batch, group: NDArray[np.int64], order: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        """Place of the first row that counts for each; where none does, its own."""
        row = np.arange(len(group))
        new = np.append(True, group[1:] != group[:-1])[: len(group)]
        if self.spec.time is None or self.spec.seconds is None:
            return np.maximum.accumulate(np.where(new, row, 0))
        moment = batch.get(self.spec.time).dt.epoch("ms").to_numpy()
        step = np.diff(moment if order is None else moment[order], prepend=0)
        if not bool(np.all((step >= 0) | new)):
            raise PackError("the rows of a parent are not in order of time", place=self.place, found=self.spec.time)
        span = self.spec.seconds * 1000
        line = np.cumsum(np.where(new, span + 1, step))  # groups lie more than a span apart
        return np.searchsorted(line, line - span, side="left")


def _since(values: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum of the values from a place up to, and without, each row."""
    upto = np.cumsum(values) - values
    return upto - np.append(upto, 0)[first]
