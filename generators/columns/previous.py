"""Values of the row before, or after, among the rows of the same parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

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

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (self.of,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        return _Previous(binding.type_of(self.of), self.of, self.rows)


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
