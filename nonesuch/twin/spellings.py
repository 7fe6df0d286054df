"""Columns of dates, amounts or measures, written in whatever way: read before they are taken for identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.identifiers import find_identifiers
from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.generators.synthesizers.metadata import Column
from nonesuch.generators.synthesizers.sdtypes import DATE_FORMATS
from nonesuch.twin.amounts import read_amounts
from nonesuch.twin.units import read_measures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nonesuch.twin.units import Unit

__all__ = ["Respelled", "respell"]

_SAMPLE = 2_000
_FEW_VALUES = 50
_LEARNED, _MOST, _SOME = 0.8, 0.5, 0.05
_FIRST, _LAST = datetime(1800, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the columns have no zone
_SHOWN = datetime(2023, 9, 25, 14, 30)  # noqa: DTZ001 - an example, of nobody
_FORMATS = (
    *(written for written in DATE_FORMATS if written != "%Y%m%d"),
    "%B %d, %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
)


@dataclass(frozen=True)
class Respelled:
    """A column that is written in several ways.

    Attributes:
        series: The column, in one way; as it was, if it is not learned.
        column: What it is: a moment or a number, or a text that is never learned and comes out missing.
        note: What was done, and why.
        unit: Unit that stood behind the numbers, for the way back.
    """

    series: pl.Series
    column: Column
    note: str
    unit: Unit | None = None


def respell(table: pl.DataFrame, *, skip: Iterable[str] = ()) -> tuple[Respelled, ...]:
    """Find columns of texts most of which are dates, amounts or measures, in several spellings, and write them in one.

    Dates take the most frequent format, amounts and measures become plain numbers; the rest of the column becomes
    missing. Where more than a fifth cannot be read, or what is read would be a guess (day or month, several currencies
    or units), the column is not learned.

    Args:
        table: Shape (n, columns).
        skip: Columns that are known already.

    Returns:
        The columns concerned, in the table's order.

    Example:
        >>> days = [f"2023-{m:02}-{d:02}" for m in (1, 2, 3) for d in range(1, 29)]
        >>> days += [f"{d}/{m:02}/2024" for m in (1, 2, 3) for d in range(1, 29)][:60]
        >>> (found,) = respell(pl.DataFrame({"day": days}))
        >>> found.note, found.series[-1]
        ('day: several formats of dates, read; written as in 2023-09-25', '2024-03-04')
    """
    left_out = set(skip)
    texts = (series for series in table if series.dtype == pl.String and series.name not in left_out)
    found = (
        _dates(series) or _amounts(series) or _measures(series)
        for series in texts
        if series.drop_nulls().n_unique() > _FEW_VALUES
    )
    return tuple(respelled for respelled in found if respelled is not None)


def _dates(series: pl.Series) -> Respelled | None:
    known = series.drop_nulls()
    sample = known.unique(maintain_order=True).head(_SAMPLE)
    formats = _formats(sample)
    if not formats:
        return None
    share = 1 - _read(sample, formats).null_count() / len(sample)
    if share <= _MOST or (len(formats) == 1 and share > 1 - _SOME):
        return None
    guess = _is_guess(sample, formats)
    what = "several formats of dates" if guess or len(formats) > 1 else "dates among other texts"
    if share < _LEARNED or guess:
        why = "day and month cannot be told apart" if guess else "too many cannot be read"
        return _refused(series, f"{what}, not learned: {why}")
    moments = _read(series, formats)
    written = moments.dt.strftime(formats[0])
    note = f"{what}, read; written as in {_SHOWN.strftime(formats[0])}"
    return Respelled(written, Column("datetime", format=formats[0]), _tell(series, moments, note))


def _formats(sample: pl.Series) -> list[str]:
    """Formats that read the sample, each the one that reads most of what those before it left."""
    rest, chosen = sample, list[str]()
    while len(rest) and len(chosen) < len(_FORMATS):
        counts = {written: len(rest) - _moments(rest, written).null_count() for written in _FORMATS}
        best = max(counts, key=lambda written: counts[written])
        if counts[best] < max(2, _SOME / 10 * len(sample)):
            break
        if _turned(best) not in chosen:
            chosen.append(best)
        rest = rest.filter(_moments(rest, best).is_null())
    return chosen


def _turned(written: str) -> str:
    """The same format with day and month in the other order."""
    return written.translate(str.maketrans("dm", "md"))


def _is_guess(sample: pl.Series, formats: list[str]) -> bool:
    """Whether some values can only be day first and others only month first."""
    rest = sample.filter(_read(sample, formats).is_null())
    turned = [_turned(written) for written in formats if _turned(written) in _FORMATS and _turned(written) != written]
    return bool(turned) and len(rest) - _read(rest, turned).null_count() > _SOME * len(sample)


def _read(series: pl.Series, formats: list[str]) -> pl.Series:
    return pl.select(pl.coalesce(_moments(series, written) for written in formats)).to_series().alias(series.name)


def _moments(series: pl.Series, written: str) -> pl.Series:
    moments = read_moments(series, written)
    return pl.select(pl.when(moments.is_between(_FIRST, _LAST)).then(moments)).to_series()


def _amounts(series: pl.Series) -> Respelled | None:
    known = len(series) - series.null_count()
    if series.str.strip_chars().cast(pl.Float64, strict=False).count() > (1 - _SOME) * known:
        return None  # learned as numbers already
    amounts = read_amounts(series)
    share = amounts.numbers.count() / known
    if not amounts.spelled or share <= _MOST or _other_kind(series):
        return None
    if len(amounts.currencies) > 1:
        return _refused(series, f"amounts in several currencies ({', '.join(amounts.currencies)}), not learned")
    if share < _LEARNED:
        return _refused(series, "numbers in several spellings, not learned: too many cannot be read")
    numbers = _whole(amounts.numbers.alias(series.name))
    note = "spelled numbers (signs of money, commas), read; written as plain numbers, such as 3999.5"
    return Respelled(numbers, Column("numerical"), _tell(series, numbers, note))


def _measures(series: pl.Series) -> Respelled | None:
    measures = read_measures(series)
    if measures is None:
        return None
    if measures.unit is None:
        return _refused(series, f"numbers in several units ({', '.join(measures.units)}), not learned")
    numbers = _whole(measures.numbers)
    if find_identifiers(numbers.to_frame()):
        return None
    note = f"numbers with a unit, read; written again as in {measures.unit.write(pl.Series([12.5]))[0]}"
    return Respelled(numbers, Column("numerical"), _tell(series, numbers, note), measures.unit)


def _whole(numbers: pl.Series) -> pl.Series:
    """Whole numbers as such."""
    whole = numbers.cast(pl.Int64, strict=False)
    return whole if bool((whole.cast(pl.Float64) == numbers).all()) else numbers


def _other_kind(series: pl.Series) -> bool:
    """Whether the values are of a kind that always identifies, such as phone numbers."""
    return any(finding.kind not in {"id", "text"} for finding in find_identifiers(series.to_frame()))


def _refused(series: pl.Series, note: str) -> Respelled:
    return Respelled(series, Column("text"), f"{series.name}: {note}; empty in the twin")


def _tell(series: pl.Series, read: pl.Series, note: str) -> str:
    lost = read.null_count() - series.null_count()
    return f"{series.name}: {note}" + (f"; {lost:,} that cannot be read count as missing" if lost else "")
