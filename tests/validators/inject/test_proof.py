from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.validators import Checker, load_contract, prove

if TYPE_CHECKING:
    from collections.abc import Callable

EVERYTHING = Path(__file__).parents[1] / "contract" / "schemas" / "everything.schema.json"
SPAN = {"slot": "who", "start": 1, "end": 3}
SOUND = {
    "id": 7, "code": 3, "step": 6, "one": 1, "ratio": 0.5, "half": 1.5, "whole": 4.0, "level": 2.5, "half_const": 0.5,
    "word": "abc", "letter": "ä", "maybe_letter": "a", "fixed": "yes", "shape": "AB-12", "part": "bc",
    "day": date(2026, 1, 1), "moment": datetime.fromisoformat("2026-01-01T10:00"), "clock": time(1),
    "mail": "ann@example.com", "uuid": "123e4567-e89b-12d3-a456-426614174000", "flag": True, "true_flag": True,
    "false_flag": False, "tags": ["a", "b"], "numbers": [1, 2], "spans": [SPAN, SPAN],
}  # fmt: skip


def test_every_rule_of_the_shop_finds_its_own_defects(
    shop_checker: Checker, shop_frames: dict[str, pl.DataFrame]
) -> None:
    proofs = prove(shop_checker, shop_frames)
    assert len(proofs) == len(shop_checker.checks)
    assert [proof for proof in proofs if not proof.holds] == []
    by_rule = {proof.rule: proof for proof in proofs}
    assert by_rule["amount_of_line"].also == ("total_of_order",)
    assert by_rule["total_of_order"].also == ()


def test_every_keyword_of_a_contract_finds_its_own_defects() -> None:
    checker = Checker({"everything": load_contract(EVERYTHING)}, reference_date=date(2026, 1, 1))
    frame = pl.DataFrame([SOUND] * 30)
    assert checker.check({"everything": frame}).ok
    proofs = prove(checker, {"everything": frame})
    assert len(proofs) == len(checker.checks)
    assert [proof for proof in proofs if not proof.holds] == []


TABLES: dict[str, Any] = {
    "shops": {"code": "string", "open": "boolean", "@key": "code"},
    "sales": {
        "id": "integer",
        "shop": "string",
        "day": "date",
        "at": "date-time",
        "count": "integer",
        "price": "number",
        "kind": "string",
        "paid": "boolean",
        "@key": "id",
        "@references": {"shop": "shops.code"},
        "@order": ["at"],
    },
}
RULES = """
sales: check = "paid OR shops.open"
sales: check = "cast(at as date) = day"
sales: check = "price < 50"
sales: check = "kind IN ('a', 'b')"
sales: sequence = "count = previous.count + 1"; per = "shop"
sales: sequence = "price <> previous.price"; per = "shop"; order = ["id"]
sales: sequence = "day >= previous.day"; per = "shop"; order = ["id"]
sales: sequence = "kind = previous.kind"; per = "shop"; order = ["id"]
shops: balance = "count(*)"; of = "sales"; equals = "10"
shops: balance = "sum(price)"; of = "sales"; where = "paid"; equals = "445"; tolerance = 0.5
sales: balance = "sum(count)"; per = "shop"; equals = "45"
sales: mentions = "kind"; must = "^[a-c]$"
sales: quantile = "count + 1"; at = 0.5; within = [4, 7]
sales: quantile = "price"; at = 0.5; within = [0, 100]
sales: share = "shops.open"; within = [0.5, 0.8]
sales: share = "paid"; within = [0.9, 1.0]
sales: distinct = "id"; within = [0.95, 1.0]
sales: distinct = "kind"; measure = "count"; within = [2, 2]
"""


def test_ways_to_break_a_rule_are_found_for_any_form(make_checker: Callable[..., Checker]) -> None:
    lines = [line.partition(": ") for line in RULES.strip().splitlines()]
    text = "".join(
        f'[[rule]]\nid = "r{i}"\nkind = "field"\ntable = "{table}"\n' + rule.replace("; ", "\n") + "\n"
        for i, (table, _, rule) in enumerate(lines)
    )
    checker = make_checker(TABLES, text)
    shops = pl.DataFrame({"code": list("pqrs"), "open": [True, True, True, False]})
    sales = pl.DataFrame({"id": range(40)}).select(
        "id",
        shop=pl.Series(list("pqrs") * 10),
        day=pl.lit(date(2026, 1, 1)),
        at=pl.lit(datetime.fromisoformat("2026-01-01T08:00")) + pl.duration(minutes=pl.col("id")),
        count=pl.col("id") // 4,
        price=40.0 + pl.col("id") // 4,
        kind=pl.Series(["a", "b"] * 20),
        paid=pl.lit(value=True),
    )
    assert checker.check({"shops": shops, "sales": sales}).ok
    proofs = prove(checker, {"shops": shops, "sales": sales}, share=0.1)
    assert [proof for proof in proofs if not proof.holds] == []


def test_a_rule_that_its_defects_do_not_break_has_no_proof(make_checker: Callable[..., Checker]) -> None:
    rule = '[[rule]]\nid = "r"\nkind = "field"\ntable = "t"\ncheck = "x < 10"\ninject = { set = { x = "x + 1" } }'
    checker = make_checker({"t": {"x": "integer"}}, rule)
    (proof,) = (proof for proof in prove(checker, {"t": pl.DataFrame({"x": [1, 2, 3]})}) if proof.rule == "r")
    assert (proof.defects, proof.holds) == (0, False)


def test_a_rule_that_fires_for_another_reason_is_told(make_checker: Callable[..., Checker]) -> None:
    both = {"id": "integer", "x": "integer", "y": "integer", "@key": "id"}
    rules = """
[[rule]]
id = "changes_two"
kind = "field"
table = "t"
check = "x < 10"
inject = { set = { x = "99", y = "99" } }

[[rule]]
id = "reads_y"
kind = "field"
table = "t"
check = "y < 10"
"""
    checker = make_checker({"t": both}, rules)
    proofs = {p.rule: p for p in prove(checker, {"t": pl.DataFrame({"id": [1, 2, 3], "x": 1, "y": 1})})}
    assert proofs["changes_two"].also == ("reads_y",)
    assert proofs["changes_two"].unexplained == (), "y was changed, so it has a reason"
    assert proofs["reads_y"].also == ()
