from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.pack import load_pack
from tests.packmaker import KEY, frames_of, make_pack, one_table

if TYPE_CHECKING:
    from pathlib import Path


def test_expressions_read_this_table_and_those_it_is_linked_to(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "a": {"columns": {"a_id": KEY, "x": "a_id * 10"}},
        "b": {"parent": "a", "rows": {"kind": "each", "count": 2}, "columns": {"b_id": KEY, "y": "a.x + b_id"}},
        "c": {"parent": "b", "columns": {"c_id": KEY, "z": "a.x + b.y + c_id"}},
    }
    frames = frames_of(make_pack(tmp_path, specs), rows=2)
    assert frames["b"]["y"].to_list() == [11, 12, 23, 24]
    assert frames["c"]["z"].to_list() == [22, 24, 46, 48]


def test_a_parent_sees_the_one_row_below_it(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "a": {"columns": {"a_id": KEY, "z": "COALESCE(b.y, -1)"}},
        "b": {
            "parent": "a",
            "rows": {"kind": "each", "where": "a_id % 2 = 0"},
            "columns": {"b_id": KEY, "y": "b_id * 7"},
        },
    }
    frames = frames_of(make_pack(tmp_path, specs), rows=4)
    assert frames["a"]["z"].to_list() == [-1, 14, -1, 28]
    assert frames["b"]["b_id"].to_list() == [2, 4]


def test_what_reads_one_linked_table_only_is_the_same_for_all_its_rows(tmp_path: Path) -> None:
    word = {"kind": "expression", "value": "CASE WHEN a.x > 10 THEN 'far' ELSE 'near' END", "words": ["near", "far"]}
    specs: dict[str, Any] = {
        "a": {"columns": {"a_id": KEY, "x": "a_id * 10"}},
        "b": {
            "parent": "a",
            "rows": {"kind": "each", "count": 2},
            "columns": {
                "b_id": KEY,
                "y": "a.x * 2 + 1",
                "z": "SUM(a.x) OVER (PARTITION BY a.a_id)",
                "word": word,
                "seen": "c.c_id + 1",
            },
        },
        "c": {"parent": "a", "rows": {"kind": "each", "where": "a_id = 2"}, "columns": {"c_id": KEY}},
    }
    frame = frames_of(make_pack(tmp_path, specs), rows=2)["b"]
    assert frame["y"].to_list() == [21, 21, 41, 41]
    assert frame["z"].to_list() == [20, 20, 40, 40]
    assert frame["word"].to_list() == ["near", "near", "far", "far"]
    assert frame["seen"].to_list() == [None, None, 3, 3]


def test_siblings_see_each_other_through_their_parent(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "a": {"columns": {"a_id": KEY}},
        "b": {"parent": "a", "columns": {"b_id": KEY, "y": "b_id * 7"}},
        "c": {"parent": "a", "rows": {"kind": "each", "count": 2}, "columns": {"c_id": KEY, "z": "b.y"}},
    }
    assert frames_of(make_pack(tmp_path, specs), rows=2)["c"]["z"].to_list() == [7, 7, 14, 14]


def test_constants_fill_the_column(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"x": "'same'", "y": "reference_date", "z": "1.5"}, rows=70)
    assert frame["x"].to_list() == ["same"] * 70
    assert frame["z"].to_list() == [1.5] * 70
    assert one_table(tmp_path, {"x": "'same'"}, rows=1)["x"].to_list() == ["same"]


def test_a_bare_text_is_an_expression(tmp_path: Path) -> None:
    pack = make_pack(tmp_path, {"things": {"columns": {"thing_id": KEY, "x": "thing_id + 1"}}})
    file = pack.folder / "tables" / "things.toml"
    file.write_text(
        'title = "t"\nrows = { kind = "root" }\n[columns]\nthing_id = { kind = "key" }\nx = "thing_id + 1"\n'
    )
    assert frames_of(load_pack(pack.folder), rows=3)["things"]["x"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    "value",
    ["repeated || repeated || repeated || repeated || repeated || repeated || repeated || repeated || repeated"],
)
def test_texts_that_grow_without_end_are_refused(tmp_path: Path, value: str) -> None:
    columns = {
        "repeated": " || ".join(["'0123456789' || thing_id"] * 40),
        "x": value,
        "y": value.replace("repeated", "x"),
    }
    with pytest.raises(PackError, match="too long") as caught:
        one_table(tmp_path, columns, rows=2000)
    assert caught.value.place in ("tiny: things.x", "tiny: things.y")


def test_columns_that_are_only_needed_by_others_may_be_hidden(tmp_path: Path) -> None:
    seen = {"kind": "number", "distribution": "uniform", "parameters": {"low": 0, "high": 9}, "integer": True}
    frame = one_table(tmp_path, {"secret": {**seen, "hidden": True}, "x": "secret + 1"})
    assert frame.columns == ["thing_id", "x"]
    shown = one_table(tmp_path, {"secret": seen, "x": "secret + 1"})
    assert shown["x"].equals(frame["x"])
    assert shown.select((pl.col("x") == pl.col("secret") + 1).all()).item()


def test_parts_are_computed_once_a_linked_row_and_give_the_same(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "towns": {"rows": {"kind": "shared"}, "columns": {"town_id": KEY, "north": "CAST(town_id AS DOUBLE) / 3"}},
        "people": {
            "columns": {
                "person_id": KEY,
                "town_id": {"kind": "reference", "table": "towns"},
                "other_id": {"kind": "reference", "table": "towns", "alias": "other", "where": "person_id > 9"},
            }
        },
        "trips": {
            "parent": "people",
            "rows": {"kind": "each", "count": 5},
            "columns": {
                "trip_id": KEY,
                "here": "towns.north",
                "there": "other.north",
                "wave": "ROUND(SIN(towns.north) + COS(people.person_id + 1) * trip_id, 9)",
                "far": "ROUND(COALESCE(SIN(other.north), 7) + trip_id, 9)",
            },
        },
    }
    trips = frames_of(make_pack(tmp_path, specs), rows=40)["trips"]
    person = (trips["trip_id"] - 1) // 5 + 1
    assert trips["wave"].to_list() == (trips["here"].sin() + (person + 1).cos() * trips["trip_id"]).round(9).to_list()
    assert trips["far"].to_list() == (trips["there"].sin().fill_null(7) + trips["trip_id"]).round(9).to_list()
    assert trips["there"].null_count() == 45


def test_the_hour_of_a_moment_is_that_of_the_calendar(tmp_path: Path) -> None:
    number = {
        "kind": "number",
        "distribution": "uniform",
        "parameters": {"low": -90000, "high": 90000},
        "integer": True,
    }
    columns = {
        "shift": number,
        "at": "TIMESTAMP '1970-01-01 00:00:00' + shift * INTERVAL '1 minute'",
        "known": "CASE WHEN shift % 7 <> 0 THEN at END",
        "hour": "EXTRACT(HOUR FROM at)",
        "known_hour": "EXTRACT(HOUR FROM known)",
    }
    frame = one_table(tmp_path, columns, rows=3000)
    assert frame["hour"].dtype == pl.Int32
    assert frame["hour"].to_list() == frame["at"].dt.hour().to_list()
    assert frame["known_hour"].to_list() == frame["known"].dt.hour().to_list()


def test_hours_are_no_words(tmp_path: Path) -> None:
    at = "TIMESTAMP '2026-01-01 00:00:00' + a_id * INTERVAL '1 hour'"
    columns = {"a_id": KEY, "at": at, "hour": {"kind": "expression", "value": "EXTRACT(HOUR FROM at)", "words": ["x"]}}
    with pytest.raises(PackError, match="only texts are words"):
        one_table(tmp_path, columns)


def test_a_linked_row_that_nobody_refers_to_may_hold_anything(tmp_path: Path) -> None:
    codes = {"kind": "expression", "value": "CASE WHEN shop_id < 4 THEN CAST(shop_id AS TEXT) ELSE 'none' END"}
    weight = "CASE WHEN shop_id < 4 THEN 1 ELSE 0 END"
    specs: dict[str, Any] = {
        "sales": {
            "columns": {
                "sale_id": KEY,
                "shop_id": {"kind": "reference", "table": "shops", "weight": "weight"},
                "next": "CAST(LEFT(shops.code, 1) AS BIGINT) + sale_id",
            }
        },
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY, "code": codes, "weight": weight}},
    }
    sales = frames_of(make_pack(tmp_path, specs, size={"shops": 9}), rows=64)["sales"]
    assert sales["next"].to_list() == (sales["shop_id"] + sales["sale_id"]).to_list()


def test_a_part_that_polars_makes_one_value_of_stands_in_every_row(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "a": {"columns": {"a_id": KEY, "f": "CAST(a_id AS DOUBLE)"}},
        "b": {
            "parent": "a",
            "rows": {"kind": "each", "count": 3},
            "columns": {"b_id": KEY, "y": "EXP(COALESCE(2, a.f)) * 0 + b_id"},
        },
    }
    assert frames_of(make_pack(tmp_path, specs), rows=4)["b"]["y"].to_list() == list(range(1, 13))
