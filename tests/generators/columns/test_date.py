from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from tests.packmaker import figures, flat_hours, one_table

if TYPE_CHECKING:
    from pathlib import Path

JUNE = {"kind": "date", "first": "DATE '2025-06-01'", "last": "DATE '2025-06-30'"}


def test_days_lie_between_first_and_last_both_included(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"day": JUNE}, rows=3000)
    assert frame.schema["day"] == pl.Date
    counts = frame["day"].value_counts()
    assert sorted(counts["day"]) == [date(2025, 6, day) for day in range(1, 31)]
    assert counts["count"].min() > 60  # type: ignore[operator]
    assert counts["count"].max() < 150  # type: ignore[operator]


def test_bounds_may_be_columns_and_the_reference_date(tmp_path: Path) -> None:
    columns = {"start": JUNE, "stop": {"kind": "date", "first": "start", "last": "reference_date"},
               "same": {"kind": "date", "first": "start", "last": "start"}}  # fmt: skip
    frame = one_table(tmp_path, columns, rows=1000, reference_date=date(2025, 7, 4))
    assert frame.select((pl.col("start") <= pl.col("stop")).all()).item()
    assert frame["stop"].max() == date(2025, 7, 4)
    assert frame["same"].equals(frame["start"], check_names=False)


def test_weekdays_and_months_have_their_weights(tmp_path: Path) -> None:
    files = {"w.csv": figures("weekday,weight", *(f"{day},{10 if day == 7 else 1}" for day in range(1, 8))),
             "m.csv": figures("month,weight", "1,5", *(f"{month},1" for month in range(2, 13)))}  # fmt: skip
    year = {
        "kind": "date",
        "first": "DATE '2025-01-01'",
        "last": "DATE '2025-12-31'",
        "weekday": "w.csv",
        "month": "m.csv",
    }
    frame = one_table(tmp_path, {"day": year}, files=files, rows=10_000)
    assert abs((frame["day"].dt.weekday() == 7).mean() - 10 / 16) < 0.03  # type: ignore[operator]
    assert abs((frame["day"].dt.month() == 1).mean() - 5 * 31 / (5 * 31 + 334)) < 0.03  # type: ignore[operator]


def test_a_day_between_unknown_days_is_unknown(tmp_path: Path) -> None:
    columns = {"start": {**JUNE, "missing": 0.3}, "stop": {"kind": "date", "first": "start", "last": "reference_date"},
               "at": {"kind": "time", "on": "start", "hours": "h.csv"}}  # fmt: skip
    frame = one_table(tmp_path, columns, files={"h.csv": flat_hours()}, rows=1000)
    assert 200 < frame["start"].null_count() < 400
    assert frame.select((pl.col("stop").is_null() == pl.col("start").is_null()).all()).item()
    assert frame.select((pl.col("at").dt.date().eq_missing(pl.col("start"))).all()).item()


def test_times_lie_on_their_day_by_their_hours(tmp_path: Path) -> None:
    files = {"h.csv": figures("side,hour,weight", "left,6,1", "left,7,3", "right,23,1")}
    columns = {"day": JUNE, "side": {"kind": "category", "weights": {"left": 1, "right": 1}},
               "at": {"kind": "time", "on": "day", "hours": "h.csv", "by": ["side"]},
               "minute": {"kind": "time", "on": "reference_date", "hours": "h.csv", "by": ["side"],
                          "resolution": "minute"}}  # fmt: skip
    frame = one_table(tmp_path, columns, files=files, rows=8000)
    assert frame.schema["at"] == pl.Datetime("us")
    assert frame.select((pl.col("at").dt.date() == pl.col("day")).all()).item()
    left = frame.filter(pl.col("side") == "left")["at"].dt.hour()
    assert abs((left == 7).mean() - 0.75) < 0.04  # type: ignore[operator]
    assert frame.filter(pl.col("side") == "right")["at"].dt.hour().unique().to_list() == [23]
    assert frame["at"].dt.second().n_unique() == 60
    assert frame["minute"].dt.second().unique().to_list() == [0]
    assert frame["minute"].min() == datetime(2026, 1, 1, 6)
