from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.block import make_block
from tests.packmaker import KEY, figures, flat_hours, frames_of, make_pack, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.pack import Pack

BURST = {
    "table": "events",
    "share": 0.02,
    "source": "test",
    "confidence": "assumed",
    "events": {"kind": "number", "distribution": "geometric", "parameters": {"mean": 3}, "integer": True,
               "within": [2, 10]},
    "gap_seconds": {"kind": "number", "distribution": "exponential", "parameters": {"mean": 60}, "integer": True},
}  # fmt: skip


def pack_with(folder: Path, scenarios: dict[str, Any], rate: str = "0.2", **columns: Any) -> Pack:
    specs: dict[str, Any] = {
        "owners": {"columns": {"owner_id": KEY}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY, "price": "shop_id * 1.5"}},
        "events": {
            "parent": "owners",
            "rows": {
                "kind": "events", "time": "at", "since": "DATE '2025-01-01'", "until": "DATE '2026-01-01'",
                "per_day": rate, "hours": "h.csv", "most": 4096, "apart_seconds": 1,
            },
            "scenarios": {"into": "story", "campaign": "burst"},
            "columns": {"event_id": KEY, "owner_id": {"kind": "reference", "table": "owners"}, **columns},
        },
    }  # fmt: skip
    files = {"h.csv": flat_hours(), "night.csv": figures("hour,weight", "3,1")}
    return make_pack(folder, specs, files=files, scenarios=scenarios)


def shares(frame: pl.DataFrame) -> dict[str, float]:
    found = frame.group_by("story").len().drop_nulls()
    return {name: count / frame.height for name, count in found.iter_rows()}


@pytest.mark.parametrize("rate", ["0.02", "0.2", "2.0"])
def test_shares_are_met_whatever_the_rate(tmp_path: Path, rate: str) -> None:
    pack = pack_with(tmp_path, {"big": BURST, "small": {**BURST, "share": 0.01}}, rate)
    found = shares(frames_of(pack, rows=int(1200 / float(rate)))["events"])
    assert abs(found["big"] - 0.02) < 0.0025, "87,000 rows and bursts of 3: five standard errors"
    assert abs(found["small"] - 0.01) < 0.0018


@pytest.mark.parametrize("size", [100, 1000, 5000])
def test_shares_are_met_at_any_size(tmp_path: Path, size: int) -> None:
    frame = frames_of(pack_with(tmp_path, {"big": {**BURST, "share": 0.1}}), rows=size)["events"]
    assert abs(shares(frame)["big"] - 0.1) < 5 * (0.1 * 3.5 / frame.height) ** 0.5


def test_a_recipe_may_ask_for_another_share_also_a_large_one(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, {"big": BURST, "small": BURST}, "3.0")
    found = shares(frames_of(pack, rows=100, scenarios={"big": 0.4, "small": 0.0})["events"])
    assert set(found) == {"big"}
    assert abs(found["big"] - 0.4) < 0.02


def test_rows_of_a_burst_stand_close_and_share_a_number(tmp_path: Path) -> None:
    frame = frames_of(pack_with(tmp_path, {"big": BURST}), rows=500)["events"]
    assert frame.select((pl.col("story").is_null() == pl.col("burst").is_null()).all()).item()
    bursts = (
        frame.drop_nulls()
        .group_by("burst")
        .agg(
            pl.col("owner_id").n_unique().alias("owners"),
            pl.len().alias("size"),
            (pl.col("at").max() - pl.col("at").min()),
        )
    )
    assert bursts["owners"].unique().to_list() == [1], "also across blocks"
    assert bursts["size"].max() <= 10  # type: ignore[operator]
    assert abs(float(bursts["size"].mean()) - 3.8) < 0.6  # type: ignore[arg-type]
    assert bursts.select((pl.col("at") < pl.duration(minutes=60)).all()).item()


def test_bursts_begin_at_their_own_hours(tmp_path: Path) -> None:
    frame = frames_of(pack_with(tmp_path, {"night": {**BURST, "hours": "night.csv"}}), rows=300)["events"]
    first = frame.drop_nulls().group_by("burst").agg(pl.col("at").min())
    assert first["at"].dt.hour().unique().to_list() == [3]
    assert frame.filter(pl.col("story").is_null())["at"].dt.hour().n_unique() == 24


def test_scenarios_draw_columns_otherwise_and_leave_the_others_alone(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "pages": {"kind": "number", "distribution": "constant", "parameters": {"value": 1}, "integer": True},
        "shop_id": {"kind": "reference", "table": "shops", "zipf": 0},
        "price": "shops.price",
        "same": "owner_id",
        "colour": {"kind": "category", "weights": {"red": 1, "blue": 1, "green": 1}},
    }
    otherwise = {
        "pages": {**columns["pages"], "parameters": {"value": 50}},
        "shop_id": {"kind": "reference", "table": "shops", "match": {"shop_id": "lucky"}},
        "same": {"kind": "expression", "value": "-1 * owner_id"},
        "colour": {"kind": "category", "weights": {"green": 1}, "missing": 0.5},
    }
    pack = pack_with(tmp_path, {"big": {**BURST, "columns": otherwise}}, lucky="7", **columns)
    plain = pack_with(tmp_path, {"big": BURST}, lucky="7", **columns)
    frame, before = frames_of(pack)["events"], frames_of(plain)["events"]
    ordinary, special = frame.filter(pl.col("story").is_null()), frame.filter(pl.col("story").is_not_null())
    assert ordinary.equals(before.filter(pl.col("story").is_null()))
    assert special["pages"].unique().to_list() == [50]
    assert special["shop_id"].unique().to_list() == [7]
    assert special["price"].unique().to_list() == [10.5]
    assert special.select((pl.col("same") == -pl.col("owner_id")).all()).item()
    assert frame.select((pl.col("owner_id") > 0).all()).item(), (
        "an expression that is only a name changes no other column"
    )
    assert special["colour"].drop_nulls().unique().to_list() == ["green"]
    assert abs(special["colour"].null_count() / special.height - 0.5) < 0.2


def test_a_block_alone_is_the_same_with_scenarios(tmp_path: Path) -> None:
    plan = plan_of(pack_with(tmp_path, {"big": BURST}), rows=300)
    assert make_block(plan, 3)["events"].equals(make_block(plan, 3)["events"])
    assert make_block(plan, 3)["events"]["burst"].drop_nulls().is_in(make_block(plan, 2)["events"]["burst"]).sum() == 0


def test_a_scenario_may_refer_to_no_row_where_others_do(tmp_path: Path) -> None:
    shop = {"kind": "reference", "table": "shops"}
    burst = {**BURST, "share": 0.3, "columns": {"shop_id": {**shop, "where": "event_id % 2 = 0"}}}
    pack = pack_with(tmp_path, {"big": burst}, shop_id=shop, paid="shops.price")
    events = frames_of(pack, rows=50)["events"]
    without = (pl.col("story") == "big").fill_null(value=False) & (pl.col("event_id") % 2 != 0)
    assert events["shop_id"].is_null().equals(events.select(without).to_series())
    assert events["paid"].equals(events["shop_id"] * 1.5, null_equal=True)


def test_what_one_run_works_out_does_not_tell_on_the_next(tmp_path: Path) -> None:
    mean = {"mean": "1 + days_between(DATE '2026-01-01', reference_date)"}
    burst = {**BURST, "share": 0.2, "events": {**BURST["events"], "parameters": mean, "within": [1, 40]}}  # type: ignore[dict-item]
    pack, late = pack_with(tmp_path, {"big": burst}), date(2026, 1, 11)
    frames_of(pack, rows=100, reference_date=date(2026, 1, 2))
    found = shares(frames_of(pack, rows=200, reference_date=late)["events"])
    assert abs(found["big"] - 0.2) < 0.05


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"share": 0.6}, "wrong value for 'share'"),
        ({"table": "owners"}, "takes no scenarios"),
        ({"columns": {"zz": {"kind": "flag", "share": 0.5}}}, "no column 'zz'"),
        ({"events": {**BURST["events"], "within": [0, 3]}}, "a burst has some events"),  # type: ignore[dict-item]
        ({"events": {**BURST["events"], "integer": False, "decimals": 1}}, "a burst has some"),  # type: ignore[dict-item]
        ({"events": {**BURST["events"], "parameters": {"mean": "owner_id"}}}, "no column"),  # type: ignore[dict-item]
        ({"events": {**BURST["events"], "when": "1 = 1"}}, "depends on no column"),  # type: ignore[dict-item]
        ({"gap_seconds": {**BURST["gap_seconds"], "when": "1 = 2"}}, "depends on no"),  # type: ignore[dict-item]
        ({"hours": "no.csv"}, "does not exist"),
        ({"columns": {"pages": {"kind": "flag", "share": 0.5}}}, "draws another type"),
        ({"columns": {"colour": {"kind": "category", "weights": {"gren": 1}}}}, "unknown category 'gren'"),
    ],
)
def test_a_wrong_scenario_is_refused(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    columns: dict[str, Any] = {"pages": "1", "colour": {"kind": "category", "weights": {"green": 1}}}
    with pytest.raises(PackError, match=problem) as caught:
        frames_of(pack_with(tmp_path, {"big": {**BURST, **change}}, **columns))
    assert caught.value.place is not None


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [({"bigg": 0.1}, "did you mean 'big'"), ({"big": 0.51}, "out of bounds"), ({"big": 0.5, "small": 0.5}, "too much")],
)
def test_impossible_shares_are_refused(tmp_path: Path, wanted: dict[str, float], problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        frames_of(pack_with(tmp_path, {"big": BURST, "small": BURST}), scenarios=wanted)
