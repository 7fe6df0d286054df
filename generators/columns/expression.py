"""Columns computed from other columns by an SQL expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.expression import Expression, parse_expression
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch

__all__ = ["ExpressionSpec"]

_CELL_BYTES = 4096


class ExpressionSpec(ColumnSpec):
    """An SQL scalar or window expression over this table and the tables it is linked to."""

    kind: Literal["expression"] = "expression"
    value: str = Field(description="The expression.")
    words: list[str] | None = Field(None, min_length=1, description="The texts it can give, if these are few.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return parse_expression(self.value, constants={"reference_date": "DATE '2000-01-01'"}).columns

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        expression = binding.expression(self.value)
        empty = pl.DataFrame({name: pl.Series([], dtype=binding.type_of(name)) for name in expression.columns})
        try:
            dtype = empty.select(value=expression.polars).schema["value"]
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
            raise PackError(
                "the expression cannot be computed",
                place=binding.place,
                found=self.value,
                hint=str(problem).splitlines()[0],
            ) from None
        if self.words is not None and dtype not in (pl.String(), pl.Null()):
            raise PackError("only texts are words", place=binding.place, expected="no 'words'", found=str(dtype))
        return _Computed(pl.Enum(self.words) if self.words else dtype, expression, binding.place)


@dataclass(frozen=True)
class _Computed:
    dtype: pl.DataType
    expression: Expression
    place: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        if self.expression.is_column:
            return batch.get(self.expression.columns[0])
        frame = batch.frame(self.expression.columns)
        try:
            series = frame.select(value=self.expression.polars)["value"].cast(self.dtype)
        except pl.exceptions.PolarsError as problem:
            hint = str(problem).splitlines()[0]
            raise PackError(
                "the expression cannot be computed", place=self.place, found=self.expression.text, hint=hint
            ) from None
        if len(series) != batch.size:  # a constant
            series = series.new_from_index(0, batch.size)
        if self.dtype == pl.String and series.estimated_size() > _CELL_BYTES * (batch.size + 16):
            raise PackError(
                "the expression makes texts that are too long",
                place=self.place,
                expected=f"{_CELL_BYTES} bytes a row on average",
            )
        return series
