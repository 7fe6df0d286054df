"""Keys, references, rollups, previous rows, lookups: columns that look at other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from tests.packmaker import KEY, figures, frames_of, make_pack, one_table

if TYPE_CHECKING:
    from pathlib import Path

COUNT = {"kind": "number", "distribution": "poisson", "parameters": {"mean": 2}, "integer": True, "within": [0, 9]}


def made(folder: Path, specs: dict[str, Any], rows: int = 400, **parts: Any) -> dict[str, pl.DataFrame]:
    return frames_of(make_pack(folder, specs, **parts), rows=rows)


def family(parent: dict[str, Any] | None = None, child: dict[str, Any] | None = None, **rows: Any) -> dict[str, Any]:
    return {
        "people": {"columns": {"person_id": KEY, **(parent or {})}},
        "orders": {
            "parent": "people",
            "rows": {"kind": "each", "count": COUNT, **rows},
            "columns": {"order_id": KEY, "person_id": {"kind": "reference", "table": "people"}, **(child or {})},
        },
    }


def test_keys_begin_where_they_should_and_never_collide(tmp_path: Path) -> None:
    specs = family()
    specs["people"]["columns"]["person_id"] = {"kind": "key", "start": 5000}
    frames = made(tmp_path, specs)
    assert frames["people"]["person_id"].to_list() == list(range(5000, 5400))
    assert frames["orders"]["order_id"].is_unique().all()
    assert frames["orders"].select(((pl.col("order_id") - 1) // 9 + 5000 == pl.col("person_id")).all()).item()


def test_rows_of_a_parent_follow_their_number_and_condition(tmp_path: Path) -> None:
    specs = family({"rate": "CASE WHEN person_id % 2 = 0 THEN 6.0 ELSE 1.0 END", "wants": "person_id % 5 <> 0"})
    specs["orders"]["rows"] = {"kind": "each", "count": {**COUNT, "parameters": {"mean": "rate"}}, "where": "wants"}
    orders = made(tmp_path, specs, rows=2000)["orders"]
    counts = np.bincount(orders["person_id"].to_numpy(), minlength=2001)[1:]
    people = np.arange(1, 2001)
    assert not counts[people % 5 == 0].any()
    assert abs(counts[(people % 2 == 1) & (people % 5 != 0)].mean() - 1) < 0.15
    assert abs(counts[(people % 2 == 0) & (people % 5 != 0)].mean() - 5.85) < 0.3, "Poisson(6) within [0, 9]"
    assert counts.max() == 9


def test_a_condition_that_is_unknown_makes_no_rows(tmp_path: Path) -> None:
    specs = family({"wants": {"kind": "flag", "share": 1.0, "missing": 0.5}}, count=1, where="wants")
    frames = made(tmp_path, specs)
    assert frames["orders"].height == frames["people"]["wants"].drop_nulls().len()


def test_flags_become_rows_in_their_order(tmp_path: Path) -> None:
    flags = {name: {"kind": "flag", "share": 0.4, "missing": 0.1} for name in ("cough", "fever")}
    specs = {
        "people": {"columns": {"person_id": KEY, **flags}},
        "signs": {
            "parent": "people",
            "rows": {"kind": "flags", "into": "sign", "flags": {"C": "cough", "F": "fever"}},
            "columns": {"sign_id": KEY, "person_id": {"kind": "reference", "table": "people"}},
        },
    }
    frames = made(tmp_path, specs)
    expected = [
        (row["person_id"], word)
        for row in frames["people"].iter_rows(named=True)
        for word, flag in (("C", "cough"), ("F", "fever"))
        if row[flag]
    ]
    assert frames["signs"].select("person_id", "sign").rows() == expected
    assert frames["signs"]["sign_id"].is_unique().all()


def test_listed_rows_are_those_of_the_file(tmp_path: Path) -> None:
    take = {"name": "text", "kind": "word", "size": "integer", "share": "number", "old": "boolean", "since": "date"}
    specs = {
        "things": {"columns": {"thing_id": KEY, "c": {"kind": "reference", "table": "cities", "weight": "size"},
                               "since": "cities.since"}},
        "cities": {"rows": {"kind": "listed", "file": "c.csv", "take": take}, "hide": ["old"],
                   "columns": {"city_id": KEY, "double": "size * 2"}},
    }  # fmt: skip
    text = "name,kind,size,share,old,since\nRome,big,9,0.5,true,2020-01-02\nOslo,small,1,,false,2021-03-04\n"
    frames = made(tmp_path, specs, files={"c.csv": text}, rows=2000)
    assert frames["cities"].columns == ["city_id", "name", "kind", "size", "share", "since", "double"]
    assert frames["cities"]["double"].to_list() == [18, 2]
    assert frames["cities"]["share"].to_list() == [0.5, None]
    assert abs((frames["things"]["c"] == 1).mean() - 0.9) < 0.04  # type: ignore[operator]
    assert frames["things"]["since"].n_unique() == 2


@pytest.mark.parametrize(("zipf", "share"), [(0, 1 / 20), (1.0, 1 / 3.5977), (2.5, 1 / 1.3365)])
def test_shared_rows_are_drawn_by_zipfs_law(tmp_path: Path, zipf: float, share: float) -> None:
    specs = {
        "things": {"columns": {"thing_id": KEY, "shop_id": {"kind": "reference", "table": "shops", "zipf": zipf}}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY}},
    }
    frame = made(tmp_path, specs, rows=10_000, size={"shops": 20})["things"]
    assert abs((frame["shop_id"] == 1).mean() - share) < 0.025  # type: ignore[operator]


def test_two_references_to_one_table_are_told_apart_by_alias(tmp_path: Path) -> None:
    shop = {"kind": "reference", "table": "shops"}
    specs = {
        "things": {"columns": {"thing_id": KEY, "a": shop, "b": {**shop, "alias": "other"}, "pa": "shops.price",
                               "pb": "other.price"}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY, "price": "shop_id * 10"}},
    }  # fmt: skip
    frame = made(tmp_path, specs)["things"]
    assert frame.select((pl.col("pa") == pl.col("a") * 10).all() & (pl.col("pb") == pl.col("b") * 10).all()).item()
    assert not frame["a"].equals(frame["b"], check_names=False)


def test_relatives_have_the_same_ancestor_or_there_is_none(tmp_path: Path) -> None:
    specs = family()
    specs["visits"] = {
        "parent": "people",
        "rows": {"kind": "each", "count": 2},
        "columns": {"visit_id": KEY, "person_id": {"kind": "reference", "table": "people"},
                    "order_id": {"kind": "reference", "table": "orders"}, "of": "orders.person_id"},
    }  # fmt: skip
    frames = made(tmp_path, specs)
    visits, buyers = frames["visits"], set(frames["orders"]["person_id"])
    known = visits.drop_nulls("order_id")
    assert known.select((pl.col("of") == pl.col("person_id")).all()).item()
    assert known.join(frames["orders"], on="order_id").height == known.height
    assert set(visits.filter(pl.col("order_id").is_null())["person_id"]).isdisjoint(buyers)


def test_relatives_may_be_weighed_and_those_without_weight_are_none(tmp_path: Path) -> None:
    specs = family(count=9, where="person_id % 2 = 0")
    weights = "CASE order_id % 9 WHEN 1 THEN 3.0 WHEN 2 THEN 1.0 ELSE 0.0 END"
    specs["orders"]["columns"]["value"] = f"CASE WHEN person_id % 4 = 0 THEN 0.0 ELSE {weights} END"
    reference = {"kind": "reference", "table": "orders", "weight": "value"}
    specs["visits"] = {"parent": "people", "columns": {"visit_id": KEY, "o": reference, "p": "people.person_id"}}
    visits = made(tmp_path, specs, rows=4000)["visits"]
    some = visits.filter(pl.col("p") % 4 == 2)
    assert some["o"].null_count() == 0
    assert some.select(((pl.col("o") - 1) // 9 + 1 == pl.col("p")).all()).item()
    assert abs((some["o"] % 9 == 1).mean() - 0.75) < 0.06  # type: ignore[operator]
    assert visits.filter(pl.col("p") % 4 != 2)["o"].null_count() == 3000


def test_relatives_of_an_empty_table_are_none(tmp_path: Path) -> None:
    specs = family({}, {}, where="person_id < 0")
    reference = {"kind": "reference", "table": "orders", "weight": "order_id"}
    specs["visits"] = {"parent": "people", "columns": {"visit_id": KEY, "o": reference}}
    assert made(tmp_path, specs)["visits"]["o"].null_count() == 400


def test_a_row_may_refer_to_one_of_its_siblings(tmp_path: Path) -> None:
    specs = family({}, {"other": {"kind": "reference", "table": "orders", "alias": "twin"}})
    orders = made(tmp_path, specs)["orders"]
    assert orders.select(((pl.col("other") - 1) // 9 + 1 == pl.col("person_id")).all()).item()


def test_rollups_sum_up_what_belongs_to_a_row(tmp_path: Path) -> None:
    amount = {"kind": "number", "distribution": "uniform", "parameters": {"low": 0, "high": 9}, "integer": True}
    rollup = {"kind": "rollup", "of": "orders"}
    parent = {
        "n": {**rollup, "value": "count(*)", "empty": 0},
        "total": {**rollup, "value": "sum(amount)"},
        "large": {**rollup, "value": "count(*)", "where": "amount > 4", "empty": 0},
        "last": {**rollup, "value": "max(order_id) * 2"},
        "list": {**rollup, "value": "amount", "join": "+", "empty": "none"},
        "mean": {**rollup, "value": "round(avg(amount), 3)", "empty": -1},
    }
    frames = made(tmp_path, family(parent, {"amount": amount}))
    by_person: dict[int, list[tuple[int, int]]] = {}
    for order, person, value in frames["orders"].select("order_id", "person_id", "amount").iter_rows():
        by_person.setdefault(person, []).append((order, value))
    for row in frames["people"].iter_rows(named=True):
        mine = by_person.get(row["person_id"], [])
        values = [value for _, value in mine]
        assert row["n"] == len(mine)
        assert row["total"] == (sum(values) if mine else None)
        assert row["large"] == sum(value > 4 for value in values)
        assert row["last"] == (max(order for order, _ in mine) * 2 if mine else None)
        assert row["list"] == ("+".join(map(str, values)) if mine else "none")
        assert row["mean"] == (round(sum(values) / len(values), 3) if mine else -1)


def test_rollups_reach_over_several_tables(tmp_path: Path) -> None:
    specs = family({"n": {"kind": "rollup", "of": "lines", "value": "count(*)", "empty": 0}})
    specs["lines"] = {"parent": "orders", "rows": {"kind": "each", "count": 2}, "columns": {"line_id": KEY}}
    frames = made(tmp_path, specs)
    counts = dict(frames["orders"].group_by("person_id").len().iter_rows())
    assert frames["people"]["n"].to_list() == [2 * counts.get(person, 0) for person in range(1, 401)]


@pytest.mark.parametrize("back", [1, 2, -1, -3])
def test_previous_rows_are_those_of_the_same_parent(tmp_path: Path, back: int) -> None:
    frames = made(tmp_path, family({}, {"other": {"kind": "previous", "of": "order_id", "rows": back}}))
    expected = frames["orders"].select(pl.col("order_id").shift(back).over("person_id"))["order_id"]
    assert frames["orders"]["other"].equals(expected, check_names=False)


def test_lookups_say_what_the_table_says(tmp_path: Path) -> None:
    files = {"c.csv": "code,title,price,day\nA1,First,1.5,2025-01-01\nB2,Second,,2025-01-02\n"}
    lookup = {"kind": "lookup", "table": "c.csv", "of": "code"}
    columns = {
        "code": {"kind": "category", "weights": {"B2": 1, "A1": 1}, "missing": 0.2},
        "title": lookup,
        "price": lookup,
        "number": "CASE WHEN thing_id % 3 = 0 THEN 7 ELSE 8 END",
        "found": {"kind": "lookup", "table": "n.csv", "of": "number", "value": "word"},
    }
    frame = one_table(tmp_path, columns, files={**files, "n.csv": "number,word\n7,seven\n9,nine\n"})
    truth = {"A1": ("First", 1.5), "B2": ("Second", None), None: (None, None)}
    for row in frame.iter_rows(named=True):
        assert (row["title"], row["price"]) == truth[row["code"]]
        assert row["found"] == ("seven" if row["thing_id"] % 3 == 0 else None)


def test_flags_are_true_for_their_share(tmp_path: Path) -> None:
    files = {"s.csv": figures("sex,age_lo,age_hi,share", "f,0,49,0.1", "f,50,99,0.9", "m,0,49,0")}
    columns = {
        "plain": {"kind": "flag", "share": 0.25},
        "sex": {"kind": "category", "weights": {"f": 1, "m": 1}},
        "age": {"kind": "number", "distribution": "uniform", "parameters": {"low": 0, "high": 99}, "integer": True},
        "ill": {"kind": "flag", "table": "s.csv", "by": ["sex", "age"], "outside": "false"},
    }
    frame = one_table(tmp_path, columns, files=files, rows=20_000)
    assert abs(float(frame["plain"].mean()) - 0.25) < 0.016  # type: ignore[arg-type]
    old = pl.col("age") >= 50
    for condition, share in (((pl.col("sex") == "f") & old, 0.9), ((pl.col("sex") == "f") & ~old, 0.1),
                             (pl.col("sex") == "m", 0.0)):  # fmt: skip
        assert abs(frame.filter(condition).select(pl.col("ill").mean()).item() - share) < 0.03


def test_a_row_refers_to_the_row_during_which_its_moment_falls(tmp_path: Path) -> None:
    number = {"kind": "number", "distribution": "uniform", "parameters": {"low": -4000, "high": 9000}, "integer": True}
    day = "TIMESTAMP '1970-01-01 00:00:00'"
    stays = {
        "stay_id": KEY,
        "nth": {"kind": "ordinal"},
        "since": f"{day} + nth * INTERVAL '1 hour' + INTERVAL '250 milliseconds'",
        "until": "CASE WHEN stay_id % 11 <> 0 THEN since + stay_id % 5 * INTERVAL '30 minutes' END",
    }
    within = {"kind": "reference", "table": "stays", "during": {"time": "at", "since": "since", "until": "until"}}
    calls = {
        "call_id": KEY,
        "thirds": number,
        "at": f"CASE WHEN call_id % 7 <> 0 THEN {day} + thirds * INTERVAL '3 seconds' END",
        "stay_id": within,
    }
    specs: dict[str, Any] = {
        "people": {"columns": {"person_id": KEY}},
        "stays": {"parent": "people", "rows": {"kind": "each", "count": COUNT}, "columns": stays},
        "calls": {"parent": "people", "rows": {"kind": "each", "count": 9}, "columns": calls},
    }
    for name in ("stays", "calls"):
        specs[name]["columns"]["owner"] = "people.person_id"
    frames = made(tmp_path, specs)
    both = frames["calls"].join(frames["stays"], on="owner", suffix="_of").filter(pl.col("since") <= pl.col("at"))
    last = both.group_by("call_id").agg(pl.all().sort_by("since").last()).filter(pl.col("at") < pl.col("until"))
    expected = dict(last.select("call_id", "stay_id_of").iter_rows())
    found = dict(frames["calls"].drop_nulls("stay_id").select("call_id", "stay_id").iter_rows())
    assert found == expected
    assert len(found) > 100
