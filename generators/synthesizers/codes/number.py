"""A learned column of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers.codes.bins import Bins, learn_bins
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.field import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["NumberField", "learn_number"]

_UNIT = 2.0**-32


@dataclass(frozen=True)
class NumberField:
    """Bins of numbers, and a code for missing where values were missing.

    Attributes:
        bins: The bins.
        missing: Whether the last code stands for a missing value.
        dtype: Name of the polars type.
    """

    bins: Bins
    missing: bool
    dtype: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """One part: bins, then missing."""
        return (Part(self.bins.size + self.missing, ordered=True),)

    def encode(self, series: pl.Series) -> list[NDArray[np.uint16]]:
        """Turn numbers into bins.

        Args:
            series: Shape (n,), any numeric type.

        Returns:
            One array of shape (n,); missing and infinite numbers become missing, or the middle bin if the column was
            never missing.
        """
        values, known = finite(series)
        gap = self.bins.size if self.missing else self.bins.size // 2
        codes = np.full(len(values), gap, np.uint16)
        codes[known] = self.bins.encode(values[known])
        return [codes]

    def decode(self, codes: Sequence[NDArray[np.uint16]], spare: Sequence[NDArray[np.uint32]]) -> pl.Series:
        """Turn bins into numbers.

        Args:
            codes: One array of shape (n,).
            spare: One array of shape (n,), random words that choose inside each bin.

        Returns:
            The column, nulls where missing; a column of texts is written with the learned decimals.
        """
        code, known = codes[0], None
        if self.missing:
            known = code < self.bins.size
            code = np.minimum(code, self.bins.size - 1)
        values = self.bins.decode(code, spare[0].astype(np.float64) * _UNIT)
        return as_series(values, known, self.dtype)

    def to_dict(self) -> dict[str, Any]:
        """Describe the field by plain values and arrays."""
        return {
            "kind": "number",
            "edges": self.bins.edges,
            "knots": self.bins.knots,
            "starts": self.bins.starts,
            "decimals": self.bins.step.decimals,
            "units": self.bins.step.units,
            "missing": self.missing,
            "dtype": self.dtype,
        }


def learn_number(series: pl.Series, *, k: int = 5, bins: int = 128) -> NumberField | None:
    """Learn a column of numbers.

    Args:
        series: Shape (n,), any numeric type.
        k: How many rows stand behind every number that is kept.
        bins: About how many bins.

    Returns:
        The field; None if fewer than k finite numbers are known.

    Example:
        >>> field = learn_number(pl.Series([1, 2, 2, None] * 50))
        >>> field.parts
        (Part(size=3, ordered=True),)
    """
    values, known = finite(series)
    if known.sum() < k:
        return None
    return NumberField(learn_bins(values[known], k=k, bins=bins), not bool(known.all()), str(series.dtype))


def finite(series: pl.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read numbers as floats and say which are finite.

    Args:
        series: Shape (n,), numbers, durations, times of day, or texts that spell numbers.

    Returns:
        Values of shape (n,), float64, and a mask of shape (n,).
    """
    if isinstance(series.dtype, pl.Duration | pl.Time):
        series = series.to_physical()
    values = series.cast(pl.Float64, strict=False).to_numpy()
    return values, np.isfinite(values)


def as_series(values: NDArray[np.float64], known: NDArray[np.bool_] | None, dtype: str) -> pl.Series:
    """Make a column of numbers; whole types are rounded and clipped to their range.

    Args:
        values: Shape (n,), finite.
        known: Shape (n,), False where the value is missing; None if none is.
        dtype: Name of the polars type.

    Returns:
        Shape (n,).
    """
    target = dtype_of(dtype)
    whole = pl.Int64() if target.is_temporal() or (target == pl.String and _whole(values)) else target
    if whole in _NUMPY:
        low, high = _DAY if target == pl.Time() else _RANGES[whole]
        values = np.clip(np.rint(values), low, high).astype(_NUMPY[whole])
    series = pl.Series(values)
    if known is not None and not known.all():
        series = pl.select(pl.when(pl.Series(known)).then(series)).to_series()
    return series.cast(target)


def _whole(values: NDArray[np.float64]) -> bool:
    return bool((values == np.rint(values)).all())


_NUMPY: dict[pl.DataType, type[np.integer]] = {
    pl.Int8(): np.int8, pl.Int16(): np.int16, pl.Int32(): np.int32, pl.Int64(): np.int64,
    pl.UInt8(): np.uint8, pl.UInt16(): np.uint16, pl.UInt32(): np.uint32, pl.UInt64(): np.uint64,
}  # fmt: skip
_RANGES = {
    target: (float(np.iinfo(kind).min), float(np.iinfo(kind).max) * (1 - 2**-52 if np.iinfo(kind).bits == 64 else 1))
    for target, kind in _NUMPY.items()
}
_DAY = (0, 86_400 * 10**9 - 1)
"""Nanoseconds of a time of day."""
