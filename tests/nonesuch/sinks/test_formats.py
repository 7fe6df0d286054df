"""Every format gives back what was written: the same rows, types, gaps and words."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nonesuch.errors import SystemFault
from nonesuch.recipe import Format
from nonesuch.sinks import WRITERS, checksum, whole
from nonesuch.sinks.reading import read_typed

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = get_args(Format)
SCHEMA = pl.Schema(
    {
        "whole": pl.Int64(), "small": pl.Int32(), "real": pl.Float64(), "flag": pl.Boolean(),
        "word": pl.Enum(["a", "b c", 'ü,"']), "text": pl.String(), "day": pl.Date(), "moment": pl.Datetime("us"),
        "list": pl.List(pl.String()), "numbers": pl.List(pl.Int64()),
    }
)  # fmt: skip
CELLS = {
    "whole": st.integers(-(2**63), 2**63 - 1),
    "small": st.integers(-(2**31), 2**31 - 1),
    "real": st.floats(allow_nan=False, allow_infinity=False),
    "flag": st.booleans(),
    "word": st.sampled_from(["a", "b c", 'ü,"']),
    "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
    "day": st.dates(date(1000, 1, 1), date(9999, 12, 31)),
    "moment": st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)),
    "list": st.lists(st.none() | st.text('aé"\\,;\n北', max_size=4), max_size=3),
    "numbers": st.lists(st.none() | st.integers(-5, 2**53), max_size=3),
}  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({name: st.none() | cell for name, cell in CELLS.items()}), max_size=6)


def write(frame: pl.DataFrame, path: Path, file_format: Format, pieces: int = 1) -> None:
    with WRITERS[file_format](path, frame.schema) as writer:
        for piece in frame.iter_slices(max(-(-frame.height // pieces), 1)):
            writer.write(piece)
    assert writer.written is not None
    assert writer.written.rows == frame.height


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_rows_read_back_as_they_were(file_format: Format, rows: list[dict[str, object]], tmp_path: Path) -> None:
    frame, path = pl.DataFrame(rows, schema=SCHEMA), tmp_path / f"t.{file_format}"
    write(frame, path, file_format, pieces=2)
    assert_frame_equal(read_typed(path, SCHEMA), frame, check_exact=True)


@pytest.mark.parametrize("file_format", FORMATS)
def test_chunks_make_one_table(file_format: Format, tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": range(150_000)}).with_columns(b=pl.col("a").cast(pl.String))
    write(frame, tmp_path / f"t.{file_format}", file_format, pieces=7)
    assert_frame_equal(read_typed(tmp_path / f"t.{file_format}", frame.schema), frame)


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_bytes_do_not_depend_on_the_pieces(file_format: Format, tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": range(1000)})
    for pieces in (1, 9):
        write(frame, tmp_path / f"{pieces}.{file_format}", file_format, pieces=pieces)
    assert (tmp_path / f"1.{file_format}").read_bytes() == (tmp_path / f"9.{file_format}").read_bytes()


def test_csv_is_plain_text(tmp_path: Path) -> None:
    rows = [{"word": "a", "day": date(2026, 1, 2), "moment": datetime(2026, 1, 2, 3, 4, 5), "list": ["x", None]}, {}]
    write(pl.DataFrame(rows, schema=SCHEMA).select("word", "day", "moment", "list"), tmp_path / "t.csv", "csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        b'word,day,moment,list\na,2026-01-02,2026-01-02T03:04:05,"[""x"",null]"\n,,,\n'
    )


def test_json_lines_are_records(tmp_path: Path) -> None:
    rows = [{"flag": True, "text": "é\n", "moment": datetime(2026, 1, 2, 3, 4, 5, 600), "numbers": [1]}]
    write(
        pl.DataFrame(rows, schema=SCHEMA).select("flag", "text", "moment", "numbers", "word"), tmp_path / "t", "jsonl"
    )
    assert (tmp_path / "t").read_text("utf-8") == (
        '{"flag":true,"text":"é\\n","moment":"2026-01-02T03:04:05.000600","numbers":[1],"word":null}\n'
    )


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_was_written_is_told_with_its_checksum(file_format: Format, tmp_path: Path) -> None:
    path = tmp_path / "t"
    with WRITERS[file_format](path, pl.Schema({"a": pl.Int64()})) as writer:
        writer.write(pl.DataFrame({"a": [1, 2]}))
    assert writer.written is not None
    content = path.read_bytes()
    assert (writer.written.bytes, writer.written.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert checksum(path) == (writer.written.sha256, writer.written.bytes)


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_error_in_the_middle_leaves_no_file(file_format: Format, tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), WRITERS[file_format](tmp_path / "t", pl.Schema({"a": pl.Int64()})) as writer:
        writer.write(pl.DataFrame({"a": range(100_000)}))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_folder_that_is_not_there_is_told_of(file_format: Format, tmp_path: Path) -> None:
    with (
        pytest.raises(SystemFault, match="cannot write") as caught,
        WRITERS[file_format](tmp_path / "no" / "t", pl.Schema({"a": pl.Int64()})),
    ):
        pass
    assert caught.value.place == str(tmp_path / "no" / "t")


def test_a_small_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    with whole(path) as aside:
        aside.write_text("old", "utf-8")
    with suppress(ZeroDivisionError), whole(path) as aside:
        aside.write_text("ne", "utf-8")
        raise ZeroDivisionError
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("m.json", "old")]
