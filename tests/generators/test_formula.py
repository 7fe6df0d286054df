from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.formula import names_in
from tests.packmaker import KEY, figures, flat_hours, frames_of, make_pack, one_table

if TYPE_CHECKING:
    from pathlib import Path

NORMAL = {"kind": "number", "distribution": "normal", "decimals": 2}
NAME = "'n' || thing_id"


def test_names_are_found_once_and_in_order() -> None:
    assert names_in("b + a", "a * t.c", None, 3.5, "reference_date") == ("a", "b", "t.c")


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ({**NORMAL, "parameters": {"mean": "word", "sd": 1}}, "x"),
        ({**NORMAL, "parameters": {"mean": 0, "sd": 1}, "at_least": "word"}, "x"),
        ({**NORMAL, "parameters": {"mean": 0, "sd": 1}, "at_most": "day"}, "x"),
        ({"kind": "date", "first": "word", "last": "reference_date"}, "x"),
        ({"kind": "date", "first": "thing_id", "last": "reference_date"}, "x"),
        ({"kind": "time", "on": "word", "hours": "hours.csv"}, "x"),
        ("word + thing_id", "x"),
    ],
)
def test_expressions_of_a_wrong_type_are_refused_with_the_column(tmp_path: Path, column: Any, key: str) -> None:
    columns = {"word": NAME, "day": "reference_date", key: column}
    with pytest.raises(PackError) as caught:
        one_table(tmp_path, columns, files={"hours.csv": flat_hours()})
    assert caught.value.place is not None
    assert "tiny: things.x" in caught.value.place


@pytest.mark.parametrize(
    "rows",
    [
        {"kind": "each", "where": "word"},
        {"kind": "each", "where": "thing_id"},
        {"kind": "events", "time": "at", "since": "word", "until": "day", "per_day": "1", "hours": "h.csv", "most": 9},
        {
            "kind": "events",
            "time": "at",
            "since": "day",
            "until": "day",
            "per_day": "word",
            "hours": "h.csv",
            "most": 9,
        },
    ],
)
def test_rows_that_need_another_type_are_refused_with_the_table(tmp_path: Path, rows: dict[str, Any]) -> None:
    things = {"columns": {"thing_id": KEY, "word": NAME, "day": "reference_date"}}
    parts = {"parent": "things", "rows": rows, "columns": {"part_id": KEY}}
    pack = make_pack(tmp_path, {"things": things, "parts": parts}, files={"h.csv": flat_hours()})
    with pytest.raises(PackError, match=re.escape("tiny: ")) as caught:
        frames_of(pack)
    assert "parts.rows" in str(caught.value.place)


@pytest.mark.parametrize(
    "value",
    ["CAST('x' || thing_id AS INT)", "strptime('x' || thing_id, '%Y')", "CAST('2026-13-' || thing_id AS DATE)"],
)
def test_what_fails_only_with_data_is_told_with_the_column(tmp_path: Path, value: str) -> None:
    with pytest.raises(PackError, match="cannot be computed") as caught:
        one_table(tmp_path, {"x": value})
    assert caught.value.place == "tiny: things.x"
    assert caught.value.found == value


def test_parameters_may_be_constants_or_expressions(tmp_path: Path) -> None:
    frame = one_table(
        tmp_path,
        {
            "constant": {**NORMAL, "parameters": {"mean": "3.0 + 4.0", "sd": "1"}, "within": [6.9, 7.1]},
            "high": {"kind": "number", "distribution": "uniform", "parameters": {"low": 10, "high": "10.0 + thing_id"},
                     "decimals": 3},
            "middle": {"kind": "number", "distribution": "triangular",
                       "parameters": {"low": 5, "mode": "6", "high": "thing_id + 10"}, "integer": True},
            "year": {"kind": "number", "distribution": "normal", "integer": True,
                     "parameters": {"mean": "EXTRACT(YEAR FROM reference_date)", "sd": 0.001}},
        },
        rows=300,
        reference_date=date(2031, 5, 6),
    )  # fmt: skip
    assert frame["constant"].is_between(6.9, 7.1).all()
    assert frame.select(((pl.col("high") >= 10) & (pl.col("high") <= 10 + pl.col("thing_id"))).all()).item()
    assert frame["middle"].min() >= 5  # type: ignore[operator]
    assert frame["year"].unique().to_list() == [2031]


def test_a_row_with_impossible_parameters_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="normal cannot have this sd") as caught:
        one_table(tmp_path, {"x": {**NORMAL, "parameters": {"mean": 0, "sd": "5.0 - thing_id"}}})
    assert (caught.value.place, caught.value.found) == ("tiny: things.x", "0.0")


def test_missing_parameters_of_a_row_are_told(tmp_path: Path) -> None:
    columns = {
        "base": {**NORMAL, "parameters": {"mean": 5, "sd": 1}, "missing": 0.5},
        "x": {**NORMAL, "parameters": {"mean": "base", "sd": 1}},
    }
    with pytest.raises(PackError, match="normal cannot have this mean") as caught:
        one_table(tmp_path, columns)
    assert caught.value.found == "nan"


def test_figures_by_stratum_and_expressions_go_together(tmp_path: Path) -> None:
    table = figures("side,mean", "left,10", "right,1000")
    frame = one_table(
        tmp_path,
        {
            "side": {"kind": "category", "weights": {"left": 1, "right": 1}},
            "x": {**NORMAL, "table": "m.csv", "by": ["side"], "parameters": {"sd": "0.001 * thing_id"}},
        },
        files={"m.csv": table},
    )
    means = dict(frame.group_by("side").agg(pl.col("x").mean()).iter_rows())
    assert abs(means["left"] - 10) < 0.1
    assert abs(means["right"] - 1000) < 0.1
