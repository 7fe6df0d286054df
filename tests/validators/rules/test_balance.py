from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

TABLES: dict[str, Any] = {
    "regions": {"id": "integer", "turnover": "number?", "@key": "id"},
    "orders": {
        "id": "integer",
        "region": "integer?",
        "total": "number?",
        "@key": "id",
        "@references": {"region": "regions.id"},
    },
    "lines": {"order_id": "integer?", "amount": "number?", "void": "boolean", "@references": {"order_id": "orders.id"}},
}
HEAD = '[[rule]]\nid = "r"\nkind = "consistency"\n'
REGIONS = pl.DataFrame({"id": [1, 2], "turnover": [36.0, 5.0]})
ORDERS = pl.DataFrame({"id": [10, 11, 12, 13], "region": [1, 1, 2, None], "total": [30.0, 5.0, None, 0.0]})
LINES = pl.DataFrame(
    {"order_id": [11, 10, 10, 12, None, 10], "amount": [5.0, 10.0, 20.0, 7.0, 9.0, 1.0], "void": [False] * 5 + [True]}
)
FRAMES = {"regions": REGIONS, "orders": ORDERS, "lines": LINES}


def broken(checker: Checker) -> list[tuple[int, str]]:
    return checker.check(FRAMES).violations.select("row", "message").rows()


def test_the_sum_of_rows_below_equals_a_column(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'table = "orders"\nbalance = "sum(amount)"\nof = "lines"\nequals = "total"\n'
    checker = make_checker(TABLES, rule)
    assert broken(checker) == [(0, "sum(amount) is 31.0, not total")]
    assert checker.check(FRAMES)["r"].checked == 2, "no total, or no line: unknown"
    assert broken(make_checker(TABLES, rule + 'where = "NOT void"')) == []
    assert broken(make_checker(TABLES, rule + "tolerance = 1")) == []


def test_rows_without_any_below_count_as_the_empty_value(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'table = "orders"\nbalance = "count(*)"\nof = "lines"\nequals = "1"\nmessage = "{balance} lines"\n'
    assert broken(make_checker(TABLES, rule)) == [(0, "3.0 lines")]
    assert broken(make_checker(TABLES, rule + "empty = 0")) == [(0, "3.0 lines"), (3, "0.0 lines")]


def test_rows_several_tables_below_are_summed_up(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'table = "regions"\nbalance = "sum(amount)"\nof = "lines"\nequals = "turnover"'
    assert broken(make_checker(TABLES, rule)) == [(1, "sum(amount) is 7.0, not turnover")]


def test_groups_of_one_table_add_up(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'table = "lines"\nbalance = "sum(amount)"\nper = "void"\nequals = "51"'
    checker = make_checker(TABLES, rule)
    assert broken(checker) == [(5, "sum(amount) is 1.0, not 51")]
    assert checker.check(FRAMES)["r"].checked == 2
    assert checker.check(FRAMES).violations["values"].to_list() == ['{"void":true,"balance":1.0}']
