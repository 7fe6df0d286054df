"""Reading tables back: the formats that nonesuch writes, whoever wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError, SystemFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["SUFFIXES", "read_frame"]


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
        raise SystemFault("the file cannot be read", place=str(path), found=problem.strerror or str(problem)) from None


def _is_file_format(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(6) == b"ARROW1"
