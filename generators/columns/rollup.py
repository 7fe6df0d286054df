"""Sums over the rows that belong to a row: how many, how much, when first, which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.expression import Expression, check_compared, parse_expression
from nonesuch.generators.batch import gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import computing, names_in

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

__all__ = ["RollupSpec"]


class RollupSpec(ColumnSpec):
    """An aggregate over the rows of a table below this one, such as ``count(*)`` or ``max(sent_at)``.

    With `join` the values themselves are set side by side as one text, in the order of the rows.
    """

    kind: Literal["rollup"] = "rollup"
    of: str = Field(description="Table whose rows belong to rows of this one.")
    value: str = Field(description="Aggregate over the columns of that table; with 'join' an expression of each row.")
    where: str | None = Field(None, description="Condition on the rows that count.")
    join: str | None = Field(None, description="Text between the values.")
    empty: float | str | bool | None = Field(None, description="Value where no row belongs to the row.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(sorted(f"{self.of}:{name}" for name in names_in(self.value, self.where, aggregates=True)))

    def needs_rows(self) -> tuple[str, ...]:
        """Names of tables whose rows must be there first."""
        return (self.of,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        if self.of not in binding.lineage or binding.table not in binding.lineage[self.of]:
            expected = f"a table below {binding.table!r}"
            raise PackError("a rollup sums up rows below", place=binding.place, expected=expected, found=self.of)
        value = parse_expression(
            self.value, place=binding.place, constants=binding.constants, aggregates=self.join is None
        )
        if not value.aggregates and self.join is None:
            raise PackError(
                "a rollup sums up rows",
                place=binding.place,
                expected="an aggregate such as count(*) or max(x)",
                found=self.value,
            )
        where = None if self.where is None else binding.expression(self.where)
        names = tuple(sorted({*value.columns, *(where.columns if where else ())}))
        empty = pl.DataFrame(
            {
                "@row": pl.Series([], dtype=pl.Int64),
                **{n: pl.Series([], dtype=binding.type_of(f"{self.of}:{n}")) for n in names},
            }
        )
        for part in (value, where):
            if part is not None:
                check_compared(part.comparisons, empty.schema.__getitem__, text=part.text, place=binding.place)
        rollup = _Rollup(pl.Null(), self.of, binding.table, value, where, self.join, self.empty, names, binding.place)
        dtype = rollup.aggregate(empty).schema["value"]
        if self.empty is not None and not _can_hold(dtype, self.empty):
            raise PackError(
                "the value for no rows has another type", place=binding.place, expected=str(dtype), found=self.empty
            )
        return replace(rollup, dtype=dtype)


def _can_hold(dtype: pl.DataType, value: object) -> bool:
    if isinstance(value, bool):
        return dtype == pl.Boolean()
    if isinstance(value, str):
        return dtype == pl.String() or (isinstance(dtype, pl.Enum) and value in dtype.categories)
    return dtype.is_float() or (dtype.is_integer() and isinstance(value, int | float) and float(value).is_integer())


@dataclass(frozen=True, eq=False)
class _Rollup:
    dtype: pl.DataType
    of: str
    table: str
    value: Expression
    where: Expression | None
    join: str | None
    empty: Any
    names: tuple[str, ...]
    place: str

    def aggregate(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self.where is not None:
            with computing(self.where, place=self.place):
                frame = frame.filter(self.where.polars)
        value = self.value.polars if self.join is None else self.value.polars.cast(pl.String).str.join(self.join)
        with computing(self.value, place=self.place):
            return frame.group_by("@row", maintain_order=True).agg(value=value)

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        child = batch.family[self.of]
        link = child.follow(self.table)
        owner = np.arange(child.size) if link.index is None else link.index
        rows = pl.Series("@row", owner, dtype=pl.Int64)
        if not link.optional:
            rows = rows.set_sorted()  # children stand in the order of their parents
        frame = pl.DataFrame([rows, *(child.get(name).alias(name) for name in self.names)])
        found = self.aggregate(frame.filter(pl.col("@row") >= 0) if link.optional else frame)
        place = np.full(batch.size, -1, dtype=np.int64)
        place[found["@row"].to_numpy()] = np.arange(found.height)
        series = gather(found["value"], place, optional=True)
        return series if self.empty is None else series.fill_null(self.empty).cast(self.dtype)
