"""What kind of thing each column holds, found by looking at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.identifiers.detection import find_identifiers
from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.generators.synthesizers.metadata import Column, Metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.generators.identifiers.detection import Finding

__all__ = ["DATE_FORMATS", "date_format", "detect_metadata"]

_DATES = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
)
_TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S%.f")
DATE_FORMATS = (
    *_DATES,
    *(f"{day} {time}" for day in _DATES[:7] for time in _TIMES),
    *(f"%Y-%m-%dT{time}{zone}" for time in _TIMES for zone in ("", "Z")),
    "%Y%m%d",
)
"""Formats in which texts are read as moments, tried in this order; the format is kept on output."""

_SAMPLE = 2_000
_ENOUGH = 0.95


def detect_metadata(
    table: pl.DataFrame, *, known: Metadata | None = None, findings: Sequence[Finding] | None = None
) -> Metadata:
    """Find each column's sdtype.

    Args:
        table: Shape (n, columns).
        known: What is known already; it is not questioned.
        findings: Columns that identify; None: they are looked for.

    Returns:
        The metadata of all columns, in the table's order.

    Raises:
        UsageError: If ``known`` describes a column that is not there.

    Example:
        >>> table = pl.DataFrame({"day": ["2024-02-01", "2024-02-03"] * 20, "kind": ["a", "b"] * 20})
        >>> {name: column.sdtype for name, column in detect_metadata(table).columns.items()}
        {'day': 'datetime', 'kind': 'categorical'}
    """
    known = known or Metadata()
    known.check(table.columns)
    if findings is None:
        findings = find_identifiers(table, skip=known.columns)
    identifying = {finding.column: Column(finding.kind) for finding in findings if finding.column not in known.columns}
    columns = {
        series.name: known.columns.get(series.name) or _detect(series, identifying.get(series.name)) for series in table
    }
    columns = {name: _with_format(table[name], column) for name, column in columns.items()}
    if known.primary_key:
        columns[known.primary_key] = Column("id", pattern=columns[known.primary_key].pattern)
    return Metadata(columns, known.primary_key, known.sequence_key, known.sequence_index)


def _detect(series: pl.Series, identifying: Column | None) -> Column:
    dtype = series.dtype
    if dtype == pl.Boolean:
        return Column("boolean")
    if dtype in (pl.Date, pl.Datetime):
        return Column("datetime")
    if dtype == pl.String:
        written = date_format(series)
        if written:
            return Column("datetime", format=written)
        if identifying is None and _spells_numbers(series):
            return Column("numerical")
        return identifying or Column("categorical")
    return identifying or Column("numerical")


def _with_format(series: pl.Series, column: Column) -> Column:
    if column.sdtype == "datetime" and series.dtype == pl.String and column.format is None:
        return Column("datetime", format=date_format(series))
    return column


def date_format(series: pl.Series) -> str | None:
    """Find the format in which a column's texts are moments.

    Args:
        series: Shape (n,), texts.

    Returns:
        The first format that reads 95 % of up to 2,000 different texts; None if none does.

    Example:
        >>> date_format(pl.Series(["31/12/2023", "01/02/2024"]))
        '%d/%m/%Y'
    """
    sample = series.drop_nulls().head(4 * _SAMPLE).unique(maintain_order=True).head(_SAMPLE)
    if len(sample) < 2 or not bool(sample.head(20).str.contains(r"\d").all()):
        return None
    read = {written: len(sample) - read_moments(sample, written).null_count() for written in DATE_FORMATS}
    best = max(read.values())
    return next(written for written, count in read.items() if count == best) if best >= _ENOUGH * len(sample) else None


def _spells_numbers(series: pl.Series) -> bool:
    """Whether texts are numbers, with a few that are not (blanks, question marks), and too many to be categories."""
    sample = series.drop_nulls().head(4 * _SAMPLE).unique(maintain_order=True).head(_SAMPLE)
    if len(sample) <= 50:
        return False
    read = sample.str.strip_chars().cast(pl.Float64, strict=False)
    return len(sample) - read.null_count() >= _ENOUGH * len(sample)
