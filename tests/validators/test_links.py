from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

CUSTOMERS = {"id": "integer", "@key": "id"}


def way(checker: Checker, table: str, alias: str) -> list[str]:
    return [hop.column for hop in checker.links.paths[table][alias]]


def test_links_are_followed_over_several_tables_and_down_to_single_rows(shop_checker: Checker) -> None:
    assert way(shop_checker, "lines", "customers") == ["order_id", "customer_id"]
    assert way(shop_checker, "lines", "addresses") == ["order_id", "customer_id", "customer_id"]
    assert way(shop_checker, "customers", "addresses") == ["customer_id"]


def test_an_alias_tells_two_references_to_one_table_apart(shop_checker: Checker) -> None:
    assert way(shop_checker, "lines", "products") == ["product_id"]
    assert way(shop_checker, "lines", "substitute") == ["substitute_id"]


def test_a_longer_way_that_always_leads_somewhere_is_preferred(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker(
        {
            "customers": CUSTOMERS,
            "trips": {
                "id": "integer",
                "customer_id": "integer",
                "@key": "id",
                "@references": {"customer_id": "customers.id"},
            },
            "accounts": {"id": "integer", "owner": "integer", "@key": "id", "@references": {"owner": "customers.id"}},
            "cards": {"id": "integer", "account": "integer", "@key": "id", "@references": {"account": "accounts.id"}},
            "payments": {
                "trip_id": "integer?",
                "card_id": "integer",
                "@references": {"trip_id": "trips.id", "card_id": "cards.id"},
            },
        }
    )
    assert way(checker, "payments", "customers") == ["card_id", "account", "owner"]


def test_a_table_may_refer_to_itself_under_another_name(make_checker: Callable[..., Checker]) -> None:
    staff = {"id": "integer", "boss_id": "integer?", "@key": "id"}
    references = {"boss_id": {"to": "staff.id", "alias": "boss"}}
    checker = make_checker({"staff": staff | {"@references": references}})
    assert way(checker, "staff", "boss") == ["boss_id"]
    with pytest.raises(PackError, match="several references are called 'staff'"):
        make_checker({"staff": staff | {"@references": {"boss_id": "staff.id"}}})


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("clients.id", "unknown table 'clients'"),
        ("customers.name", "a reference points to a key"),
        ("codes.code", "a reference has the type of the key"),
    ],
)
def test_a_wrong_reference_is_refused(make_checker: Callable[..., Checker], reference: str, problem: str) -> None:
    orders = {"customer_id": "integer", "@references": {"customer_id": reference}}
    tables = {
        "customers": CUSTOMERS | {"name": "string"},
        "codes": {"code": "string", "@key": "code"},
        "orders": orders,
    }
    with pytest.raises(PackError, match=problem) as caught:
        make_checker(tables)
    assert "orders.schema.json: x-nonesuch.references.customer_id" in str(caught.value)
