from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.twin.delimited import read_delimited
from nonesuch.twin.tables import read_tables

if TYPE_CHECKING:
    from pathlib import Path


def _write(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_common_delimiters_are_found(delimiter: str, tmp_path: Path) -> None:
    text = f'a{delimiter}b\n1{delimiter}"x{delimiter}y"\n2{delimiter}z\n'
    assert read_delimited(_write(tmp_path, text)).to_dict(as_series=False) == {
        "a": [1, 2],
        "b": [f"x{delimiter}y", "z"],
    }


def test_types_are_the_narrowest_that_keep_every_value(tmp_path: Path) -> None:
    text = "zip,n,x,flag,day,gap,mixed\n01234,1,1.5,true,2020-01-01,,1\n10000,2,NA,False,2020-01-02,7,?\n"
    table = read_delimited(_write(tmp_path, text))
    assert table.dtypes == [pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.String, pl.Int64, pl.String]
    assert table["zip"].to_list() == ["01234", "10000"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    table = read_delimited(_write(tmp_path, "name,n\nJosé,1\nMüller,2\n", encoding))
    assert table["name"].to_list() == ["José", "Müller"]


def test_mixed_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    raw = b"name,n\n" + "José,1\n".encode() * 40 + "Müller,2\n".encode("cp1252")
    with pytest.raises(DataError, match="mixes encodings") as caught:
        read_delimited(_write(tmp_path, raw))
    assert "line 42" in str(caught.value)


def test_ragged_rows_are_refused_with_their_number(tmp_path: Path) -> None:
    for broken in ("1,2,3", "1"):
        with pytest.raises(DataError, match="wrong number of fields") as caught:
            read_delimited(_write(tmp_path, f"a,b\n1,2\n{broken}\n3,4\n"))
        assert "row 3" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a,b\n", "empty"),
        ("a,b,a\n1,2,3\n", "one name"),
        ("a,,c\n1,2,3\n", "no name"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "no text"),
    ],
)
def test_broken_files_are_refused(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        read_delimited(_write(tmp_path, content))


def test_line_breaks_inside_quotes_belong_to_the_value(tmp_path: Path) -> None:
    assert read_delimited(_write(tmp_path, 'a,b\n"x\ny",1\nz,2\n'))["a"].to_list() == ["x\ny", "z"]


def test_a_folder_holds_tables_by_their_stems(tmp_path: Path) -> None:
    _write(tmp_path, "a\n1\n")
    pl.DataFrame({"b": [1]}).write_parquet(tmp_path / "more.parquet")
    tables = read_tables(tmp_path)
    assert {name: suffix for name, (_, suffix) in tables.items()} == {"data": ".csv", "more": ".parquet"}


def test_missing_and_unknown_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_tables(tmp_path / "x.csv")
    with pytest.raises(UsageError, match="holds no table"):
        read_tables(tmp_path)
    (tmp_path / "x.xlsx").write_bytes(b"x")
    with pytest.raises(UsageError, match="unknown kind"):
        read_tables(tmp_path / "x.xlsx")
    (tmp_path / "x.parquet").write_bytes(b"x")
    with pytest.raises(DataError, match="no Parquet"):
        read_tables(tmp_path / "x.parquet")
    with pytest.raises(SystemFault, match="cannot be read"):
        read_delimited(tmp_path / "gone.csv")
