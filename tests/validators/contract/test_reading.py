from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import polars as pl
import pytest

from nonesuch.validators.contract.reading import canonical_type, read_values
from nonesuch.validators.contract.schema import ValueSchema


def read(series: pl.Series, **schema: Any) -> list[Any]:
    frame = series.alias("x").to_frame()
    made = ValueSchema.model_validate(schema)
    values = frame.select(read_values(pl.col("x"), series.dtype, made).alias("x"))["x"]
    assert values.dtype == canonical_type(made)
    return (values if len(values) == len(series) else values.new_from_index(0, len(series))).to_list()


@pytest.mark.parametrize(
    ("texts", "schema", "values"),
    [
        (["12", " -3 ", "4.0", "4.5", "9007199254740993", "x", ""], {"type": "integer"},
         [12, -3, 4, None, 2**53 + 1, None, None]),
        (["1.5", "1e3", "nan", "inf", "x"], {"type": "number"}, [1.5, 1000.0, None, None, None]),
        (["true", "False", "1", "0", "yes"], {"type": "boolean"}, [True, False, True, False, None]),
        (["2026-02-28", "2026-02-30", "2026-02-28 00:00:00", "28.2.2026"], {"type": "string", "format": "date"},
         [date(2026, 2, 28), None, date(2026, 2, 28), None]),
        (["08:30", "08:30:05", "25:00"], {"type": "string", "format": "time"}, [time(8, 30), time(8, 30, 5), None]),
    ],
)  # fmt: skip
def test_texts_are_read_as_csv_files_need_it(texts: list[str], schema: dict[str, Any], values: list[Any]) -> None:
    assert read(pl.Series(texts), **schema) == values


def test_moments_are_read_in_utc() -> None:
    texts = [
        "2026-01-02T03:04:05Z",
        "2026-01-02 03:04",
        "2026-01-02T03:04:05.25+02:00",
        "2026-01-02T01:00:00-05:30",
        "?",
    ]
    wanted = ["2026-01-02T03:04:05", "2026-01-02T03:04:00", "2026-01-02T01:04:05.25", "2026-01-02T06:30:00"]
    expected = [datetime.fromisoformat(text) for text in wanted]
    assert read(pl.Series(texts), type="string", format="date-time") == [*expected, None]
    berlin = pl.Series(expected[:1]).dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Berlin")
    assert read(berlin, type="string", format="date-time") == expected[:1]


def test_other_types_are_read_where_nothing_is_lost() -> None:
    assert read(pl.Series([1.0, 2.5, None]), type="integer") == [1, None, None]
    assert read(pl.Series([1, 2], dtype=pl.Int8), type="number") == [1.0, 2.0]
    assert read(pl.Series([float("nan"), 1.0]), type="number") == [None, 1.0]
    assert read(pl.Series([date(2026, 1, 2)]), type="string") == ["2026-01-02"]
    assert read(pl.Series([True]), type="integer") == [None]
    assert read(pl.Series([1, 2]), type="string") == [None, None]
    assert read(pl.Series([[1], None]), type="array", items={"type": "string"}) == [["1"], None]
