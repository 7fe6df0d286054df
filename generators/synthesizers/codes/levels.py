"""A learned column of categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.field import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["LevelsField", "learn_levels"]

Level = str | int | float | bool
_MOST = 4_000

_UNIT = 2.0**-32


@dataclass(frozen=True)
class LevelsField:
    """One code a level, one for all rare levels together, one for missing.

    A rare level is never stored: its rows are drawn again among the kept levels by their shares.

    Attributes:
        levels: The kept levels, most frequent first.
        shares: Shape (levels,), cumulated shares of the kept levels, the last is 1.
        rare: Whether a code after the levels stands for rare ones.
        missing: Whether the last code stands for a missing value.
        dtype: Name of the polars type.
    """

    levels: tuple[Level, ...]
    shares: NDArray[np.float64]
    rare: bool
    missing: bool
    dtype: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """One part: levels, rare, missing."""
        return (Part(len(self.levels) + self.rare + self.missing, ordered=False),)

    @cached_property
    def _names(self) -> pl.Enum:
        return pl.Enum([str(level) for level in self.levels])

    def encode(self, series: pl.Series) -> list[NDArray[np.uint16]]:
        """Turn levels into codes.

        Args:
            series: Shape (n,), of the learned type.

        Returns:
            One array of shape (n,); an unknown level is rare (or the most frequent one, if none was rare).
        """
        codes = _spell(series).cast(self._names, strict=False).to_physical().cast(pl.Int64)
        rare = len(self.levels) if self.rare else 0
        gap = len(self.levels) + self.rare if self.missing else rare
        filled = pl.select(pl.when(series.is_null()).then(gap).otherwise(codes.fill_null(rare)))
        return [filled.to_series().to_numpy().astype(np.uint16)]

    def decode(self, codes: Sequence[NDArray[np.uint16]], spare: Sequence[NDArray[np.uint32]]) -> pl.Series:
        """Turn codes into levels.

        Args:
            codes: One array of shape (n,).
            spare: One array of shape (n,), random words that choose a level for a rare code.

        Returns:
            The column; texts come as an enumeration, to be made texts at the very end.
        """
        code = codes[0]
        if self.rare:
            drawn = np.searchsorted(self.shares[:-1], spare[0] * _UNIT, side="right").astype(np.uint16)
            code = np.where(code == len(self.levels), drawn, code)
        target = dtype_of(self.dtype)
        series = pl.Series(code).cast(pl.UInt32)
        if self.missing:
            gap = len(self.levels) + self.rare
            series = pl.select(pl.when(series != gap).then(series)).to_series()
        if target == pl.String:
            return series.cast(_physical(len(self.levels))).cat.to(self._names)
        return pl.Series(self.levels, dtype=target).gather(series)

    def to_dict(self) -> dict[str, Any]:
        """Describe the field by plain values and arrays."""
        return {
            "kind": "levels",
            "levels": list(self.levels),
            "shares": self.shares,
            "rare": self.rare,
            "missing": self.missing,
            "dtype": self.dtype,
        }


def learn_levels(
    series: pl.Series, *, k: int = 5, declared: Sequence[Level] | None = None, most: int = _MOST
) -> LevelsField | None:
    """Learn a column of categories.

    Args:
        series: Shape (n,), texts, booleans or numbers.
        k: How many rows a level needs to be kept.
        declared: Levels that are public knowledge and always kept; any other becomes rare.
        most: How many levels are kept at most.

    Returns:
        The field; None if no level has k rows and none is declared.

    Example:
        >>> learn_levels(pl.Series(["a", "b", "a", None, "c"] * 5 + ["d"])).levels
        ('a', 'b', 'c')
    """
    series = series.alias("level")
    counts = series.drop_nulls().value_counts(name="rows")
    counts = counts.sort("rows", series.name, descending=[True, False])
    if declared is not None:
        kept = counts.filter(counts[series.name].is_in(pl.Series(declared, dtype=series.dtype)))
        seen = kept[series.name].to_list()
        levels = [*seen, *(level for level in declared if level not in set(seen))]
        rows = np.append(kept["rows"].to_numpy(), np.zeros(len(levels) - len(seen)))
    else:
        kept = counts.filter(pl.col("rows") >= k).head(most)
        levels, rows = kept[series.name].to_list(), kept["rows"].to_numpy()
    if not levels:
        return None
    shares = np.cumsum(rows) / max(rows.sum(), 1)
    shares[-1] = 1.0
    rare = int(rows.sum()) < len(series) - series.null_count()
    dtype = "String" if isinstance(series.dtype, pl.Categorical | pl.Enum) else str(series.dtype)
    return LevelsField(tuple(levels), shares, rare, bool(series.null_count()), dtype)


def _physical(levels: int) -> pl.DataType:
    """The integers that polars keeps an enumeration of so many levels in."""
    return pl.UInt8() if levels <= 255 else pl.UInt16()


def _spell(series: pl.Series) -> pl.Series:
    if series.dtype == pl.Boolean:
        return pl.select(pl.when(series).then(pl.lit("True")).otherwise(pl.lit("False"))).to_series()
    if series.dtype.is_float():
        spelling = {value: str(value) for value in series.drop_nulls().unique().to_list()}
        return (
            series.replace_strict(spelling, default=None, return_dtype=pl.String)
            if spelling
            else series.cast(pl.String)
        )
    return series.cast(pl.String)
