from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import PackError, UsageError
from nonesuch.validators import inject

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

Frames = dict[str, pl.DataFrame]


def test_the_answer_key_says_what_was_changed(shop_checker: Checker, shop_frames: Frames) -> None:
    made = inject(shop_checker, shop_frames, {"amount_of_line": 0.02}, key=4)
    lines, before = made.frames["lines"], shop_frames["lines"]
    changed = (lines["amount"] != before["amount"]).arg_true()
    assert made.defects["row"].to_list() == changed.to_list()
    assert made.defects["key"].to_list() == [f'{{"line_id":{key}}}' for key in before["line_id"].gather(changed)]
    assert made.defects.select("rule", "table", "columns").unique().rows() == [
        ("amount_of_line", "lines", "lines.amount")
    ]
    assert len(changed) in (33, 34), "2 % of 1,658, rounded at random"
    assert all(made.frames[name].equals(shop_frames[name]) for name in shop_frames if name != "lines")


def test_the_key_decides_which_rows_break(shop_checker: Checker, shop_frames: Frames) -> None:
    rows = [
        inject(shop_checker, shop_frames, {"zone_of_order": 0.05}, key=key).defects["row"].to_list()
        for key in (1, 1, 2)
    ]
    assert rows[0] == rows[1] != rows[2]


def test_several_rules_break_in_rows_of_their_own(shop_checker: Checker, shop_frames: Frames) -> None:
    shares = {"zone_of_order": 0.05, "order_before_today": 0.05, "orders.note.pattern": 0.05, "total_of_order": 0.05}
    made = inject(shop_checker, shop_frames, shares, key=0)
    assert set(made.defects["rule"]) == set(shares)
    assert made.defects.select("table", "row").is_unique().all()
    verdict = shop_checker.check(made.frames)
    for rule in shares:
        found = verdict.violations.filter(rule=rule)["row"].to_list()
        assert set(made.defects.filter(rule=rule)["row"]) <= set(found)


def test_small_blocks_get_their_share_on_average(
    shop_checker: Checker, shop_parts: tuple[Frames, list[Frames]]
) -> None:
    block = {"customers": shop_parts[1][0]["customers"]}
    counts = [
        inject(shop_checker, block, {"customers.age.maximum": 0.005}, key=key).defects.height for key in range(150)
    ]
    wanted = 0.005 * block["customers"].height
    assert set(counts) == {0, 1}, "less than one row a block"
    assert wanted - 0.12 < sum(counts) / len(counts) < wanted + 0.12


def test_a_defect_that_a_column_cannot_hold_turns_it_into_text(shop_checker: Checker, shop_frames: Frames) -> None:
    made = inject(shop_checker, shop_frames, {"products.price.type": 0.1, "orders.ordered_on.format": 0.01}, key=1)
    assert made.frames["products"]["price"].dtype == pl.String
    verdict = shop_checker.check(made.frames)
    assert verdict["products.price.type"].violations == made.defects.filter(rule="products.price.type").height == 4
    assert verdict["amount_of_line"].violations == 0, "the other prices read as before"


def test_a_data_set_is_moved_out_of_its_band(shop_checker: Checker, shop_frames: Frames) -> None:
    made = inject(shop_checker, shop_frames, {"members": 0.1}, key=1)
    result = shop_checker.check(made.frames)["members"]
    assert not result.passed
    assert result.value is not None
    assert 0.4 < result.value < 0.55


def test_what_no_row_can_break_is_left_alone(shop_checker: Checker, shop_frames: Frames) -> None:
    few = {"orders": shop_frames["orders"].head(0), "customers": shop_frames["customers"]}
    made = inject(shop_checker, few, {"order_after_joining": 0.5, "total_of_order": 0.5}, key=1)
    assert made.defects.is_empty()
    assert made.frames["orders"].equals(few["orders"])


def test_wrong_calls_are_refused(shop_checker: Checker, shop_frames: Frames) -> None:
    with pytest.raises(UsageError, match="unknown rule 'zone_of_orders'") as caught:
        inject(shop_checker, shop_frames, {"zone_of_orders": 0.1}, key=1)
    assert caught.value.hint == "did you mean 'zone_of_order'?"
    for share in (0, 1.5, -1):
        with pytest.raises(UsageError, match="a share is out of bounds"):
            inject(shop_checker, shop_frames, {"zone_of_order": share}, key=1)


def test_a_sequence_may_say_how_it_breaks(make_checker: Callable[..., Checker]) -> None:
    rule = """
[[rule]]
id = "r"
kind = "timeliness"
table = "t"
sequence = "x > previous.x"
per = "who"
order = ["id"]
inject = { set = { x = "previous.x - 5" }, where = "who = 'a'" }
"""
    checker = make_checker({"t": {"id": "integer", "who": "string", "x": "integer", "@key": "id"}}, rule)
    frame = pl.DataFrame({"id": range(40), "who": ["a", "b"] * 20, "x": range(0, 400, 10)})
    made = inject(checker, {"t": frame}, {"r": 0.1}, key=3)
    rows = made.defects["row"].to_list()
    assert len(rows) in (3, 4)
    assert all(row % 2 == 0 for row in rows)
    assert made.frames["t"]["x"].gather(rows).to_list() == [10 * (row - 2) - 5 for row in rows]
    with pytest.raises(PackError, match="has no column 'y'"):
        make_checker({"t": {"id": "integer", "who": "string", "x": "integer"}}, rule.replace("set = { x", "set = { y"))
