"""A shared table whose rows somebody else supplies: their films in place of made ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - pydantic reads it
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.columns.number import NumberSpec
from nonesuch.generators.rows.listed import ListedRows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.pack import Pack
    from nonesuch.generators.table import TableSpec

__all__ = ["SuppliedRows", "supply"]

_WORDS = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "date": "a date: YYYY-MM-DD"}


class SuppliedRows(ListedRows):
    """One row for each row of a file outside of the pack."""

    path: Path

    def read(self, folder: Path, *, place: str) -> dict[str, pl.Series]:  # noqa: ARG002 - the file is not the pack's
        """Read the rows; see `ListedRows.read`."""
        frame = _read(self.path, place, texts=[name for name, kind in self.take.items() if kind == "text"])
        return {name: self._column(frame[name], kind, place) for name, kind in self.take.items()}


def supply(pack: Pack, table: str, path: Path, *, kinds: Mapping[str, str] | None = None) -> Pack:
    """Put the rows of a file in place of those that a pack makes for a shared table.

    Columns of the file are taken over, the others of the table are made as before. The key is numbered anew, in the
    order of the file.

    Args:
        pack: The pack.
        table: Name of a shared table.
        path: A CSV or Parquet file.
        kinds: What columns hold, where that is known: ``text``, ``integer``, ``number``, ``boolean`` or ``date``;
            else what the file holds.

    Returns:
        The pack with these rows.

    Raises:
        RecipeError: If the table is not shared, or the file is missing, empty, has a column that is none of the table,
            lacks one, or holds a value of another kind.
    """
    place = f"tables.{table}"
    if table not in pack.shared:
        raise RecipeError(
            f"rows of {table!r} cannot be supplied", place=place, expected="a shared table: " + ", ".join(pack.shared)
        )
    spec = pack.tables[table]
    frame = _read(path, place)
    _check_columns(spec, frame, f"{place}: {path.name}")
    wanted = {name: "integer" if column.integer else "number" for name, column in spec.columns.items()
              if isinstance(column, NumberSpec)} | {**(kinds or {})}  # fmt: skip
    take: dict[str, Any] = {name: wanted.get(name, _kind_of(frame[name])) for name in _known(spec) if name in frame}
    for name, kind in take.items():
        _check_values(frame, name, kind, f"{place}: {path.name}", is_text=path.suffix.lower() != ".parquet")
    rows = SuppliedRows(file=path.name, take=take, path=path)
    columns = {name: column for name, column in spec.columns.items() if name not in take}
    sizes = {name: rows for name, rows in pack.spec.size.items() if name != table}
    return replace(
        pack,
        spec=pack.spec.model_copy(update={"size": sizes}),
        tables={**pack.tables, table: spec.model_copy(update={"rows": rows, "columns": columns})},
    )


def _known(spec: TableSpec) -> list[str]:
    """Columns that a file may hold."""
    made = [*spec.rows.take] if isinstance(spec.rows, ListedRows) else []
    return [*made, *(name for name, column in spec.columns.items() if column.kind not in ("key", "reference"))]


def _check_columns(spec: TableSpec, frame: pl.DataFrame, place: str) -> None:
    known = _known(spec)
    shown = [
        name for name in known if name not in spec.hide and not (name in spec.columns and spec.columns[name].hidden)
    ]
    for name in frame.columns:
        if name not in known:
            hint = "keys are numbered anew: leave it out" if name in spec.columns else nearest(name, shown)
            expected = "columns of the table: " + ", ".join(shown)
            raise RecipeError(f"unknown column {name!r}", place=place, expected=expected, hint=hint)
    needed = [*spec.rows.take] if isinstance(spec.rows, ListedRows) else []
    missing = [name for name in needed if name not in frame.columns]
    if missing or not frame.height:
        raise RecipeError(
            "the file does not fit the table", place=place, expected="rows with " + ", ".join(missing or shown),
            found=f"{frame.height} rows with {', '.join(frame.columns)}",
        )  # fmt: skip


def _check_values(frame: pl.DataFrame, name: str, kind: str, place: str, *, is_text: bool) -> None:
    """Refuse the first value of a column that is of another kind."""
    wrong = (frame[name].is_not_null() & ~_fits(frame[name], kind)).arg_true()
    if wrong.is_empty():
        return
    row = int(wrong[0])
    if is_text:  # cells may have several lines, and the header is the first
        above = frame.head(row).select(pl.col(pl.String).str.count_matches("\n").sum())
        where = f"line {row + 2 + sum(int(lines) for lines in above.row(0))}"
    else:
        where = f"row {row + 1}"
    raise RecipeError(
        "a value is of another kind than its column", place=f"{place}, {where}, column {name}",
        expected=_WORDS[kind], found=str(frame[name][row]),
    )  # fmt: skip


def _fits(series: pl.Series, kind: str) -> pl.Series:
    match kind:
        case "integer" | "number":
            if series.dtype == pl.Boolean or series.dtype.is_temporal():
                return _all(series, value=False)
            number = series.cast(pl.Float64, strict=False)
            whole = number.floor() == number if kind == "integer" else number.is_finite()
            return whole.fill_null(value=False)
        case "date":
            return (
                series.str.to_date(strict=False).is_not_null()
                if series.dtype == pl.String
                else _all(series, value=series.dtype.is_temporal())
            )
        case "boolean":
            return _all(series, value=series.dtype == pl.Boolean)
        case _:
            return _all(series, value=True)


def _all(series: pl.Series, *, value: bool) -> pl.Series:
    return pl.repeat(value, len(series), eager=True)


def _read(path: Path, place: str, *, texts: Sequence[str] = ()) -> pl.DataFrame:
    if not path.is_file():
        raise RecipeError("the file does not exist", place=place, expected="a CSV or Parquet file", found=str(path))
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path, glob=False)
        return pl.read_csv(
            path, infer_schema_length=None, null_values=[""], try_parse_dates=True,
            schema_overrides=dict.fromkeys(texts, pl.String),
        )  # fmt: skip
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as problem:
        raise RecipeError("the file cannot be read", place=place, found=str(problem).splitlines()[0]) from None


def _kind_of(series: pl.Series) -> str:
    if series.dtype == pl.Boolean:
        return "boolean"
    if series.dtype.is_integer():
        return "integer"
    if series.dtype.is_numeric():
        return "number"
    if series.dtype.is_temporal():
        return "date"
    return "text"  # not words: grammars may ask for words that these rows do not have
