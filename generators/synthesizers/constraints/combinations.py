"""Columns that go together: only combinations that occur, one flag in a row of flags, steps of a fixed size."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from nonesuch.errors import DataError
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.constraints.columns import broken, require, swap

if TYPE_CHECKING:
    from nonesuch.generators.synthesizers.metadata import Metadata

__all__ = ["FixedCombinations", "FixedIncrements", "OneHotEncoding"]


@dataclass(frozen=True)
class FixedCombinations:
    """Only combinations that the real table holds: one joint column is learned instead.

    Combinations of fewer than k rows are forgotten; their rows are learned as the most frequent one that agrees in the
    first column, or as missing.

    Args:
        columns: Two or more columns.
    """

    columns: tuple[str, ...]
    known: tuple[tuple[Any, ...], ...] = ()
    dtypes: tuple[str, ...] = ()

    @property
    def _joint(self) -> str:
        return " & ".join(self.columns)

    @cached_property
    def _table(self) -> pl.DataFrame:
        schema = {name: dtype_of(dtype) for name, dtype in zip(self.columns, self.dtypes, strict=True)}
        return pl.DataFrame(list(self.known), schema=schema, orient="row")

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Keep the combinations of at least k rows.

        Raises:
            DataError: If there is none.
            UsageError: If a column is not there.
        """
        require(table, self.columns, "FixedCombinations")
        counts = table.group_by(self.columns).len("$rows").filter(pl.col("$rows") >= k)
        kept = counts.sort("$rows", *self.columns, descending=[True] + [False] * len(self.columns)).drop("$rows")
        if not kept.height:
            raise DataError(
                "no combination has enough rows", place="FixedCombinations", expected=f"{k} rows", found=self._joint
            )
        dtypes = tuple(str(table[name].dtype) for name in self.columns)
        return replace(self, known=tuple(kept.rows()), dtypes=dtypes)

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace the columns by the number of their combination."""
        numbered = self._table.with_row_index("$number").with_columns(pl.col("$number").cast(pl.Int64))
        first = numbered.unique(self.columns[0], keep="first", maintain_order=True)
        first = first.select(self.columns[0], pl.col("$number").alias("$first"))
        keys = table.select(self.columns)
        joined = keys.join(numbered, on=list(self.columns), how="left", nulls_equal=True, maintain_order="left")
        joined = joined.join(first, on=self.columns[0], how="left", nulls_equal=True, maintain_order="left")
        number = joined.select(pl.coalesce("$number", "$first").alias(self._joint)).to_series()
        return swap(table, self.columns, [number])

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace the number by the combination."""
        number = table[self._joint].cast(pl.UInt32)
        return swap(table, [self._joint], [self._table[name].gather(number) for name in self.columns])

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "FixedCombinations", "columns": self.columns, "known": self.known, "dtypes": self.dtypes}


@dataclass(frozen=True)
class OneHotEncoding:
    """Exactly one of the columns is 1, all others are 0: which one is learned.

    Args:
        columns: Two or more columns of 0 and 1.
    """

    columns: tuple[str, ...]
    dtypes: tuple[str, ...] = ()

    @property
    def _which(self) -> str:
        return " | ".join(self.columns)

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Look at the types.

        Raises:
            DataError: If rows break the rule.
            UsageError: If a column is not there.
        """
        require(table, self.columns, "OneHotEncoding")
        flags = table.select(pl.col(self.columns).cast(pl.Float64))
        right = flags.select((pl.sum_horizontal(pl.all()) == 1) & pl.all_horizontal(pl.all().is_in([0.0, 1.0])))
        wrong = table.height - int(right.to_series().fill_null(False).sum())
        if wrong:
            raise broken("OneHotEncoding", wrong, "exactly one 1 among " + ", ".join(self.columns))
        return replace(self, dtypes=tuple(str(table[name].dtype) for name in self.columns))

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace the flags by the name of the column that is 1."""
        which = table.select(pl.concat_list(pl.col(self.columns).cast(pl.Float64)).list.arg_max()).to_series()
        return swap(table, self.columns, [pl.Series(self.columns).gather(which).alias(self._which)])

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace the name by the flags."""
        which = table[self._which].cast(pl.String)
        pairs = zip(self.columns, self.dtypes, strict=True)
        flags = [(which == name).fill_null(False).cast(dtype_of(dtype)).alias(name) for name, dtype in pairs]
        return swap(table, [self._which], flags)

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "OneHotEncoding", **asdict(self)}


@dataclass(frozen=True)
class FixedIncrements:
    """All values are multiples of an increment: how many is learned.

    Args:
        column: A column of whole numbers.
        increment: The increment, >= 1.
    """

    column: str
    increment: int

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Check the multiples.

        Raises:
            DataError: If rows break the rule.
            UsageError: If the column is not there.
        """
        require(table, (self.column,), "FixedIncrements")
        wrong = int((table[self.column].drop_nulls() % self.increment != 0).sum())
        if wrong:
            raise broken("FixedIncrements", wrong, f"{self.column} is a multiple of {self.increment}")
        return self

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Divide by the increment."""
        return table.with_columns(pl.col(self.column) // self.increment)

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Multiply by the increment."""
        return table.with_columns(pl.col(self.column).round() * self.increment)

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "FixedIncrements", **asdict(self)}
