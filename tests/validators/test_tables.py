from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError
from nonesuch.validators.reads import Reads
from nonesuch.validators.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

SHOP = {
    "customers": {"id": "integer", "name": "string", "since": "date", "@key": "id"},
    "orders": {"id": "integer", "customer_id": "integer?", "@references": {"customer_id": "customers.id"}},
}


def test_columns_of_linked_rows_stand_beside_the_own_ones(make_checker: Callable[..., Checker]) -> None:
    customers = pl.DataFrame({"id": [7, 3], "name": ["Ann", "Bob"], "since": [date(2020, 1, 1), date(2021, 1, 1)]})
    orders = pl.DataFrame({"id": [1, 2, 3, 4], "customer_id": [3, 7, 9, None]})
    tables = make_checker(SHOP).tables({"customers": customers, "orders": orders})
    view = tables.view("orders", Reads(("id", "customers.name")))
    assert view.rows() == [(1, "Bob"), (2, "Ann"), (3, None), (4, None)]


def test_the_first_of_several_rows_with_the_same_key_is_the_linked_one(make_checker: Callable[..., Checker]) -> None:
    customers = pl.DataFrame({"id": [7, 7], "name": ["Ann", "Bob"], "since": [date(2020, 1, 1)] * 2})
    tables = make_checker(SHOP).tables(
        {"customers": customers, "orders": pl.DataFrame({"id": [1], "customer_id": [7]})}
    )
    assert tables.get("orders", "customers.name").to_list() == ["Ann"]


def test_columns_of_missing_tables_and_missing_columns_are_unknown(make_checker: Callable[..., Checker]) -> None:
    tables = make_checker(SHOP).tables({"orders": pl.DataFrame({"id": [1, 2]})})
    assert tables.get("orders", "customers.since").to_list() == [None, None]
    assert tables.get("orders", "customers.since").dtype == pl.Date
    assert tables.get("orders", "customer_id").to_list() == [None, None]


def test_columns_are_read_as_the_contract_names_them(make_checker: Callable[..., Checker]) -> None:
    customers = pl.DataFrame(
        {
            "id": ["1", "x"],
            "name": [1, 2],
            "since": [datetime.fromisoformat(f"2020-01-01T0{hour}:00") for hour in (0, 8)],
        }
    )
    tables = make_checker(SHOP).tables({"customers": customers})
    assert tables.column("customers", "id").to_list() == [1, None]
    assert tables.column("customers", "name").to_list() == [None, None]
    assert tables.column("customers", "since").to_list() == [date(2020, 1, 1), None]


def test_categories_compare_by_code_or_by_word_as_it_must_be() -> None:
    one, other = pl.Enum(["a", "b"]), pl.Enum(["b", "a"])
    reads = Reads(("x", "y", "z"), pairs=frozenset({("x", "y"), ("y", "z")}))
    assert reads.worded({"x": one, "y": one, "z": one}) == set()
    assert reads.worded({"x": one, "y": one, "z": other}) == {"x", "y", "z"}


def test_odd_frames_are_refused(shop_checker: Checker) -> None:
    with pytest.raises(DataError, match="table 'order' has no contract") as caught:
        Tables(shop_checker.links, {"order": pl.DataFrame()})
    assert caught.value.hint == "did you mean 'orders'?"
    with pytest.raises(UsageError, match="no polars frame"):
        Tables(shop_checker.links, {"orders": {"order_id": [1]}})  # type: ignore[dict-item]
    with pytest.raises(DataError, match="Python objects"):
        Tables(shop_checker.links, {"orders": pl.DataFrame({"order_id": [object()]})})
