"""Private data, read as the columns of a pack: named as the pack names them, of its types, and none that identifies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.frames import to_polars
from nonesuch.generators.identifiers import find_identifiers
from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.generators.synthesizers.sdtypes import date_format
from nonesuch.plural import counted
from nonesuch.twin.tables import read_tables
from nonesuch.validation import ColumnMap, read_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["read_source", "refuse_identifiers", "typed"]

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_source(
    data: Any, table: str, columns: Mapping[str, Mapping[str, str]] | Path | None, *, wanted: Sequence[str]
) -> pl.DataFrame:
    """Read the columns that are wanted, by the pack's names.

    Args:
        data: A table (pandas, polars, Arrow), the path of a CSV or Parquet file, or of a folder of them.
        table: The pack's table.
        columns: Our table = our column = their column, or the path of such a TOML file.
        wanted: Our names of the columns.

    Returns:
        Shape (rows, wanted), of the types that were read.

    Raises:
        UsageError: If a file is unknown, or a folder does not hold the table.
        DataError: If a file is broken, or a column is missing or identifies.
    """
    names = _map(columns, table)
    theirs = next((their for their, ours in names.tables.items() if ours == table), table)
    frame = _read(data, theirs)
    called = {ours: their for their, ours in names.columns.get(table, {}).items()}
    refuse_identifiers(frame.select(called.get(name, name) for name in wanted if called.get(name, name) in frame))
    frame = ColumnMap({theirs: table}, names.columns).apply({theirs: frame})[table]
    for name in wanted:
        if name not in frame.columns:
            raise DataError(
                f"the data have no column {name!r}",
                place="data",
                hint=nearest(name, frame.columns) or "a map says how the data call it",
            )
    return frame.select(*wanted)


def _map(columns: Mapping[str, Mapping[str, str]] | Path | None, table: str) -> ColumnMap:
    if isinstance(columns, Path):
        named = read_map(columns)
    else:
        turned = {t: {theirs: ours for ours, theirs in names.items()} for t, names in (columns or {}).items()}
        named = ColumnMap({}, turned)
    return ColumnMap({t: o for t, o in named.tables.items() if o == table}, {table: named.columns.get(table, {})})


def _read(data: Any, name: str) -> pl.DataFrame:
    if not isinstance(data, str | Path):
        return to_polars(data)
    tables = {found: frame for found, (frame, _) in read_tables(data).items()}
    if len(tables) == 1:
        return next(iter(tables.values()))
    if name not in tables:
        raise UsageError(
            "which table of the folder?",
            place=str(data),
            expected='a file of the table\'s name, or "@table" in the map',
            found=name,
            hint=nearest(name, tables),
        )
    return tables[name]


def refuse_identifiers(frame: pl.DataFrame) -> None:
    """Refuse columns that identify persons: they are never learned.

    Args:
        frame: Shape (rows, columns).

    Raises:
        DataError: About the first such column, with what gave it away.
    """
    dated = [s.name for s in frame if s.dtype == pl.String and date_format(s) is not None]
    for found in find_identifiers(frame, skip=dated):
        raise DataError(
            f"column {found.column!r} identifies persons and is never learned",
            place="data",
            expected="columns that describe",
            found=f"{found.kind}: {', '.join(found.evidence)}",
            hint="leave it out: the pack makes its own",
        )


def typed(series: pl.Series, dtype: pl.DataType) -> tuple[pl.Series, str | None]:
    """Read a column as the pack's type.

    Args:
        series: Shape (rows,), as it came.
        dtype: The pack's type; for an enumeration any words are taken.

    Returns:
        Shape (rows,), and what is worth knowing.

    Raises:
        DataError: If values are of another type.

    Example:
        >>> typed(pl.Series("x", ["1.0", "2.6", None]), pl.Int64())[0].to_list()
        [1, 3, None]
    """
    note = None
    if isinstance(dtype, pl.Enum | pl.Categorical | pl.String):
        made = series.cast(pl.String)
        known = dtype.categories if isinstance(dtype, pl.Enum) else None
        strange = 0 if known is None else int((~made.drop_nulls().is_in(known.implode())).sum())
        note = (
            f"{series.name}: {counted(strange, 'row holds', 'rows hold')} words that the pack does not have"
            if strange
            else None
        )
    elif dtype.is_numeric():
        made, note = _number(series, dtype)
    elif dtype == pl.Boolean:
        made = series
        if series.dtype != pl.Boolean:
            words = series.cast(pl.String).str.to_lowercase().str.strip_chars()
            made = words.replace_strict(_TRUTHS, default=None, return_dtype=pl.Boolean)
    elif dtype in (pl.Date, pl.Datetime):
        made = read_moments(series, date_format(series)) if series.dtype == pl.String else series
        made = made.cast(dtype, strict=False)
    else:
        raise UsageError("columns of this type cannot be learned", place=series.name, found=str(dtype))
    lost = made.null_count() - series.null_count()
    if lost > 0:
        raise DataError(
            f"column {series.name!r} holds values of another type",
            place="data",
            expected=str(dtype) if not isinstance(dtype, pl.Enum) else "words",
            found=f"{lost:,} of {len(series):,} rows",
        )
    return made.alias(series.name), note


def _number(series: pl.Series, dtype: pl.DataType) -> tuple[pl.Series, str | None]:
    if series.dtype == pl.String:
        series = series.str.strip_chars().cast(pl.Float64, strict=False)
    if not series.dtype.is_numeric():
        return pl.Series(series.name, [None] * len(series), dtype=dtype), None
    if series.dtype.is_float() and dtype.is_integer():
        whole = series.round(mode="half_to_even")
        broken = int((whole != series).sum())
        note = f"{series.name}: {broken:,} numbers rounded to whole ones" if broken else None
        return whole.cast(dtype, strict=False), note
    return series.cast(dtype, strict=False), None
