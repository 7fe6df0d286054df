from __future__ import annotations

from math import exp, factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import RecipeError
from nonesuch.generators.distributions import Gamma
from nonesuch.generators.given.wanted import Wanted
from nonesuch.generators.records import make_records
from tests.packmaker import KEY, figures, make_pack, plan_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORDS = 4000
KIND = {"kind": "category", "weights": {"a": 1, "b": 3}}
CALLS = {
    "kind": "number",
    "distribution": "poisson",
    "parameters": {"mean": "CASE WHEN kind = 'a' THEN 2 ELSE 5 END"},
    "integer": True,
}
HEIGHTS = {
    "tall": {"kind": "number", "distribution": "quantiles", "table": "tall.csv", "copula": "body", "integer": True},
    "wide": {"kind": "number", "distribution": "quantiles", "table": "wide.csv", "copula": "body", "decimals": 1},
}
BODY = {
    "table": {"copulas": {"body": {"correlations": "r.csv"}}},
    "files": {
        "r.csv": figures("a,b,r", "tall,wide,0.8"),
        "tall.csv": figures("p05,p50,p95", "15,20,25"),
        "wide.csv": figures("p05,p50,p95", "35.5,40,44.5"),
    },
}


def records(folder: Path, columns: Mapping[str, Any], wanted: Mapping[str, Wanted], **parts: Any) -> pl.DataFrame:
    """Records of a pack of one table in which some columns are given."""
    pack = make_pack(folder, {"things": {**parts.pop("table", {}), "columns": {"thing_id": KEY, **columns}}}, **parts)
    given = {("things", column): values for column, values in wanted.items()}
    return make_records(plan_of(pack, rows=RECORDS, given=given), "things", RECORDS)["things"]


def share_of(frame: pl.DataFrame, column: str, word: str) -> float:
    return float((frame[column].cast(pl.String) == word).to_numpy().mean())


def error(share: float) -> float:
    """Five standard errors."""
    return 5 * float(np.sqrt(share * (1 - share) / RECORDS))


def poisson(number: int, mean: float) -> float:
    return exp(-mean) * mean**number / factorial(number)


def bayes(likely_a: float, likely_b: float) -> float:
    """How likely the kind is a, of which there is one to three b."""
    return likely_a / (likely_a + 3 * likely_b)


def test_a_category_follows_from_a_word_that_depends_on_it(tmp_path: Path) -> None:
    table = figures("kind,side,weight", "a,left,4", "a,right,1", "b,left,1", "b,right,4")
    columns = {"kind": KIND, "side": {"kind": "category", "tables": ["side.csv"], "by": ["kind"]}}
    found = records(tmp_path, columns, {"side": Wanted(("left",))}, files={"side.csv": table})
    assert share_of(found, "side", "left") == 1
    exact = bayes(0.8, 0.2)
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_a_category_follows_from_a_number_that_depends_on_it(tmp_path: Path) -> None:
    found = records(tmp_path, {"kind": KIND, "calls": CALLS}, {"calls": Wanted((2,))})
    assert found["calls"].unique().to_list() == [2]
    exact = bayes(poisson(2, 2), poisson(2, 5))
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_bounds_weigh_by_the_numbers_within_them(tmp_path: Path) -> None:
    found = records(tmp_path, {"kind": KIND, "calls": CALLS | {"within": (2, 4)}}, {"calls": Wanted((2,))})
    inside = [sum(poisson(k, mean) for k in (2, 3, 4)) for mean in (2, 5)]
    exact = bayes(poisson(2, 2) / inside[0], poisson(2, 5) / inside[1])
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


@pytest.mark.parametrize(("value", "low", "high"), [(0, 0.0, 5.0), (10, 5.0, 15.0)])
def test_rounded_numbers_weigh_by_all_that_is_rounded_to_them(
    tmp_path: Path, value: int, low: float, high: float
) -> None:
    mean = "CASE WHEN kind = 'a' THEN 4 ELSE 12 END"
    cost = {"kind": "number", "distribution": "gamma", "parameters": {"mean": mean, "shape": 2}, "step": 10}
    found = records(tmp_path, {"kind": KIND, "cost": cost}, {"cost": Wanted((value,))})
    masses = [float(np.exp(Gamma(mean, 2).log_mass(low, high))) for mean in (4, 12)]
    exact = bayes(*masses)
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_endings_weigh_as_often_as_they_come(tmp_path: Path) -> None:
    mean = "CASE WHEN kind = 'a' THEN 8 ELSE 12 END"
    price = {"kind": "number", "distribution": "normal", "parameters": {"mean": mean, "sd": 2}, "decimals": 1}
    columns = {"kind": KIND, "price": price | {"endings": {"every": 1, "below": 0.5}}}
    found = records(tmp_path, columns, {"price": Wanted(low=9.8, high=9.9)})
    assert set(found["price"].unique()) == {9.8, 9.9}
    sampled = records(tmp_path, columns, {})
    near = sampled.filter(pl.col("price").is_between(9.8, 9.9))
    share = float((near["price"] == 9.9).to_numpy().mean())
    assert abs(float((found["price"] == 9.9).to_numpy().mean()) - share) < 5 * (share * (1 - share) / len(near)) ** 0.5


def test_a_range_weighs_by_what_lies_in_it(tmp_path: Path) -> None:
    found = records(tmp_path, {"kind": KIND, "calls": CALLS}, {"calls": Wanted(low=0, high=2)})
    assert set(found["calls"].unique()) == {0, 1, 2}
    masses = [[poisson(k, mean) for k in range(3)] for mean in (2, 5)]
    exact = bayes(sum(masses[0]), sum(masses[1]))
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)
    none = (masses[0][0] + 3 * masses[1][0]) / (sum(masses[0]) + 3 * sum(masses[1]))
    assert abs(float((found["calls"] == 0).to_numpy().mean()) - none) < error(none)


def test_members_of_a_copula_follow_a_given_one(tmp_path: Path) -> None:
    found = records(tmp_path, HEIGHTS, {"tall": Wanted((25,))}, **BODY)
    free = records(tmp_path, HEIGHTS, {}, **BODY).filter(pl.col("tall") == 25)
    expected = free["wide"].to_numpy()
    tolerance = 5 * (expected.var() / len(expected) + expected.var() / RECORDS) ** 0.5
    assert abs(found["wide"].to_numpy().mean() - expected.mean()) < tolerance
    assert abs(found["wide"].to_numpy().std() / expected.std() - 1) < 0.25


def test_a_derived_column_is_searched_for(tmp_path: Path) -> None:
    columns = {"kind": KIND, "calls": CALLS, "busy": {"kind": "expression", "value": "calls > 6"}}
    found = records(tmp_path, columns, {"busy": Wanted((True,))})
    assert found["busy"].all()
    masses = [1 - sum(poisson(k, mean) for k in range(7)) for mean in (2, 5)]
    exact = bayes(*masses)
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_what_cannot_be_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no such number can occur"):
        records(tmp_path, {"kind": KIND, "calls": CALLS}, {"calls": Wanted((2.5,))})
    with pytest.raises(RecipeError, match="a number is wanted here"):
        records(tmp_path, {"kind": KIND, "calls": CALLS}, {"calls": Wanted(("many",))})


def test_a_number_drawn_on_a_condition_is_given_where_it_holds(tmp_path: Path) -> None:
    kinds = {"kind": "category", "weights": {"a": 1, "b": 3, "c": 6}}
    found = records(tmp_path, {"kind": kinds, "calls": CALLS | {"when": "kind <> 'c'"}}, {"calls": Wanted((2,))})
    assert found["calls"].unique().to_list() == [2]
    assert share_of(found, "kind", "c") == 0
    exact = bayes(poisson(2, 2), poisson(2, 5))
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_figures_may_be_missing_where_a_number_is_not_drawn(tmp_path: Path) -> None:
    kinds = {"kind": "category", "weights": {"a": 1, "b": 3, "c": 6}}
    mean = {"mean": "CASE kind WHEN 'a' THEN 2 WHEN 'b' THEN 5 END"}
    found = records(
        tmp_path, {"kind": kinds, "calls": CALLS | {"parameters": mean, "when": "kind <> 'c'"}}, {"calls": Wanted((2,))}
    )
    assert found["calls"].unique().to_list() == [2]
    exact = bayes(poisson(2, 2), poisson(2, 5))
    assert abs(share_of(found, "kind", "a") - exact) < error(exact)


def test_members_of_a_copula_follow_one_that_is_given_on_a_condition(tmp_path: Path) -> None:
    tall = HEIGHTS["tall"] | {"when": "kind = 'a'"}
    found = records(tmp_path, {"kind": KIND, **HEIGHTS, "tall": tall}, {"tall": Wanted((25,))}, **BODY)
    assert found["kind"].unique().to_list() == ["a"]
    assert abs(float(found["wide"].mean()) - 43.6) < 0.1  # type: ignore[arg-type]
