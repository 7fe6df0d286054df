"""Reading tables back: the formats that nonesuch writes, whoever wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError, SystemFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["SUFFIXES", "read_frame", "read_parts", "read_typed"]


def _csv(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


def _json_lines(path: Path) -> pl.DataFrame:
    return pl.read_ndjson(path, infer_schema_length=None) if path.stat().st_size else pl.DataFrame()


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": lambda path: pl.read_parquet(path, glob=False),
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".arrow": lambda path: pl.read_ipc(path) if _is_file_format(path) else pl.read_ipc_stream(path),
}

SUFFIXES = tuple(_READERS)
"""Endings of the files that can be read."""


def read_frame(path: Path) -> pl.DataFrame:
    """Read a table.

    Args:
        path: A Parquet, CSV, JSON Lines or Arrow file, by its ending.

    Returns:
        Its rows. The columns of a CSV file are texts; whoever judges them reads them as the contract says.

    Raises:
        DataError: If the file is missing, of another kind, or cannot be read as what its ending says.
        SystemFault: If the machine refuses.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError("this kind of file cannot be read", place=str(path), expected=", ".join(SUFFIXES))
    try:
        return reader(path)
    except FileNotFoundError:
        raise DataError("the file does not exist", place=str(path)) from None
    except pl.exceptions.NoDataError:
        return pl.DataFrame()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, UnicodeDecodeError, ValueError) as problem:
        reason = next(iter(str(problem).splitlines()), type(problem).__name__)
        raise DataError("the file cannot be read", place=str(path), found=reason) from None
    except OSError as problem:
        told = problem.errno or "os error" in str(problem)  # else the content is to blame
        kind = SystemFault if told else DataError
        raise kind("the file cannot be read", place=str(path), found=problem.strerror or str(problem)) from None


def read_typed(path: Path, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read a table that nonesuch wrote, with the types that it had.

    Args:
        path: A Parquet, CSV, JSON Lines or Arrow file, by its ending.
        schema: Its columns and their types.

    Returns:
        Its rows, the same as those that were written.

    Raises:
        DataError: If the file is not one of this table.
        SystemFault: If the machine refuses.
    """
    frame = read_frame(path)
    if not frame.width:
        return pl.DataFrame(schema=dict(schema))
    try:
        return frame.select(_typed(frame.schema[name], dtype, name) for name, dtype in schema.items())
    except (pl.exceptions.PolarsError, KeyError) as problem:
        reason = next(iter(str(problem).splitlines()), "")
        raise DataError("the file is not one of this table", place=str(path), found=reason) from None


def _typed(found: pl.DataType, dtype: pl.DataType, name: str) -> pl.Expr:  # noqa: PLR0911 - one case a type
    column = pl.col(name)
    if found != pl.String:
        return column.cast(dtype)
    match dtype:
        case pl.Date():
            return column.str.to_date("%Y-%m-%d")
        case pl.Datetime():
            return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit=dtype.time_unit)
        case pl.Time():
            return column.str.to_time("%H:%M:%S%.f")
        case pl.Boolean():
            return column.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
        case pl.List() | pl.Struct() | pl.Array():
            return column.str.json_decode(dtype)
        case _:
            return column.cast(dtype)


def read_parts(paths: Sequence[Path]) -> pl.DataFrame:
    """Read a table that lies in several files.

    Args:
        paths: The files, in order; at least one.

    Returns:
        The rows of all of them.

    Raises:
        DataError: If one cannot be read, or they have different columns.
        SystemFault: If the machine refuses.
    """
    frames = [read_frame(path) for path in paths]
    filled = [frame for frame in frames if frame.width]
    try:
        return pl.concat(filled, how="vertical_relaxed") if filled else frames[0]
    except pl.exceptions.PolarsError as problem:
        reason = next(iter(str(problem).splitlines()), "")
        raise DataError("the parts of a table differ", place=str(paths[0].parent), found=reason) from None


def _is_file_format(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(6) == b"ARROW1"
