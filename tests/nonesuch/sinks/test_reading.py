"""Tables that somebody else wrote are read, or told to be unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import DataError
from nonesuch.sinks.reading import SUFFIXES, read_frame, read_typed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNREADABLE = {
    "no Parquet": ("t.parquet", b"PAR1 no table PAR1"),
    "an empty Parquet file": ("t.parquet", b""),
    "no Arrow": ("t.arrow", b"ARROW1 no table"),
    "an empty Arrow file": ("t.arrow", b""),
    "an open quote": ("t.csv", b'a,b\n1,"2\n'),
    "too many cells": ("t.csv", b"a,b\n1,2,3\n"),
    "no UTF-8": ("t.csv", b"a,b\n\xff,2\n"),
    "no JSON": ("t.jsonl", b"{\n"),
    "JSON of another shape": ("t.jsonl", b"[1, 2]\n"),
    "JSON in another encoding": ("t.jsonl", b'{"a": "\xe9"}\n'),
    "JSON nested without end": ("t.jsonl", b'{"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}\n"),
    "a spreadsheet": ("t.xlsx", b"PK\x03\x04"),
    "no ending": ("t", b"a,b\n1,2\n"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    file, content = UNREADABLE[name]
    (tmp_path / file).write_bytes(content)
    with pytest.raises(DataError, match="cannot be read") as caught:
        read_frame(tmp_path / file)
    assert caught.value.place == str(tmp_path / file)


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the file does not exist"):
        read_frame(tmp_path / "t.csv")


@pytest.mark.parametrize("ending", SUFFIXES)
def test_endings_may_be_written_large(ending: str, tmp_path: Path) -> None:
    frame, path = pl.DataFrame({"a": ["1"]}), tmp_path / f"T{ending.upper()}"
    writers: dict[str, Callable[[Path], object]] = {
        ".parquet": frame.write_parquet, ".csv": frame.write_csv,
        ".jsonl": frame.write_ndjson, ".arrow": frame.write_ipc_stream,
    }  # fmt: skip
    writers[ending](path)
    assert read_frame(path).to_dicts() == [{"a": "1"}]


@pytest.mark.parametrize("file", ["t.csv", "t.jsonl"])
def test_an_empty_text_file_is_a_table_without_columns(file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(b"")
    assert read_frame(tmp_path / file).shape == (0, 0)
    assert read_typed(tmp_path / file, {"a": pl.Date()}).schema == {"a": pl.Date()}


def test_a_byte_order_mark_and_windows_line_ends_are_no_data(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfa,b\r\n1,x\r\n")
    assert read_frame(tmp_path / "t.csv").to_dicts() == [{"a": "1", "b": "x"}]


@pytest.mark.parametrize(("content", "found"), [("b\n1\n", "a"), ("a\nx\n", "conversion")])
def test_a_file_of_another_table_is_told_of(content: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(content, "utf-8")
    with pytest.raises(DataError, match="not one of this table") as caught:
        read_typed(tmp_path / "t.csv", {"a": pl.Int64()})
    assert found in str(caught.value.found)
