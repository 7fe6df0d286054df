"""Rules of whole data sets: share, quantile, distinct."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker, Result

TABLES: dict[str, Any] = {"t": {"x": "number?", "word": "string?", "yes": "boolean?"}}
VALUES = st.lists(st.integers(0, 40), min_size=1, max_size=60)
HEAD = '[[rule]]\nid = "r"\nkind = "dataset"\ntable = "t"\n'


def frame(**columns: Any) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    types = {"x": pl.Float64, "word": pl.String, "yes": pl.Boolean}
    return pl.DataFrame([pl.Series(name, columns.get(name, [None] * n), dtype=types[name]) for name in types])


def judge(checker: Checker, data: pl.DataFrame) -> Result:
    whole, parts = checker.check({"t": data})["r"], [data[i::3] for i in range(3)]
    blocks = checker.combine(checker.check_block({"t": part}) for part in parts)["r"]
    assert (whole.checked, whole.passed) == (blocks.checked, blocks.passed)
    return whole


@pytest.mark.parametrize(("true", "passed"), [(20, True), (30, True), (14, True), (36, True), (3, False), (55, False)])
def test_a_share_lies_in_its_band_or_misses_it_by_chance(
    make_checker: Callable[..., Checker],
    true: int,
    passed: bool,  # noqa: FBT001 - a table of cases
) -> None:
    checker = make_checker(TABLES, HEAD + 'share = "yes"\nwithin = [0.2, 0.3]')
    result = judge(checker, frame(yes=[True] * true + [False] * (100 - true) + [None] * 9))
    assert (result.checked, result.value, result.passed) == (100, true / 100, passed)
    strict = make_checker(TABLES, HEAD + 'share = "yes"\nwithin = [0.2, 0.3]\nchance = false')
    data = frame(yes=[True] * true + [False] * (100 - true))
    assert judge(strict, data).passed == (20 <= true <= 30)


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=60), st.sampled_from([0.05, 0.25, 0.5, 0.9]), st.integers(0, 40)
)
@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_quantile_lies_in_its_band(
    make_checker: Callable[..., Checker], values: list[int], at: float, low: int
) -> None:
    band = [low, low + 7]
    checker = make_checker(TABLES, f'{HEAD}quantile = "x"\nat = {at}\nwithin = {band}\nchance = false')
    quantile = sorted(values)[math.ceil(at * len(values)) - 1]
    result = judge(checker, frame(x=values))
    assert result.value == quantile
    assert result.passed == (band[0] <= quantile <= band[1])


def test_the_quantile_of_blocks_is_told_to_a_thousandth_of_the_band(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker(TABLES, HEAD + 'quantile = "x"\nat = 0.5\nwithin = [-10, 10]')
    data = np.random.Generator(np.random.Philox(5)).normal(1, 3, 4000)
    parts = [{"t": frame(x=part)} for part in np.split(data, 8)]
    result = checker.combine(map(checker.check_block, parts))["r"]
    assert result.value == pytest.approx(np.median(data), abs=0.021)
    assert not result.exact


def test_different_values_are_counted(make_checker: Callable[..., Checker]) -> None:
    data = frame(word=["a", "b", "a", None, "c", "a"])
    assert judge(make_checker(TABLES, HEAD + 'distinct = "word"\nwithin = [0.5, 0.7]'), data).value == 0.6
    count = make_checker(TABLES, HEAD + 'distinct = "upper(word)"\nmeasure = "count"\nwithin = [4, 9]')
    assert (judge(count, data).value, judge(count, data).passed) == (3, False)
    coded = data.with_columns(pl.col("word").cast(pl.Categorical))
    assert judge(count, coded).value == 3
    assert judge(count, data).dimension == "diversity"


def test_where_nothing_is_known_nothing_fails(make_checker: Callable[..., Checker]) -> None:
    for rule in ('share = "yes"', 'quantile = "x"\nat = 0.5', 'distinct = "word"'):
        for data in (frame(x=[None, None]), frame(x=[])):
            result = judge(make_checker(TABLES, f"{HEAD}{rule}\nwithin = [0.4, 0.5]"), data)
            assert (result.checked, result.value, result.passed) == (0, None, True)


def test_only_rows_that_are_asked_count(make_checker: Callable[..., Checker]) -> None:
    data = frame(x=[1, 2, 3, 100], yes=[True, True, True, None], word=["a"] * 4)
    rule = HEAD + 'quantile = "x"\nat = 0.5\nwhen = "yes"\nwithin = [2, 2]\nchance = false'
    result = judge(make_checker(TABLES, rule), data)
    assert (result.checked, result.value, result.passed) == (3, 2, True)


@pytest.mark.parametrize("form", ['share = "yes"', 'quantile = "x"\nat = 0.5', 'distinct = "x"'])
def test_a_figure_of_few_rows_says_nothing(make_checker: Callable[..., Checker], form: str) -> None:
    checker = make_checker(TABLES, f"{HEAD}{form}\nwithin = [0.6, 0.7]\nleast = 90")
    data = frame(yes=[False] * 89, x=[9.0] * 89)
    few, many = judge(checker, data), judge(checker, pl.concat([data, data[:1]]))
    assert (few.passed, few.skipped) == (True, "89 rows, and it takes 90")
    assert (many.passed, many.skipped) == (False, None)
