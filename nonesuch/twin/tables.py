"""Reading and writing the tables of a twin: one file, or a folder of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.twin.delimited import read_delimited

__all__ = ["read_tables", "write_table"]

_TEXT = (".csv", ".tsv", ".txt")
_PARQUET = (".parquet", ".pq")


def read_tables(data: str | Path) -> dict[str, tuple[pl.DataFrame, str]]:
    """Read a table, or all tables of a folder.

    Args:
        data: A CSV or Parquet file, or a folder of such files.

    Returns:
        By name (the file's stem) the table and its suffix, ``.csv`` or ``.parquet``.

    Raises:
        UsageError: If there is no such file, or a folder holds no table.
        DataError: If a file is broken.
        SystemFault: If a file cannot be read.
    """
    path = Path(data)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in (*_TEXT, *_PARQUET))
        if not files:
            raise UsageError("the folder holds no table", place=str(path), expected="CSV or Parquet files")
        stems = [file.stem for file in files]
        if len(set(stems)) < len(stems):
            raise UsageError("two files of the folder have one name", place=str(path), found=", ".join(stems))
        return {file.stem: _read(file) for file in files}
    if not path.exists():
        raise UsageError(
            "there is no such file", found=str(path), expected="a CSV or Parquet file, or a folder of them"
        )
    return {path.stem: _read(path)}


def _read(path: Path) -> tuple[pl.DataFrame, str]:
    suffix = path.suffix.lower()
    if suffix in _PARQUET:
        try:
            table = pl.read_parquet(path)
        except (pl.exceptions.PolarsError, OSError) as problem:
            raise DataError("the file is no Parquet file", place=str(path), found=str(problem).split("\n")[0]) from None
        if not table.width or not table.height:
            raise DataError("the table is empty", place=str(path), expected="rows and columns")
        return table, ".parquet"
    if suffix not in _TEXT:
        raise UsageError("unknown kind of file", found=path.name, expected="CSV or Parquet")
    return read_delimited(path), ".csv"


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table by its suffix.

    Args:
        table: The table.
        path: Ends in ``.csv`` or ``.parquet``.

    Raises:
        SystemFault: If it cannot be written.
    """
    try:
        if path.suffix == ".parquet":
            table.write_parquet(path)
        else:
            table.write_csv(path)
    except OSError as problem:
        raise SystemFault(
            "the table cannot be written", place=str(path), found=problem.strerror or str(problem)
        ) from None
