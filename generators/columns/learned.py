"""Columns that a fitted synthesizer draws: those of private data, with the pack's own words and rules around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import names_in

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.formula import Formula

__all__ = ["LearnedSpec"]


class LearnedSpec(ColumnSpec):
    """A column of a model of the table (``[models.NAME]``)."""

    kind: Literal["learned"] = "learned"
    model: str = Field(description="Model of the table that draws the column.")
    column: str | None = Field(None, description="Name in the model; else the column's name.")
    at_least: str | None = Field(None, description="Expression over the row that numbers are pulled up to.")
    at_most: str | None = Field(None, description="Expression over the row that numbers are pulled down to.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return names_in(self.at_least, self.at_most)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        column = self.column or binding.column
        if self.model not in binding.drawn:
            hint = nearest(self.model, binding.drawn)
            raise PackError(f"unknown model {self.model!r}", place=binding.place, hint=hint)
        dtype = binding.drawn[self.model][column]
        bounds = (self.at_least, self.at_most)
        if any(bounds) and not dtype.is_numeric():
            raise PackError("only numbers have bounds", place=binding.place, expected="a number", found=str(dtype))
        least, most = (None if text is None else binding.formula(text, pl.Float64()) for text in bounds)
        return _Learned(dtype, self.model, column, least, most)


@dataclass(frozen=True, eq=False)
class _Learned:
    """Takes what the model has drawn."""

    dtype: pl.DataType
    model: str
    column: str
    at_least: Formula | None
    at_most: Formula | None

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the model has drawn already
        series = batch.drawn[self.model][self.column].cast(self.dtype)
        if self.at_least is not None:
            low = self._written(self.at_least.column(batch).ceil(), self.at_least.column(batch))
            series = pl.select(pl.when(low > series).then(low).otherwise(series)).to_series()
        if self.at_most is not None:
            high = self._written(self.at_most.column(batch).floor(), self.at_most.column(batch))
            series = pl.select(pl.when(high < series).then(high).otherwise(series)).to_series()
        return series

    def _written(self, whole: pl.Series, exact: pl.Series) -> pl.Series:
        """A bound as the column can hold it; null, which does not bind, where it cannot."""
        return (whole if self.dtype.is_integer() else exact).cast(self.dtype, strict=False)
