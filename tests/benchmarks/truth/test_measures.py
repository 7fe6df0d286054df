from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.truth import measures


def test_share_leaves_out_what_is_unknown() -> None:
    frame = pl.DataFrame({"x": [1, 2, 3, None]})
    assert measures.share(frame, pl.col("x") > 2) == pytest.approx(100 / 3)
    assert measures.share(frame.clear(), pl.col("x") > 2) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_area_under_curve_counts_pairs(rows: list[tuple[int, bool]]) -> None:
    positive = [score for score, label in rows if label]
    negative = [score for score, label in rows if not label]
    found = measures.area_under_curve(pl.Series([r[0] for r in rows]), pl.Series([r[1] for r in rows]))
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert found == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


def test_gini_of_equals_is_zero_and_of_one_owner_nearly_one() -> None:
    assert measures.gini(pl.Series([3, 3, 3, 3])) == 0
    assert measures.gini(pl.Series([0] * 99 + [7])) == pytest.approx(0.99)


def test_dispersion_is_variance_over_mean() -> None:
    assert measures.dispersion(pl.Series([1, 3])) == pytest.approx(1.0)
    assert measures.dispersion(pl.Series([5, 5, 5])) == 0
    assert measures.dispersion(pl.Series([0, 0])) is None


def test_burstiness_of_a_clock_is_minus_one_and_of_exponential_gaps_about_zero() -> None:
    start = datetime(2025, 1, 1)
    clock = pl.DataFrame([{"who": w, "at": start + timedelta(hours=h)} for w in range(40) for h in range(25)])
    assert measures.burstiness(clock, "who", "at") == pytest.approx(-1)
    gaps = np.random.default_rng(1).exponential(3600, (200, 200)).cumsum(axis=1)
    poisson = pl.DataFrame({"who": np.repeat(np.arange(200), 200), "at": gaps.ravel().astype(np.int64) * 1_000_000})
    found = measures.burstiness(poisson.with_columns(pl.col("at").cast(pl.Datetime("us"))), "who", "at")
    assert found == pytest.approx(0, abs=0.02)


def test_cramers_v_is_one_for_names_and_zero_for_chance() -> None:
    same = pl.DataFrame({"a": list("abc") * 50, "b": list("xyz") * 50})
    assert measures.cramers_v(same, "a", "b") == pytest.approx(1)
    apart = pl.DataFrame({"a": ["a", "a", "b", "b"] * 50, "b": ["x", "y"] * 100})
    assert measures.cramers_v(apart, "a", "b") == 0
    assert measures.cramers_v(same.with_columns(b=pl.lit("x")), "a", "b") is None


def test_odds_ratio_of_one_stratum_is_the_cross_product() -> None:
    cells = [(True, True, 30), (True, False, 10), (False, True, 20), (False, False, 40)]
    frame = pl.DataFrame([{"a": a, "b": b, "s": 1} for a, b, n in cells for _ in range(n)])
    assert measures.odds_ratio(frame, "a", "b", ["s"]) == pytest.approx(30 * 40 / (10 * 20))


def test_odds_ratio_sees_through_a_confounder() -> None:
    young = [{"a": False, "b": False, "s": 1}] * 81 + [{"a": True, "b": False, "s": 1}] * 9
    young += [{"a": False, "b": True, "s": 1}] * 9 + [{"a": True, "b": True, "s": 1}]
    old = [{"a": not row["a"], "b": not row["b"], "s": 2} for row in young]
    frame = pl.DataFrame(young + old)
    assert measures.odds_ratio(frame, "a", "b", ["s"]) == pytest.approx(1)
    assert (measures.odds_ratio(frame, "a", "b", [pl.lit(1)]) or 0) > 5


def test_intraclass_correlation_is_one_for_constants_and_none_for_few() -> None:
    people = pl.DataFrame({"who": list(range(200)) * 2, "x": list(range(200)) * 2})
    assert measures.intraclass_correlation(people, "who", "x") == pytest.approx(1)
    assert measures.intraclass_correlation(people.head(10), "who", "x") is None


def test_two_groups_leave_out_nulls_and_small_groups() -> None:
    frame = pl.DataFrame({"x": [1.0, 2.0, 30.0, 40.0, 99.0], "g": [True, True, False, False, None]})
    assert measures.two_groups(frame, pl.mean("x"), pl.col("g"), least=2) == (1.5, 35.0)
    assert measures.two_groups(frame, pl.mean("x"), pl.col("g"), least=3) is None
    assert measures.mean_difference(frame, "x", pl.col("g"), least=2) == -33.5
    assert measures.ratio((3.0, 0.0)) is None


def test_haversine_of_a_degree_of_latitude() -> None:
    frame = pl.DataFrame({"a": [0.0], "b": [0.0], "c": [1.0], "d": [0.0]})
    assert measures.number(frame, measures.haversine_km("a", "b", "c", "d")) == pytest.approx(6371.0088 * math.pi / 180)
