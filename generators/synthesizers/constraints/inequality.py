"""One column is never above another; or lies between two."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.generators.synthesizers.codes.step import learn_step
from nonesuch.generators.synthesizers.constraints.columns import broken, require, swap

if TYPE_CHECKING:
    from nonesuch.generators.synthesizers.metadata import Metadata

__all__ = ["Inequality", "Range"]


@dataclass(frozen=True)
class Inequality:
    """``low <= high``: the difference is learned instead of ``high``.

    Where either is missing in the real table, ``high`` is missing in the twin.

    Args:
        low: Column that is never above the other: numbers, dates or texts of dates.
        high: The other.
        strict: Whether they are never equal either.

    Example:
        >>> from nonesuch.generators.synthesizers.metadata import Metadata
        >>> rule = Inequality("start", "end")
        >>> free = rule.forward(pl.DataFrame({"start": [3, 5], "end": [4, 9]}))
        >>> free.to_dict(as_series=False)
        {'start': [3, 5], 'end - start': [1, 4]}
    """

    low: str
    high: str
    strict: bool = False
    low_format: str | None = None
    high_format: str | None = None
    dtype: str = ""
    decimals: int | None = 0

    @property
    def _difference(self) -> str:
        return f"{self.high} - {self.low}"

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:  # noqa: ARG002 - the protocol
        """Look at formats and decimals.

        Raises:
            DataError: If rows break the rule.
            UsageError: If a column is not there.
        """
        require(table, (self.low, self.high), "Inequality")
        formats = [metadata.columns[name].format for name in (self.low, self.high)]
        learned = replace(self, low_format=formats[0], high_format=formats[1], dtype=str(table[self.high].dtype))
        difference = learned._raw(table).drop_nulls()  # noqa: SLF001 - its own kind
        wrong = int(((difference <= 0) if self.strict else (difference < 0)).sum())
        if wrong:
            raise broken("Inequality", wrong, f"{self.low} {'<' if self.strict else '<='} {self.high}")
        if difference.dtype.is_integer():
            return learned
        step = learn_step(np.unique(table[self.high].drop_nulls().cast(pl.Float64).to_numpy()))
        return replace(learned, decimals=step.decimals)

    def _raw(self, table: pl.DataFrame) -> pl.Series:
        low, high = _measure(table[self.low], self.low_format), _measure(table[self.high], self.high_format)
        return (high - low).alias(self._difference)

    def measure(self, table: pl.DataFrame) -> pl.Series:
        """Read ``low`` as numbers that can be compared: microseconds for moments.

        Args:
            table: Shape (n, columns).

        Returns:
            Shape (n,).
        """
        return _measure(table[self.low], self.low_format)

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace ``high`` by the difference."""
        return swap(table, [self.high], [self._raw(table)])

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace the difference by ``high``, rounded upwards to its decimals."""
        difference = table[self._difference]
        least = 1 if difference.dtype.is_integer() else 10.0 ** -(9 if self.decimals is None else self.decimals)
        difference = difference.clip(least if self.strict else 0, None)
        high = _measure(table[self.low], self.low_format) + difference
        if high.dtype.is_float() and self.decimals is not None:
            high = _round_up(high, self.decimals)
        return swap(table, [self._difference], [_dress(high, table[self.low], self).alias(self.high)])

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        return {"kind": "Inequality", **asdict(self)}


@dataclass(frozen=True)
class Range:
    """``low <= middle <= high``: two differences are learned.

    Args:
        low: Column that is never above ``middle``.
        middle: Column that is never above ``high``.
        high: The third.
        strict: Whether they are never equal either.
    """

    low: str
    middle: str
    high: str
    strict: bool = False
    pair: tuple[Inequality, Inequality] | None = None

    def _pair(self) -> tuple[Inequality, Inequality]:
        return self.pair or (
            Inequality(self.middle, self.high, self.strict),
            Inequality(self.low, self.middle, self.strict),
        )

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:
        """Look at formats and decimals.

        Raises:
            DataError: If rows break the rule.
            UsageError: If a column is not there.
        """
        require(table, (self.low, self.middle, self.high), "Range")
        upper, lower = self._pair()
        return replace(self, pair=(upper.learn(table, metadata, k), lower.learn(table, metadata, k)))

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace ``middle`` and ``high`` by differences."""
        upper, lower = self._pair()
        return lower.forward(upper.forward(table))

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Replace differences by ``middle`` and ``high``."""
        upper, lower = self._pair()
        return upper.backward(lower.backward(table))

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
        pair = [part.to_dict() for part in self._pair()]
        return {
            "kind": "Range",
            "low": self.low,
            "middle": self.middle,
            "high": self.high,
            "strict": self.strict,
            "pair": pair,
        }


def _measure(series: pl.Series, format: str | None) -> pl.Series:  # noqa: A002 - SDV's word
    if series.dtype == pl.String or series.dtype.is_temporal():
        return read_moments(series, format).to_physical()
    return series.cast(pl.Int64) if series.dtype.is_integer() else series.cast(pl.Float64)


def _round_up(series: pl.Series, decimals: int) -> pl.Series:
    """Round by true division: polars multiplies a series by the inverse, which gives 39.800000000000004."""
    scale = 10.0**decimals
    rounded = pl.Series(np.ceil(series.to_numpy() * scale - 1e-6) / scale + 0.0)  # + 0.0 takes the sign off -0.0
    return pl.select(pl.when(series.is_not_null()).then(rounded)).to_series()


def _dress(high: pl.Series, low: pl.Series, rule: Inequality) -> pl.Series:
    if rule.high_format is not None:
        return high.cast(pl.Datetime("us")).dt.strftime(rule.high_format)
    if low.dtype.is_temporal():
        moments = high.cast(pl.Datetime("us"))
        return moments.cast(pl.Date) if rule.dtype == "Date" else moments
    return high.cast(pl.Int64) if rule.dtype.startswith(("Int", "UInt")) else high
