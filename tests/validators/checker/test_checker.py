from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nonesuch.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

Frames = dict[str, pl.DataFrame]
WORDS = st.sampled_from(["", "a", "toy", "near", "2026-02-28", "2026-02-28 10:00", "12", " 7 ", "x" * 20, "é"])
ODD: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (pl.Int64, st.integers(-(2**63), 2**63 - 1)),
    (pl.UInt8, st.integers(0, 255)),
    (pl.Int128, st.integers(-(2**70), 2**70)),
    (pl.Float64, st.floats(allow_nan=True)),
    (pl.Decimal(12, 3), st.decimals(-9, 9, places=3)),
    (pl.Boolean, st.booleans()),
    (pl.String, WORDS | st.text(max_size=4)),
    (pl.Enum(["toy", "near", "x"]), st.sampled_from(["toy", "near", "x"])),
    (pl.Categorical, WORDS),
    (pl.Date, st.dates(date(1, 1, 1), date(2200, 1, 1))),
    (pl.Datetime("ns"), st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01"))),
    (pl.Datetime("us", "UTC"), st.just(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))),
    (pl.Time, st.times()),
    (pl.Duration, st.just(timedelta(hours=1))),
    (pl.Binary, st.binary(max_size=3)),
    (pl.List(pl.String), st.lists(WORDS, max_size=2)),
    (pl.Struct({"a": pl.Int64}), st.fixed_dictionaries({"a": st.integers(0, 3)})),
    (pl.Null, st.none()),
]


def test_sound_data_break_no_rule(shop_checker: Checker, shop_frames: Frames) -> None:
    verdict = shop_checker.check(shop_frames)
    assert verdict.ok
    assert {result.skipped for result in verdict.results} == {None}
    assert verdict["long_visits"].violations > 0
    assert [result.rule for result in verdict.results if result.violations] == ["long_visits"]


def test_data_of_a_csv_file_are_judged_alike(shop_checker: Checker, shop_frames: Frames) -> None:
    texts = {}
    for name, frame in shop_frames.items():
        moments = [column for column, dtype in frame.schema.items() if dtype == pl.Datetime("us")]
        texts[name] = frame.with_columns(pl.col(moments).dt.to_string("%Y-%m-%d %H:%M:%S")).cast(pl.String)
    ours, theirs = shop_checker.check(shop_frames), shop_checker.check(texts)
    assert [(r.rule, r.violations, r.passed) for r in ours.results] == [
        (r.rule, r.violations, r.passed) for r in theirs.results
    ]


def test_missing_and_strange_columns_are_told(shop_checker: Checker, shop_frames: Frames) -> None:
    orders = shop_frames["orders"].drop("total", "note").with_columns(colour=pl.lit("red"))
    verdict = shop_checker.check({"orders": orders, "lines": shop_frames["lines"]})
    failed = {result.rule: result.violations for result in verdict.results if not result.passed}
    assert failed == {"orders.total.required": orders.height, "orders.additionalProperties": orders.height}
    assert verdict["total_of_order"].checked == 0
    message = verdict.violations.filter(rule="orders.additionalProperties")["message"][0]
    assert message == "columns that the contract does not know: colour"
    assert verdict["order_after_joining"].skipped == "a table is not there"


@given(st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_handed_in_ends_in_a_verdict(
    shop_checker: Checker, shop_frames: Frames, data: st.DataObject
) -> None:
    frames = {name: frame.head(6) for name, frame in shop_frames.items()}
    for name in data.draw(st.lists(st.sampled_from(list(frames)), min_size=1, max_size=3, unique=True)):
        columns = [*shop_checker.contracts[name].columns, "odd"]
        for column in data.draw(st.lists(st.sampled_from(columns), max_size=3, unique=True)):
            dtype, values = data.draw(st.sampled_from(ODD))
            cells = data.draw(st.lists(st.none() | values, min_size=6, max_size=6))
            frames[name] = frames[name].with_columns(pl.Series(column, cells, dtype=dtype))
        drop = data.draw(st.lists(st.sampled_from(columns), max_size=1))
        frames[name] = frames[name].drop(drop, strict=False)
        if data.draw(st.booleans()) and len(frames) > 1:
            frames[name] = frames[name].clear()
    verdict = shop_checker.check(frames)
    assert verdict.to_dict()["ok"] == verdict.ok
    assert str(verdict)
    if not verdict.ok:
        with pytest.raises(DataError):
            verdict.raise_if_failed()


def test_odd_calls_are_refused(shop_checker: Checker) -> None:
    with pytest.raises(DataError, match="there is no table"):
        shop_checker.check({})
    with pytest.raises(DataError, match="has no contract"):
        shop_checker.check({"order": pl.DataFrame({"a": [1]})})


def test_a_rule_that_cannot_be_computed_on_the_data_fails_alone(make_checker: Callable[..., Checker]) -> None:
    rules = """
[[rule]]
id = "r"
kind = "field"
table = "t"
check = "regexp_like(word, word)"

[[rule]]
id = "s"
kind = "field"
table = "t"
unique = "word"
when = "regexp_like(word, word)"
"""
    checker = make_checker({"t": {"word": {"type": "string", "maxLength": 3}}}, rules)
    assert checker.check({"t": pl.DataFrame({"word": ["a", "b"]})}).ok
    verdict = checker.check({"t": pl.DataFrame({"word": ["(", "long"]})})
    assert [result.rule for result in verdict.results if not result.passed] == ["t.word.maxLength", "r", "s"]
    assert str(verdict["r"].skipped).startswith("cannot be computed: regex error")
    with pytest.raises(DataError, match="3 of 6 rules do not hold"):
        verdict.raise_if_failed()


def test_a_checker_travels_to_other_processes(shop_checker: Checker, shop_parts: tuple[Frames, list[Frames]]) -> None:
    block = shop_parts[1][0]
    there = pickle.loads(pickle.dumps(shop_checker))
    here, back = shop_checker.check_block(block), pickle.loads(pickle.dumps(there.check_block(block)))
    assert shop_checker.combine([here]).results == shop_checker.combine([back]).results
