"""Frames go over to pandas and Arrow, and come back, without losing anything."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nonesuch.errors import DataError, UsageError
from nonesuch.frames import to_arrow, to_pandas, to_polars

FRAME = pl.DataFrame(
    {
        "whole": [1, 2**60], "gaps": [None, 2], "real": [0.5, None], "flag": [True, False], "maybe": [None, True],
        "word": ["b", None], "text": ["é", None], "day": [date(2026, 1, 2), None],
        "moment": [datetime(2026, 1, 2, 3, 4, 5, 6), None], "list": [["x", None], None],
    },
    schema_overrides={"word": pl.Enum(["a", "b"])},
)  # fmt: skip


def test_pandas_gets_types_that_hold_gaps_without_losing_digits() -> None:
    frame = to_pandas(FRAME)
    assert [str(dtype) for dtype in frame.dtypes[["whole", "gaps", "real", "flag", "maybe", "word"]]] == [
        "int64", "Int64", "float64", "bool", "boolean", "category",
    ]  # fmt: skip
    assert frame["whole"].tolist() == [1, 2**60]
    assert frame["gaps"].isna().tolist() == [True, False]
    assert list(frame["word"].cat.categories) == ["a", "b"]
    assert not frame["word"].cat.ordered
    assert frame["moment"].iloc[0] == pd.Timestamp("2026-01-02 03:04:05.000006")
    assert frame["text"].iloc[0] == "é"
    assert frame["text"].isna().tolist() == [False, True]
    assert list(frame.columns) == FRAME.columns
    assert list(frame.index) == [0, 1]


def test_pandas_gets_columns_of_a_table_without_rows() -> None:
    frame = to_pandas(FRAME.clear())
    assert frame.shape == (0, 10)
    assert str(frame.dtypes["word"]) == "category"


def test_arrow_gets_dictionaries_without_an_order() -> None:
    table = to_arrow(pl.concat([FRAME, FRAME], rechunk=False))
    kind = table.schema.field("word").type
    assert (pa.types.is_dictionary(kind), kind.ordered) == (True, False)
    assert table["word"].to_pylist() == ["b", None, "b", None]
    table.validate(full=True)


@pytest.mark.parametrize("turn", [to_pandas, to_arrow, pl.DataFrame.lazy, pl.DataFrame.to_dicts])
def test_every_form_comes_back(turn: Any) -> None:
    back = to_polars(turn(FRAME)).with_columns(
        pl.col("word").cast(pl.Enum(["a", "b"])), pl.col("day").cast(pl.Date), pl.col("moment").cast(pl.Datetime("us"))
    )
    assert_frame_equal(back, FRAME)


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers_go_to_pandas_and_back(numbers: list[int | None]) -> None:
    frame = pl.DataFrame({"a": numbers}, schema={"a": pl.Int64})
    assert_frame_equal(to_polars(to_pandas(frame)), frame)


def test_a_named_index_becomes_a_column() -> None:
    frame = pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="key"))
    assert to_polars(frame).to_dicts() == [{"key": "x", "a": 1}]


@pytest.mark.parametrize("data", [None, 5, "text", [1, 2], {"a": [1]}, object()])
def test_what_is_no_table_is_told_of(data: object) -> None:
    with pytest.raises(UsageError, match="this is no table"):
        to_polars(data)


@pytest.mark.parametrize("data", [pd.DataFrame({"a": [1, "x", object()]}), pd.DataFrame([[1, 2]], columns=["a", "a"])])
def test_a_table_that_no_type_holds_is_told_of(data: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="the table cannot be read"):
        to_polars(data)
