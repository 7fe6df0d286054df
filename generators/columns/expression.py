"""Columns computed from other columns by an SQL expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.expression import check_compared
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import computing, evaluated, names_in

if TYPE_CHECKING:
    from nonesuch.expression import Expression
    from nonesuch.generators.batch import Batch

__all__ = ["ExpressionSpec"]

_CELL_BYTES = 4096
_HOUR = re.compile(r'CAST\(EXTRACT\(HOUR FROM "[^"]+"\) AS INT\)')


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
        if _HOUR.fullmatch(expression.sql) and binding.type_of(expression.columns[0]) == pl.Datetime("us"):
            return _Hour(dtype, expression, binding.place)
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
        with computing(self.expression, place=self.place):
            series = evaluated(self.expression, batch).cast(self.dtype)
        if self.dtype == pl.String and series.estimated_size() > _CELL_BYTES * (batch.size + 16):
            raise PackError(
                "the expression makes texts that are too long",
                place=self.place,
                expected=f"{_CELL_BYTES} bytes a row on average",
            )
        return series


@dataclass(frozen=True)
class _Hour(_Computed):
    """The hour of a moment, by two divisions in a sixth of the time that polars takes for its calendar."""

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        moments = batch.get(self.expression.columns[0])
        if moments.null_count():
            return super().sample(batch, rng)
        hours = moments.to_physical().to_numpy() // 3_600_000_000
        hours -= hours // 24 * 24
        return pl.Series(hours.astype(np.int32))
