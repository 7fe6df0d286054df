from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

TABLES: dict[str, Any] = {
    "orders": {"id": "integer", "customer": "string", "@key": "id"},
    "tickets": {
        "id": "integer",
        "order_id": "integer?",
        "customer": "string?",
        "@references": {"order_id": "orders.id"},
    },
}
RULE = """
[[rule]]
id = "same_customer"
kind = "consistency"
table = "tickets"
references = { order_id = "orders.id", customer = "orders.customer" }
"""
ORDERS = pl.DataFrame({"id": [1, 2], "customer": ["ann", "bob"]})
TICKETS = pl.DataFrame(
    {"id": range(6), "order_id": [1, 1, 2, 3, None, 2], "customer": ["ann", "bob", "bob", "bob", "ann", None]}
)


def test_keys_and_combinations_that_nobody_has_are_found(make_checker: Callable[..., Checker]) -> None:
    verdict = make_checker(TABLES, RULE).check({"orders": ORDERS, "tickets": TICKETS})
    assert verdict.violations.select("rule", "row", "message").rows() == [
        ("tickets.order_id.references", 3, "orders has no id 3"),
        ("same_customer", 1, "no row of orders has order_id 1 and customer bob"),
        ("same_customer", 3, "no row of orders has order_id 3 and customer bob"),
    ]
    assert verdict["tickets.order_id.references"].checked == 5
    assert verdict["same_customer"].checked == 4


def test_categories_of_either_table_are_compared_as_words(make_checker: Callable[..., Checker]) -> None:
    orders = ORDERS.with_columns(pl.col("customer").cast(pl.Enum(["bob", "ann"])))
    tickets = TICKETS.with_columns(pl.col("customer").cast(pl.Categorical))
    verdict = make_checker(TABLES, RULE).check({"orders": orders, "tickets": tickets})
    assert verdict["same_customer"].violations == 2


def test_without_the_other_table_nothing_is_judged(make_checker: Callable[..., Checker]) -> None:
    verdict = make_checker(TABLES, RULE).check({"tickets": TICKETS})
    for rule in ("tickets.order_id.references", "same_customer"):
        assert verdict[rule].skipped == "a table is not there"
    assert verdict.ok
