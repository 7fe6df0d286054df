from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

HEAD = '[[rule]]\nid = "r"\nkind = "consistency"\ntable = "t"\n'
CHECKS = """
word = 'x'
word IN ('x', 'q')
coalesce(word, 'none') <> 'none'
word > 'w'
other = word
CASE WHEN id > 1 THEN 'q' ELSE word END = 'q'
starts_with(word, 'x')
word || other = 'xx'
"""
TABLE: dict[str, Any] = {
    "id": "integer",
    "a": "integer?",
    "b": "integer?",
    "word": "string?",
    "day": "date?",
    "@key": "id",
}


def frame(**columns: list[Any]) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    empty = {"a": pl.Int64, "b": pl.Int64, "word": pl.String, "day": pl.Date}
    made = [pl.Series(name, columns.get(name, [None] * n), dtype=dtype) for name, dtype in empty.items()]
    return pl.DataFrame([pl.Series("id", range(1, n + 1), dtype=pl.Int64), *made])


@pytest.mark.parametrize("check", ["a < b", "NOT (a >= b)", "b - a > 0"])
def test_what_is_unknown_passes_and_is_not_counted(make_checker: Callable[..., Checker], check: str) -> None:
    checker = make_checker({"t": TABLE}, f'{HEAD}check = "{check}"')
    result = checker.check({"t": frame(a=[1, 3, None, 1, None], b=[2, 2, 2, None, None])})["r"]
    assert (result.checked, result.violations, result.passed) == (2, 1, False)


def test_a_missing_value_is_found_by_the_contract_alone(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE | {"a": "integer"}}, HEAD + 'check = "a < b"')
    verdict = checker.check({"t": frame(a=[None, 1], b=[2, 2])})
    assert [result.rule for result in verdict.results if not result.passed] == ["t.a.null"]
    assert verdict["t.a.null"].dimension == "completeness"


def test_a_condition_that_is_unknown_does_not_ask(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE}, HEAD + 'check = "a = 0"\nwhen = "word = \'x\'"')
    result = checker.check({"t": frame(a=[0, 1, 1, 1], word=["x", "x", "y", None])})["r"]
    assert (result.checked, result.violations) == (2, 1)


def test_what_cannot_be_cast_is_unknown(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE}, HEAD + 'check = "cast(word as int) > 5"')
    result = checker.check({"t": frame(word=["7", "3", "CAST(x", None])})["r"]
    assert (result.checked, result.violations) == (2, 1)


def test_categories_give_what_texts_give(make_checker: Callable[..., Checker]) -> None:
    rules = "".join(
        f'[[rule]]\nid = "r{i}"\nkind = "field"\ntable = "t"\ncheck = "{check}"\n'
        for i, check in enumerate(CHECKS.strip().splitlines())
    )
    checker = make_checker({"t": TABLE | {"other": "string?"}}, rules)
    words = frame(word=["x", "w", None, "x"]).with_columns(other=pl.Series(["x", "x", "w", None]))
    coded = words.with_columns(pl.col("word").cast(pl.Enum(["x", "w"])), pl.col("other").cast(pl.Enum(["w", "x", "v"])))
    assert checker.check({"t": words}).results == checker.check({"t": coded}).results


def test_messages_and_values_show_the_row(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE}, HEAD + 'check = "a < b"\nmessage = "{a} is not below {b} on {day}"')
    verdict = checker.check({"t": frame(a=[1, 9], b=[2, 2], day=[None, date(2026, 1, 2)])})
    row = verdict.violations.row(0, named=True)
    assert row == {
        "rule": "r", "table": "t", "part": 0, "row": 1, "key": '{"id":2}',
        "values": '{"a":9,"b":2,"day":"2026-01-02"}', "message": "9 is not below 2 on 2026-01-02",
    }  # fmt: skip


def test_an_allowed_share_allows_for_chance(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE}, HEAD + 'check = "a = 0"\nmax_share = 0.01\nsource = "a test"')
    few, many = frame(a=[1] * 3 + [0] * 47), frame(a=[1] * 160 + [0] * 9840)
    assert checker.check({"t": few})["r"].passed, "3 of 50 at 1 % happen by chance 1 time in 70"
    assert not checker.check({"t": many})["r"].passed, "160 of 10,000 at 1 % do not"
    assert checker.check({"t": many}).failed_keys("t").is_empty(), "rows within a share are no errors"


def test_the_reference_date_is_a_constant(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": TABLE}, HEAD + 'check = "day <= reference_date"')
    assert checker.check({"t": frame(day=[date(2026, 1, 1), date(2026, 1, 2)])})["r"].violations == 1


LINKED = """
[[rule]]
id = "r"
kind = "consistency"
table = "visits"
check = "ABS(way - SIN(places.north) * SQRT(places.east)) < 0.001"
"""


def test_parts_of_linked_rows_are_judged_with_each_row(make_checker: Callable[..., Checker]) -> None:
    places = pl.DataFrame({"id": [1, 2], "north": [0.5, 1.5], "east": [4.0, None]})
    contracts = {
        "places": {"id": "integer", "north": "number", "east": "number?", "@key": "id"},
        "visits": {"way": "number", "place_id": "integer?", "@references": {"place_id": "places.id"}},
    }
    checker = make_checker(contracts, LINKED)
    right = 2 * 0.4794255
    for ids in ([1, 1, 2, 1], [1, 1, None, 9]):  # with missing places, and with none
        visits = pl.DataFrame({"way": [right, right + 0.1, right, right], "place_id": ids})
        found = checker.check({"places": places, "visits": visits})["r"]
        assert found.violations == 1, "the second; of the third nothing is known"
        assert found.checked == (3 if ids[3] == 1 else 2)


def test_a_part_that_polars_makes_one_value_of_is_judged_in_every_row(make_checker: Callable[..., Checker]) -> None:
    places = pl.DataFrame({"id": [1, 2], "north": [0.5, 1.5], "east": [4.0, 4.0]})
    contracts = {
        "places": {"id": "integer", "north": "number", "east": "number", "@key": "id"},
        "visits": {"way": "number", "place_id": "integer", "@references": {"place_id": "places.id"}},
    }
    rule = LINKED.replace("SIN(places.north) * SQRT(places.east)", "LN(COALESCE(1, places.north))")
    visits = pl.DataFrame({"way": [0.0, 0.1, 0.0], "place_id": [2, 1, 2]})
    found = make_checker(contracts, rule).check({"places": places, "visits": visits})["r"]
    assert (found.checked, found.violations) == (3, 1)
