"""Columns that follow from others, rows that never repeat, and rules that the caller writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl

from nonesuch.errors import UsageError
from nonesuch.expression import parse_expression
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.step import learn_step
from nonesuch.generators.synthesizers.constraints.columns import broken, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.generators.synthesizers.metadata import Metadata

__all__ = ["Formula", "ProgrammableConstraint", "Unique"]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Formula:
    """A column that an expression over other columns gives: it is not learned but computed.

    Args:
        column: The column.
        expression: In the expression language of packs, such as ``price * quantity``.
    """

    column: str
    expression: str
    dtype: str = ""
    decimals: int | None = None

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Compute the column and compare; look at type and decimals.

        Raises:
            DataError: If rows differ by more than a millionth.
            UsageError: If a column is not there.
            PackError: If the expression is not one.
        """
        parsed = parse_expression(self.expression, place=f"Formula({self.column!r})")
        require(table, (self.column, *parsed.columns), "Formula")
        real, made = table[self.column], table.select(parsed.polars.alias("made")).to_series()
        if real.dtype.is_numeric():
            gap = (real.cast(pl.Float64) - made.cast(pl.Float64)).abs()
            wrong = int((gap > _TOLERANCE * real.cast(pl.Float64).abs().clip(1, None)).sum())
        else:
            wrong = int((real != made.cast(real.dtype)).sum())
        if wrong:
            raise broken("Formula", wrong, f"{self.column} = {self.expression}")
        decimals = None
        if real.dtype.is_float():
            decimals = learn_step(np.unique(real.drop_nulls().cast(pl.Float64).to_numpy())).decimals
        return replace(self, dtype=str(real.dtype), decimals=decimals)

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Drop the column."""
        return table.drop(self.column)

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Compute the column, rounded to its decimals."""
        made = parse_expression(self.expression).polars
        target = dtype_of(self.dtype)
        if target.is_integer():
            made = made.round()
        elif self.decimals is not None:
            made = made.cast(pl.Float64).round(self.decimals) + 0.0  # which takes the sign off -0.0
        return table.with_columns(made.cast(target).alias(self.column))

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "Formula", **asdict(self)}


@dataclass(frozen=True)
class Unique:
    """No two rows agree in all of these columns: rows that repeat are left out and more are drawn.

    Args:
        columns: One or more columns.
    """

    columns: tuple[str, ...]

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Check the table.

        Raises:
            DataError: If rows repeat.
            UsageError: If a column is not there.
        """
        require(table, self.columns, "Unique")
        wrong = table.height - table.select(self.columns).n_unique()
        if wrong:
            raise broken("Unique", wrong, "no two rows agree in " + ", ".join(self.columns))
        return self

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Leave the table as it is."""
        return table

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Leave repeats out."""
        return table.unique(self.columns, keep="first", maintain_order=True)

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "Unique", **asdict(self)}


@dataclass(frozen=True)
class ProgrammableConstraint:
    """A rule in the caller's own code; a model with one cannot be saved, because opening a model runs no code.

    Args:
        before: Takes the real table apart.
        after: Puts a drawn table together.
    """

    before: Callable[[pl.DataFrame], pl.DataFrame]
    after: Callable[[pl.DataFrame], pl.DataFrame]

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Learn nothing."""
        return self

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Run the caller's code."""
        return self.before(table)

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Run the caller's code."""
        return self.after(table)

    def to_dict(self) -> dict[str, Any]:
        """Refuse.

        Raises:
            UsageError: Always.
        """
        raise UsageError(
            "a model with a programmable constraint cannot be saved",
            expected="constraints that are data",
            hint="use Formula, Inequality, Range, FixedCombinations, FixedIncrements, OneHotEncoding or Unique",
        )
