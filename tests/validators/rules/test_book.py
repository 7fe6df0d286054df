from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from nonesuch.errors import PackError
from nonesuch.validators.rules import FORMS, load_rules, rules_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

ROOT = Path(__file__).parents[3]
SHOP = ROOT / "tests" / "packs" / "shop" / "rules.toml"
HEAD = '[[rule]]\nid = "r"\nkind = "consistency"\ntable = "orders"\n'
TABLES: dict[str, Any] = {
    "customers": {"id": "integer", "since": "date", "@key": "id"},
    "orders": {
        "id": "integer",
        "customer_id": "integer",
        "day": "date",
        "total": "number",
        "note": "string?",
        "tags": {"type": "array", "items": {"type": "string"}},
        "@key": "id",
        "@references": {"customer_id": "customers.id"},
    },
    "lines": {"order_id": "integer", "amount": "number", "@references": {"order_id": "orders.id"}},
    "codes": {"code": "string"},
}


def test_the_rules_of_the_shop_have_every_form() -> None:
    book = load_rules(SHOP)
    assert {rule.form for rule in book.rules} == set(FORMS)


def test_the_schema_of_rules_is_in_step_and_takes_the_rules_of_all_packs() -> None:
    written = json.loads((ROOT / "schemas" / "rules.schema.json").read_text("utf-8"))
    assert written == rules_schema()
    Draft202012Validator.check_schema(written)
    validator = Draft202012Validator(written)
    for path in (SHOP, *ROOT.glob("domains/*/rules.toml")):
        assert validator.is_valid(tomllib.loads(path.read_text("utf-8"))), path
    assert not validator.is_valid({"rule": [{"id": "r", "kind": "field", "table": "t"}]})


@pytest.mark.parametrize(
    ("text", "problem", "where"),
    [
        ("[[rules]]", "unknown key 'rules'", ""),
        ("[rule]\nx = 1", "rules are a list", ": rule"),
        (HEAD, "rule r has no form", "line 1: rule[1]"),
        (HEAD + 'chek = "total > 0"', "rule r has no form", "line 1: rule[1]"),
        (HEAD + 'check = "total > 0"\nshare = "total > 0"', "rule r has several forms", "line 1: rule[1]"),
        (HEAD + 'check = "total > 0"\nwehn = "total > 1"', "unknown key 'wehn'", "line 6: rule[1].wehn"),
        (HEAD + 'check = "total > 0"\nmax_share = 2', "wrong value for 'max_share'", "line 6: rule[1].max_share"),
        (HEAD + 'check = "total > 0"\nmax_share = 0.1', "an allowed share has a source", "rule[1]: source"),
        (
            HEAD + 'check = "total > 0"\nseverity = "error"\nmax_share = 0.1',
            "a severity or an allowed share",
            "rule[1]",
        ),
        (HEAD.replace("consistency", "consistent") + 'check = "total > 0"', "unknown value for 'kind'", "line 3"),
        (HEAD.replace('"r"', '"R 1"') + 'check = "total > 0"', "wrong value for 'id'", "line 2: rule[1].id"),
        ((HEAD + 'check = "total > 0"\n') * 2, "two rules are called 'r'", "line 7: rule r: id"),
        (HEAD + 'check = "total > 0"\ninject = { also = ["q"] }', "unknown rule 'q'", "line 6: rule r: inject.also"),
        (HEAD + 'balance = "sum(amount)"\nequals = "total"', "whose rows it sums up", "rule[1]"),
        (HEAD + 'share = "total > 0"\nwithin = [0.5, 0.2]', "the band is empty", "rule[1].within"),
        (HEAD + 'share = "total > 0"\nwithin = [0, 2]', "a share lies between 0 and 1", "rule[1]: within"),
        (HEAD + 'mentions = "note"', "asks nothing of the text", "rule[1]"),
        (HEAD + 'mentions = "note"\nmust = "(?=x)"', "portable subset", "rule[1].must"),
    ],
)
def test_mistakes_in_a_file_are_told_with_line_and_key(tmp_path: Path, text: str, problem: str, where: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PackError, match=problem) as caught:
        load_rules(path)
    assert str(path) in str(caught.value.place)
    assert where in str(caught.value.place)


@pytest.mark.parametrize(
    ("rule", "problem", "key"),
    [
        ('check = "totl > 0"', "the contract of 'orders' has no column 'totl'", "check"),
        ('check = "client.since < day"', "'orders' is not linked to 'client'", "check"),
        ('check = "lines.amount > 0"', "'orders' is not linked to 'lines'", "check"),
        ('check = "total"', "a condition is wanted", "check"),
        ('check = "1 = 1"', "the expression reads no column", "check"),
        ('check = "note > 3"', "values of different types are compared", "check"),
        ('check = "sum(total) > 3"', "sums up rows", "check"),
        ('check = "read_csv(note)"', "not part of the expression language", "check"),
        ('check = "total > 0"\nwhen = "totl"', "has no column 'totl'", "when"),
        ('check = "total > 0"\nmessage = "{totl}"', "has no column 'totl'", "message"),
        ('check = "total > 0"\ninject = { set = { totl = "1" } }', "has no column 'totl'", "inject"),
        ('check = "total > 0"\ninject = { set = { total = "cost" } }', "has no column 'cost'", "inject"),
        ('check = "total > 0"\ninject = { where = "total" }', "a condition is wanted", "inject"),
        ('unique = ["id", "da"]', "has no column 'da'", "unique"),
        ('unique = "tags"', "a column of plain values is wanted", "unique"),
        ('references = { customer_id = "clients.id" }', "unknown table 'clients'", "references"),
        ('references = { id = "lines.order_id", day = "customers.since" }', "stand in one table", "references"),
        ('sequence = "day >= previous.day"\nper = "customer_id"', "the rows have no order", "sequence"),
        ('sequence = "day >= day"\nper = "id"\norder = []', "does not name the row before", "sequence"),
        ('sequence = "day > previous.dey"\nper = "id"\norder = []', "has no column 'dey'", "sequence"),
        ('sequence = "day > previous.day"\nper = "client"\norder = []', "has no column 'client'", "per"),
        ('balance = "sum(amount)"\nof = "line"\nequals = "total"', "unknown table 'line'", "balance"),
        ('balance = "count(*)"\nof = "codes"\nequals = "1"', "do not belong to rows of 'orders'", "of"),
        ('balance = "total"\nper = "day"\nequals = "1"', "a balance sums up rows", "balance"),
        ('balance = "count(*)"\nof = "lines"\nequals = "day"', "a number is wanted", "equals"),
        ('share = "total"\nwithin = [0, 1]', "a condition is wanted", "share"),
        ('quantile = "note"\nat = 0.5\nwithin = [0, 1]', "a number is wanted", "quantile"),
        ('distinct = "nota"\nwithin = [0, 1]', "has no column 'nota'", "distinct"),
        ('mentions = "total"\nmust = "x"', "a column of texts is wanted", "mentions"),
        ('mentions = "note"\nspans = "tags"', "a column of spans is wanted", "spans"),
        ('mentions = "note"\nholds = "nam"', "has no column 'nam'", "holds"),
    ],
)
def test_what_is_unknown_is_told_when_rules_are_bound(
    make_checker: Callable[..., Checker], rule: str, problem: str, key: str
) -> None:
    with pytest.raises(PackError, match=problem) as caught:
        make_checker(TABLES, HEAD + rule)
    assert f"rule r: {key}" in str(caught.value.place)
    assert "rules.toml, line " in str(caught.value.place)


def test_an_unknown_column_is_told_with_the_contract_and_the_nearest_name(make_checker: Callable[..., Checker]) -> None:
    with pytest.raises(PackError, match="the contract of 'orders' has no column 'totl'") as caught:
        make_checker(TABLES, HEAD + 'check = "totl > 0"')
    assert caught.value.expected == "a column that orders.schema.json declares"
    assert caught.value.hint == "did you mean 'total'?"


def test_an_unknown_table_is_told_with_the_nearest_name(make_checker: Callable[..., Checker]) -> None:
    with pytest.raises(PackError, match="unknown table 'order'") as caught:
        make_checker(TABLES, (HEAD + 'check = "total > 0"').replace('"orders"', '"order"'))
    assert caught.value.hint == "did you mean 'orders'?"


def test_another_rule_named_by_inject_may_be_one_of_a_contract(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'check = "total > 0"\ninject = { set = { total = "-1" }, also = ["orders.total.%s"] }'
    make_checker(TABLES, rule % "null")
    with pytest.raises(PackError, match=r"unknown rule 'orders\.total\.minimum'"):
        make_checker(TABLES, rule % "minimum")
