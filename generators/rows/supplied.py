"""A shared table whose rows somebody else supplies: their films in place of made ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - pydantic reads it
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.rows.listed import ListedRows

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack

__all__ = ["SuppliedRows", "supply"]


class SuppliedRows(ListedRows):
    """One row for each row of a file outside of the pack."""

    path: Path

    def read(self, folder: Path, *, place: str) -> dict[str, pl.Series]:  # noqa: ARG002 - the file is not the pack's
        """Read the rows; see `ListedRows.read`."""
        frame = _read(self.path, place)
        return {name: self._column(frame[name], kind, place) for name, kind in self.take.items()}


def supply(pack: Pack, table: str, path: Path) -> Pack:
    """Put the rows of a file in place of those that a pack makes for a shared table.

    Columns of the file that the table knows are taken over; the others of the table are made as before. The key is
    numbered anew, in the order of the file.

    Args:
        pack: The pack.
        table: Name of a shared table.
        path: A CSV or Parquet file.

    Returns:
        The pack with these rows.

    Raises:
        RecipeError: If the table is not shared, or the file is missing, empty, or has none of its columns.
    """
    place = f"tables.{table}"
    if table not in pack.shared:
        raise RecipeError(
            f"rows of {table!r} cannot be supplied", place=place, expected="a shared table: " + ", ".join(pack.shared)
        )
    spec = pack.tables[table]
    made = spec.rows.take if isinstance(spec.rows, ListedRows) else {}
    known = [*made, *(name for name, column in spec.columns.items() if column.kind not in ("key", "reference"))]
    frame = _read(path, place)
    take: dict[str, Any] = {name: _kind_of(frame[name]) for name in known if name in frame.columns}
    missing = [name for name in made if name not in take]
    if not take or missing or not frame.height:
        wanted = missing or known
        hint = nearest(wanted[0], frame.columns) if wanted else None
        raise RecipeError(
            "the file does not fit the table", place=place, expected="rows with " + ", ".join(wanted),
            found=f"{frame.height} rows with {', '.join(frame.columns)}", hint=hint,
        )  # fmt: skip
    rows = SuppliedRows(file=path.name, take=take, path=path)
    columns = {name: column for name, column in spec.columns.items() if name not in take}
    sizes = {name: rows for name, rows in pack.spec.size.items() if name != table}
    return replace(
        pack,
        spec=pack.spec.model_copy(update={"size": sizes}),
        tables={**pack.tables, table: spec.model_copy(update={"rows": rows, "columns": columns})},
    )


def _read(path: Path, place: str) -> pl.DataFrame:
    if not path.is_file():
        raise RecipeError("the file does not exist", place=place, expected="a CSV or Parquet file", found=str(path))
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path, glob=False)
        return pl.read_csv(path, infer_schema_length=None, null_values=[""], try_parse_dates=True)
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
