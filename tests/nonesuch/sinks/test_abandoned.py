from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.sinks import WRITERS

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.sinks import FileWriter


def write_until_the_source_runs_dry(kind: type[FileWriter], path: Path) -> None:
    with kind(path, pl.Schema({"x": pl.Int64})) as writer:
        writer.write(pl.DataFrame({"x": range(100_000)}))
        raise KeyError("no more rows")


@pytest.mark.parametrize("kind", WRITERS.values())
def test_an_error_leaves_nothing_behind_and_no_writer_that_goes_on(tmp_path: Path, kind: type[FileWriter]) -> None:
    with pytest.raises(KeyError):
        write_until_the_source_runs_dry(kind, tmp_path / "x")
    gc.collect()  # what a destructor raises is an error of this test
    assert not list(tmp_path.iterdir())


def test_rows_of_another_type_leave_nothing_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="does not match"),
        WRITERS["parquet"](tmp_path / "x", pl.Schema({"x": pl.Int64})) as writer,
    ):
        writer.write(pl.DataFrame({"x": ["word"]}))
    del writer
    gc.collect()
    assert not list(tmp_path.iterdir())
