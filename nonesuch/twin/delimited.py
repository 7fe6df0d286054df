"""Delimited text as people really write it: common delimiters and encodings, and clear words where it is broken."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from nonesuch.errors import DataError, SystemFault

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_delimited"]

_DELIMITERS = ",;\t|"
_MISSING = ["", "NA", "N/A", "NaN", "nan", "NULL", "null"]
_HEAD = 65_536
_VALID_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def read_delimited(path: Path) -> pl.DataFrame:
    """Read a file of delimited text.

    The delimiter is the most frequent of comma, semicolon, tab and bar in the first line. UTF-8 and UTF-16 (with a byte
    order mark) are read, anything else as Windows-1252. Texts of digits with leading zeros stay texts; so do dates,
    that their format can be kept.

    Args:
        path: The file.

    Returns:
        The table.

    Raises:
        DataError: If the file is empty, has rows of different length, two columns of one name, or mixed encodings.
        SystemFault: If it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise SystemFault("the file cannot be read", place=str(path), found=problem.strerror) from None
    text = _decode(raw, path)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if not first.strip():
        raise DataError("the file is empty", place=str(path), expected="a line of column names, then rows")
    delimiter = max(_DELIMITERS, key=first.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(text[:_HEAD]), delimiter=delimiter))]
    _check_names(names, path)
    return pl.DataFrame([_infer(series) for series in _parse(text, names, delimiter, path)])


def _decode(raw: bytes, path: Path) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        wrong = raw.count(b"\n", 0, problem.start) + 1
        if b"\0" in raw[:_HEAD]:
            raise DataError("the file is no text", place=str(path), expected="delimited text or Parquet") from None
        if len(_VALID_PAIR.findall(raw)) > len(re.findall(rb"[\x80-\xff]", raw)) // 4:
            raise DataError(
                "the file mixes encodings",
                place=f"{path}, line {wrong}",
                expected="UTF-8 throughout",
                found=f"UTF-8 elsewhere, here the byte 0x{raw[problem.start]:02x}",
                hint="write the file again as UTF-8",
            ) from None
        return raw.decode("cp1252", errors="replace")


def _check_names(names: list[str], path: Path) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(
            "two columns have one name", place=str(path), expected="different names", found=", ".join(twice)
        )
    if "" in names:
        raise DataError("a column has no name", place=str(path), found=f"column {names.index('') + 1}")


def _parse(text: str, names: list[str], delimiter: str, path: Path) -> pl.DataFrame:
    options = pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=_MISSING
    )
    parsing = pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    source = pa.py_buffer(text.lstrip("\r\n").encode())
    for threads in (True, False):  # only a single thread counts rows, for the error
        reading = pa_csv.ReadOptions(column_names=names, skip_rows=1, block_size=2**24, use_threads=threads)
        try:
            table = pa_csv.read_csv(
                pa.BufferReader(source), read_options=reading, parse_options=parsing, convert_options=options
            )
            break
        except pa.ArrowInvalid as problem:
            if not threads:
                raise _broken_row(str(problem), path) from None
    read = pl.from_arrow(table)
    assert isinstance(read, pl.DataFrame), "a table of several columns"
    if not read.height:
        raise DataError("the table is empty", place=str(path), expected="rows", found="column names only")
    return read


def _broken_row(problem: str, path: Path) -> DataError:
    found = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", problem)
    if not found:
        return DataError("the file cannot be parsed", place=str(path), found=problem)
    return DataError(
        "a row has the wrong number of fields",
        place=f"{path}, row {found[1]}",
        expected=f"{found[2]} fields",
        found=f"{found[3]} fields",
        hint="a delimiter inside a text needs quotes",
    )


def _infer(series: pl.Series) -> pl.Series:
    """Find the narrowest of boolean, integer, float that holds every value as it is written."""
    known = series.drop_nulls()
    if not len(known):
        return series
    trimmed = known.str.strip_chars()
    if trimmed.str.to_lowercase().is_in(["true", "false"]).all():
        return (series.str.strip_chars().str.to_lowercase() == "true").alias(series.name)
    if trimmed.str.contains(r"^[+-]?0\d").any():
        return series
    for dtype in (pl.Int64, pl.Float64):
        read = series.str.strip_chars().cast(dtype, strict=False)
        if read.null_count() == series.null_count():
            return read
    return series
