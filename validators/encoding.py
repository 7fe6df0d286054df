"""Tables as numbers and codes on common scales, so that a real and a synthetic one can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ColumnView", "TableView"]

_FEW = 20


@dataclass(frozen=True)
class ColumnView:
    """How a column is read.

    Attributes:
        name: The column.
        number: Whether it is compared as a number (more than 20 different numbers or moments) or by its levels.
        levels: Levels of the reference table, most frequent first; empty for numbers.
        ordered: Shape (m,), the reference's known numbers, ascending; empty for levels.
    """

    name: str
    number: bool
    levels: tuple[str, ...]
    ordered: NDArray[np.float64]

    def numbers(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Read the column as numbers, NaN where missing.

        Args:
            table: Shape (n, columns).

        Returns:
            Shape (n,).
        """
        series = table[self.name]
        series = series.to_physical() if series.dtype.is_temporal() else series
        return series.cast(pl.Float64, strict=False).to_numpy()

    def codes(self, table: pl.DataFrame) -> NDArray[np.int64]:
        """Read the column as levels: the number of levels stands for unknown ones, one more for missing.

        Args:
            table: Shape (n, columns).

        Returns:
            Shape (n,).
        """
        texts = _texts(table[self.name])
        code = texts.cast(pl.Enum(self.levels), strict=False).to_physical().cast(pl.Int64).fill_null(len(self.levels))
        gap = pl.select(pl.when(texts.is_null()).then(len(self.levels) + 1).otherwise(code)).to_series()
        return gap.to_numpy().astype(np.int64)

    def ranks(self, table: pl.DataFrame) -> NDArray[np.float32]:
        """Read the column as ranks in the reference, 0 to 1, and 2 where missing.

        Args:
            table: Shape (n, columns).

        Returns:
            Shape (n,).
        """
        values = self.numbers(table)
        low = np.searchsorted(self.ordered, values, side="left")
        high = np.searchsorted(self.ordered, values, side="right")
        rank = (low + high) / (2 * max(len(self.ordered), 1))
        return np.where(np.isnan(values), 2.0, rank).astype(np.float32)

    def binned(self, table: pl.DataFrame, bins: int) -> tuple[NDArray[np.int64], int]:
        """Read the column as codes of at most ``bins`` quantile bins, or its levels.

        Args:
            table: Shape (n, columns).
            bins: How many bins of the reference's quantiles, or most frequent levels.

        Returns:
            Shape (n,) and how many codes there are.
        """
        if not self.number:
            codes = self.codes(table)
            return np.minimum(codes, bins) if len(self.levels) > bins else codes, min(len(self.levels), bins) + 2
        values = self.numbers(table)
        edges = np.unique(self.ordered[(np.arange(1, bins) * len(self.ordered)) // bins])
        codes = np.searchsorted(edges, values, side="right")
        return np.where(np.isnan(values), len(edges) + 1, codes), len(edges) + 2


@dataclass(frozen=True)
class TableView:
    """How a table's columns are read, with scales taken from one reference for all tables.

    Attributes:
        columns: The columns, in order.
    """

    columns: tuple[ColumnView, ...]

    @classmethod
    def learn(cls, reference: pl.DataFrame, columns: Sequence[str] | None = None) -> TableView:
        """Take scales from a table.

        Args:
            reference: Shape (n, columns), usually the training rows.
            columns: Which columns; None for all.

        Returns:
            The view.

        Raises:
            DataError: If no column is left to compare.
        """
        names = reference.columns if columns is None else list(columns)
        if not names:
            raise DataError("no column is left to compare", expected="columns that are learned", found="none")
        return cls(tuple(_view(reference[name]) for name in names))

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    def matrix(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Read a table as features of a classifier: numbers, and codes of levels.

        Args:
            table: Shape (n, columns).

        Returns:
            Shape (n, columns).
        """
        arrays = [column.numbers(table) if column.number else column.codes(table) for column in self.columns]
        return np.stack([array.astype(np.float64) for array in arrays], 1)


def _view(series: pl.Series) -> ColumnView:
    numeric = series.dtype.is_numeric() or (series.dtype.is_temporal() and series.dtype != pl.Time)
    known = series.drop_nulls()
    if numeric and known.n_unique() > _FEW:
        values = (known.to_physical() if known.dtype.is_temporal() else known).cast(pl.Float64).to_numpy()
        return ColumnView(series.name, True, (), np.sort(values[np.isfinite(values)]))
    counts = _texts(known).alias("level").value_counts(name="rows").sort("rows", "level", descending=[True, False])
    return ColumnView(series.name, False, tuple(counts["level"].to_list()), np.zeros(0))


def _texts(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        whole = series.round() == series
        texts = series.cast(pl.String)
        return pl.select(
            pl.when(whole)
            .then(series.round().cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(texts)
            .alias(series.name)
        ).to_series()
    return series.cast(pl.String)
