"""A data set gives its tables in every form, and writes what the command line writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import nonesuch as ns
from nonesuch.cli import main
from nonesuch.errors import UsageError
from tests.runs import CHANCY, SHOP, bytes_of

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.recipe import Format


@pytest.fixture(scope="module")
def data() -> ns.Dataset:
    return ns.generate(CHANCY, people=150, seed=3, views=["note"])


def test_it_is_a_mapping_of_tables_then_views(data: ns.Dataset) -> None:
    assert [*data] == ["places", "people", "notes", "note"]
    assert len(data) == 4
    assert "note" in data
    assert "nobody" not in data
    assert {name: frame.shape for name, frame in data.items()} == {n: f.shape for n, f in data.frames.items()}
    assert repr(data).startswith(f"<Dataset {CHANCY}, seed 3: places: 20, people: ")


def test_every_form_has_the_same_rows(data: ns.Dataset) -> None:
    frame, table, shown = data.polars("notes"), data.arrow("notes"), data["notes"]
    assert isinstance(frame, pl.DataFrame)
    assert isinstance(table, pa.Table)
    assert isinstance(shown, pd.DataFrame)
    assert table.to_pylist() == frame.to_dicts()
    assert shown["words"].astype(object).where(shown["words"].notna(), None).tolist() == frame["words"].to_list()
    assert shown["note_id"].tolist() == frame["note_id"].to_list()


def test_pandas_frames_are_made_once_and_frames_are_a_copy(data: ns.Dataset) -> None:
    assert data["notes"] is data["notes"]
    data.frames.clear()
    assert len(data) == 4


@pytest.mark.parametrize("form", ["polars", "arrow", "__getitem__"])
def test_an_unknown_table_is_told_with_the_nearest(form: str, data: ns.Dataset) -> None:
    with pytest.raises(UsageError, match="there is no table 'poeple'") as caught:
        getattr(data, form)("poeple")
    assert caught.value.hint == "did you mean 'people'?"


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_write_makes_the_files_of_the_command_line(file_format: Format, data: ns.Dataset, tmp_path: Path) -> None:
    report = data.write(tmp_path / "python", format=file_format)
    assert report.rows == {name: frame.height for name, frame in data.frames.items()}
    words = ["generate", str(CHANCY), "--size", "people=150", "--seed", "3", "--view", "note", "--format", file_format]
    with pytest.raises(SystemExit):
        main([*words, "--out", str(tmp_path / "shell")])
    assert bytes_of(tmp_path / "python") == bytes_of(tmp_path / "shell")


def test_the_quality_of_a_data_set_is_that_of_its_run(data: ns.Dataset, tmp_path: Path) -> None:
    assert data.quality is not None
    assert data.write(tmp_path / "run").manifest["quality"] == data.quality.to_dict()


def test_validate_tells_what_was_found_while_rows_were_made_or_looks_itself() -> None:
    checked, unchecked = ns.generate(SHOP, customers=60), ns.generate(SHOP, customers=60, check=False)
    assert unchecked.quality is None
    assert checked.validate().ok
    assert unchecked.validate().ok
    broken = ns.generate(CHANCY, people=60, check=False).validate()
    assert not broken["low_below_high"].passed
