from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker, Verdict

TABLES: dict[str, Any] = {
    "customers": {"id": "integer", "age": {"type": "integer", "minimum": 18}, "@key": "id"},
    "orders": {"id": "integer", "customer_id": "integer", "@key": "id", "@references": {"customer_id": "customers.id"}},
    "lines": {
        "order_id": "integer",
        "place": "integer",
        "amount": {"type": "number", "exclusiveMinimum": 0},
        "@key": ["order_id", "place"],
        "@references": {"order_id": "orders.id"},
    },
}
RULE = """
[[rule]]
id = "dear"
kind = "dataset"
table = "lines"
share = "amount > 100"
within = [0, 0.5]
chance = false
"""


@pytest.fixture
def verdict(make_checker: Callable[..., Checker]) -> Verdict:
    return make_checker(TABLES, RULE).check(
        {
            "customers": pl.DataFrame({"id": [1, 2, 3, 4], "age": [40, 17, 40, 40]}),
            "orders": pl.DataFrame({"id": [10, 20, 30, 40], "customer_id": [1, 2, 3, 9]}),
            "lines": pl.DataFrame(
                {"order_id": [10, 10, 30, 40], "place": [1, 2, 1, 1], "amount": [500.0, 500, -5, 500]}
            ),
        }
    )


def test_keys_in_error_are_followed_up_to_the_root(verdict: Verdict) -> None:
    assert verdict.failed_keys("customers").to_list() == [2, 3], "2 is too young, 3 has a line in error, 9 is nobody"
    assert verdict.failed_keys("orders").to_list() == [30, 40]
    assert verdict.failed_keys("lines").to_list() == [{"order_id": 30, "place": 1}]
    assert verdict.failed_keys("products").is_empty()


def test_a_verdict_is_told_in_lines(verdict: Verdict) -> None:
    assert str(verdict).splitlines() == [
        "29 rules: 25 passed, 4 failed, 0 skipped",
        "rule                           dimension    checked  found         allowed",
        "customers.age.minimum          accuracy     4        1 (25.0000%)  none      FAILED",
        "lines.amount.exclusiveMinimum  accuracy     4        1 (25.0000%)  none      FAILED",
        "orders.customer_id.references  consistency  4        1 (25.0000%)  none      FAILED",
        "dear                           accuracy     4        0.75          0 to 0.5  FAILED",
    ]


def test_a_verdict_is_told_as_plain_values(verdict: Verdict) -> None:
    told = json.loads(json.dumps(verdict.to_dict()))
    assert told["ok"] is False
    by_name = {rule["rule"]: rule for rule in told["rules"]}
    assert by_name["customers.age.minimum"] == {
        "rule": "customers.age.minimum", "table": "customers", "kind": "field", "dimension": "accuracy", "checked": 4,
        "violations": 1, "passed": False, "exact": True, "share": 0.25,
    }  # fmt: skip
    assert by_name["dear"]["within"] == [0, 0.5]


def test_a_failed_verdict_is_raised_when_asked(verdict: Verdict) -> None:
    with pytest.raises(DataError, match="4 of 29 rules do not hold") as caught:
        verdict.raise_if_failed()
    assert caught.value.place == "customers: rule customers.age.minimum"
    assert caught.value.hint == 'for instance {"id":2}: age is 17, below 18'
    assert verdict["dear"].value == 0.75
    with pytest.raises(UsageError, match="unknown rule 'deer'"):
        verdict["deer"]


def test_a_sound_verdict_raises_nothing(make_checker: Callable[..., Checker]) -> None:
    verdict = make_checker(TABLES).check({"customers": pl.DataFrame({"id": [1], "age": [40]})})
    verdict.raise_if_failed()
    assert verdict.ok
    assert verdict.violations.is_empty()
    assert str(verdict) == "28 rules: 8 passed, 0 failed, 20 skipped"
