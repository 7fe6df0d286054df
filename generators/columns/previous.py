"""Values of the row before, or after, among the rows of the same parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.batch import gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

__all__ = ["PreviousSpec"]


class PreviousSpec(ColumnSpec):
    """A column, one row back: null in the first row of each parent.

    Rows of a parent stand in the order in which they came into being, which for events is the order of time. This says
    the same as ``LAG(x) OVER (PARTITION BY parent ORDER BY time)``, and takes a tenth of its time.
    """

    kind: Literal["previous"] = "previous"
    of: str = Field(description="Column of this table.")
    rows: int = Field(1, ge=-100, le=100, description="How many rows back; below 0: how many rows ahead.")
    known: bool = Field(False, description="Whether rows without a value are passed over: the last one that had any.")

    @model_validator(mode="after")
    def _one_row_back(self) -> PreviousSpec:
        if self.known and self.rows != 1:
            raise PackError("the last known value is not told by rows", expected="rows = 1", found=self.rows)
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (self.of,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        dtype = binding.type_of(self.of)
        return _LastKnown(dtype, self.of) if self.known else _Previous(dtype, self.of, self.rows)


@dataclass(frozen=True)
class _Previous:
    dtype: pl.DataType
    of: str
    rows: int

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        shifted = batch.get(self.of).shift(self.rows)
        if self.rows >= 0:
            edge = batch.ordinal < self.rows
        else:
            ordinal = np.append(batch.ordinal, np.zeros(-self.rows, dtype=np.int32))
            edge = ordinal[-self.rows :] != batch.ordinal - self.rows
        return shifted.set(pl.Series(edge), None)


@dataclass(frozen=True)
class _LastKnown:
    dtype: pl.DataType
    of: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        series = batch.get(self.of)
        row = np.arange(batch.size)
        last = np.maximum.accumulate(np.where(series.is_not_null().to_numpy(), row, -1))
        before = np.append(-1, last)[: batch.size]
        before[before < row - batch.ordinal] = -1  # another parent's
        return gather(series, before, optional=True)
