"""Columns computed from other columns by an SQL expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.expression import check_compared
from nonesuch.generators.batch import gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import computing, names_in

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.expression import Expression
    from nonesuch.generators.batch import Batch, Link

__all__ = ["ExpressionSpec"]

_CELL_BYTES = 4096


class ExpressionSpec(ColumnSpec):
    """An SQL scalar or window expression over this table and the tables it is linked to."""

    kind: Literal["expression"] = "expression"
    value: str = Field(description="The expression.")
    words: list[str] | None = Field(None, min_length=1, description="The texts it can give, if these are few.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return names_in(self.value)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        expression = binding.expression(self.value)
        check_compared(expression.comparisons, binding.type_of, text=self.value, place=binding.place)
        empty = pl.DataFrame({name: pl.Series([], dtype=binding.type_of(name)) for name in expression.columns})
        with computing(expression, place=binding.place):
            dtype = empty.select(value=expression.polars).schema["value"]
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
            series = batch.get(self.expression.columns[0])
            if series.dtype == self.dtype:
                return series
        link = self._only_link(batch)
        if link is not None and link.index is not None:
            names = {name: name.partition(".")[2] for name in self.expression.columns}
            theirs = pl.DataFrame([link.batch.get(column).alias(name) for name, column in names.items()])
            return gather(self._compute(theirs, link.batch), link.index)
        return self._compute(batch.frame(self.expression.columns), batch)

    def _only_link(self, batch: Batch) -> Link | None:
        """The link to the one other table that is read, if that has fewer rows, on which to compute."""
        tables = {name.rpartition(".")[0] for name in self.expression.columns}
        if len(tables) != 1 or "" in tables or " OVER " in self.expression.sql:
            return None
        link = batch.follow(tables.pop())
        return None if link.optional or link.batch.size >= batch.size else link

    def _compute(self, frame: pl.DataFrame, batch: Batch) -> pl.Series:
        with computing(self.expression, place=self.place):
            series = frame.select(value=self.expression.polars)["value"].cast(self.dtype)
        if len(series) != batch.size:  # a constant
            series = series.new_from_index(0, batch.size)
        if self.dtype == pl.String and series.estimated_size() > _CELL_BYTES * (batch.size + 16):
            raise PackError(
                "the expression makes texts that are too long",
                place=self.place,
                expected=f"{_CELL_BYTES} bytes a row on average",
            )
        return series
