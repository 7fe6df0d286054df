"""A learned column of dates or date-times: the day, its weekday and the time of day."""

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

__all__ = ["MomentField", "learn_moment"]

_DAY = 86_400_000_000
_WEEK = 7
_WEEKDAY_CHI_SQUARE = 22.46

_UNIT = 2.0**-32


@dataclass(frozen=True)
class MomentField:
    """Days in bins, then (where they carry information) the weekday and the time of day.

    Attributes:
        days: Bins of days since 1970-01-01.
        weekdays: Whether the weekday is a part of its own; days are then moved by at most three to meet it.
        times: Bins of microseconds since midnight; None if every time is midnight.
        missing: Whether moments may be missing.
        dtype: Name of the polars type.
        format: strftime format of the texts that the column held; None if it held dates.
    """

    days: Bins
    weekdays: bool
    times: Bins | None
    missing: bool
    dtype: str
    format: str | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Days, then weekdays, then times, each with a code for missing where moments may be missing."""
        sizes = [(self.days.size, True)]
        sizes += [(_WEEK, False)] if self.weekdays else []
        sizes += [(self.times.size, True)] if self.times else []
        return tuple(Part(size + self.missing, ordered=ordered) for size, ordered in sizes)

    def encode(self, series: pl.Series) -> list[NDArray[np.uint16]]:
        """Turn moments into codes.

        Args:
            series: Shape (n,), dates, date-times, or texts in the field's format.

        Returns:
            One array of shape (n,) a part; what cannot be read is missing (or the middle, if none was missing).
        """
        moments = read_moments(series, self.format)
        known = moments.is_not_null().to_numpy()
        day, time = _split(moments.drop_nulls())
        codes = [self._place(self.days.encode(day.astype(float)), known, self.days.size)]
        if self.weekdays:
            codes.append(self._place(_weekday(day), known, _WEEK))
        if self.times:
            codes.append(self._place(self.times.encode(time.astype(float)), known, self.times.size))
        return codes

    def _place(self, code: NDArray[np.int64], known: NDArray[np.bool_], size: int) -> NDArray[np.uint16]:
        placed = np.full(len(known), size if self.missing else size // 2, np.uint16)
        placed[known] = code
        return placed

    def decode(self, codes: Sequence[NDArray[np.uint16]], spare: Sequence[NDArray[np.uint32]]) -> pl.Series:
        """Turn codes into moments.

        Args:
            codes: One array of shape (n,) a part.
            spare: One array of shape (n,) a part, random words that choose inside each code.

        Returns:
            The column, in the learned type or format.
        """
        known = codes[0] < self.days.size
        day = self.days.decode(np.minimum(codes[0], self.days.size - 1), spare[0].astype(np.float64) * _UNIT).astype(
            np.int64
        )
        if self.weekdays:
            wanted = np.where(codes[1] < _WEEK, codes[1].astype(np.int64), _weekday(day))
            day += (wanted - _weekday(day) + 3) % _WEEK - 3
        moment = day * _DAY
        if self.times:
            time = self.times.decode(np.minimum(codes[-1], self.times.size - 1), spare[-1].astype(np.float64) * _UNIT)
            moment += np.clip(np.rint(time), 0, _DAY - 1).astype(np.int64)
        series = pl.Series(moment).cast(pl.Datetime("us"))
        if not known.all():
            series = pl.select(pl.when(pl.Series(known)).then(series)).to_series()
        return self._dress(series)

    def _dress(self, moments: pl.Series) -> pl.Series:
        if self.format is not None:
            return moments.dt.strftime(self.format)
        target = dtype_of(self.dtype)
        if isinstance(target, pl.Datetime):
            zoned = moments.dt.replace_time_zone("UTC") if target.time_zone else moments
            return zoned.cast(target)
        return moments.cast(target)

    def to_dict(self) -> dict[str, Any]:
        """Describe the field by plain values and arrays."""
        described: dict[str, Any] = {
            "kind": "moment",
            "weekdays": self.weekdays,
            "missing": self.missing,
            "dtype": self.dtype,
            "format": self.format,
        }
        for name, bins in (("days", self.days), ("times", self.times)):
            if bins is not None:
                described |= {
                    f"{name}_edges": bins.edges,
                    f"{name}_knots": bins.knots,
                    f"{name}_starts": bins.starts,
                    f"{name}_units": bins.step.units,
                }
        return described


def learn_moment(series: pl.Series, *, format: str | None = None, k: int = 5, bins: int = 128) -> MomentField | None:  # noqa: A002 - SDV's word
    """Learn a column of moments.

    Args:
        series: Shape (n,), dates, date-times, or texts in ``format``.
        format: strftime format of texts.
        k: How many rows stand behind every day that is kept.
        bins: About how many bins of days.

    Returns:
        The field; None if fewer than k moments can be read.

    Example:
        >>> field = learn_moment(pl.Series(["2024-03-01", "2024-03-02"] * 20), format="%Y-%m-%d")
        >>> field.decode(field.encode(pl.Series(["2024-03-02"])), [np.zeros(1, np.uint32)]).to_list()
        ['2024-03-02']
    """
    moments = read_moments(series, format)
    day, time = _split(moments.drop_nulls())
    if len(day) < k:
        return None
    days = learn_bins(day.astype(float), k=k, bins=bins)
    times = learn_bins(time.astype(float), k=k, bins=bins) if time.any() else None
    weekdays = days.size < len(np.unique(day)) and _uneven(np.bincount(_weekday(day), minlength=_WEEK))
    return MomentField(days, weekdays, times, bool(moments.null_count()), str(series.dtype), format)


def read_moments(series: pl.Series, format: str | None) -> pl.Series:  # noqa: A002 - SDV's word
    """Read a column as date-times without a time zone.

    Args:
        series: Shape (n,), dates, date-times or texts.
        format: strftime format of texts.

    Returns:
        Shape (n,), microseconds; null where a text does not fit the format.
    """
    if series.dtype == pl.String:
        timed = format and any(sign in format for sign in ("%H", "%M", "%S", "%I", "%T"))
        kind = pl.Datetime("us") if timed else pl.Date
        return series.str.strptime(kind, format, strict=False).cast(pl.Datetime("us"))
    if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return series.cast(pl.Datetime("us"))


def _split(moments: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.divmod(moments.to_physical().to_numpy(), _DAY)


def _weekday(days: NDArray[np.int64]) -> NDArray[np.int64]:
    return (days + 3) % _WEEK


def _uneven(counts: NDArray[np.int64]) -> bool:
    """Whether weekdays differ: chi-square with 6 degrees of freedom, p < 0.001."""
    expected = max(counts.sum() / _WEEK, 1e-9)
    return bool(((counts - expected) ** 2 / expected).sum() > _WEEKDAY_CHI_SQUARE)
