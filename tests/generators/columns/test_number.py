from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from tests.packmaker import figures, one_table

if TYPE_CHECKING:
    from pathlib import Path

NORMAL = {"kind": "number", "distribution": "normal", "parameters": {"mean": 50, "sd": 10}}


def test_whole_numbers_are_integers_and_others_floats(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"a": {**NORMAL, "integer": True}, "b": {**NORMAL, "decimals": 1}}, rows=20_000)
    assert frame.schema["a"] == pl.Int64
    assert frame.schema["b"] == pl.Float64
    assert abs(float(frame["a"].mean()) - 50) < 0.4  # type: ignore[arg-type]
    assert abs(float(frame["a"].std()) - 10) < 0.3  # type: ignore[arg-type]
    assert frame["b"].equals(frame["b"].round(1))


def test_numbers_outside_of_the_bounds_are_drawn_again(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"a": {**NORMAL, "decimals": 3, "within": [55, 70]}}, rows=20_000)
    values = frame["a"].to_numpy()
    assert values.min() >= 55
    assert values.max() <= 70
    assert (values == 55).mean() < 0.002, "not pulled to the bound"
    below = (values < 60).mean()
    assert abs(below - 0.1499 / 0.2858) < 0.02, "truncated normal: P(55..60) / P(55..70)"


def test_quantiles_are_pulled_to_the_bounds(tmp_path: Path) -> None:
    column = {"kind": "number", "distribution": "quantiles", "table": "q.csv", "decimals": 2, "within": [45, 200]}
    frame = one_table(tmp_path, {"a": column}, files={"q.csv": figures("p16,p50,p84", "40,50,60")}, rows=20_000)
    assert abs((frame["a"] == 45).mean() - 0.3085) < 0.02  # type: ignore[operator]


def test_figures_of_a_file_may_be_chosen_by_where_and_by_stratum(tmp_path: Path) -> None:
    rows = ("weight,f,60,1", "weight,m,80,1", "height,f,165,1", "height,m,178,1")
    files = {"n.csv": figures("what,sex,mean,sd", *rows)}
    sex = {"kind": "category", "weights": {"f": 1, "m": 1}}
    number = {"kind": "number", "distribution": "normal", "table": "n.csv", "by": ["sex"], "decimals": 1}
    columns = {what: {**number, "where": {"what": what}} for what in ("weight", "height")}
    frame = one_table(tmp_path, {"sex": sex, **columns}, files=files, rows=4000)
    means = {row[0]: row[1:] for row in frame.group_by("sex").agg(pl.col("weight", "height").mean()).iter_rows()}
    assert np.allclose(means["f"], [60, 165], atol=0.2)
    assert np.allclose(means["m"], [80, 178], atol=0.2)


@pytest.mark.parametrize(
    ("how", "low", "high"),
    [
        ({"decimals": 1}, 2.3, 7.6),
        ({"integer": True}, 3, 7),
        ({"integer": True, "step": 2}, 4, 6),
        ({"step": 0.5}, 2.5, 7.5),
    ],
)
def test_bounds_by_row_are_moved_to_numbers_that_can_be_written(
    tmp_path: Path, how: dict[str, Any], low: float, high: float
) -> None:
    below = {**NORMAL, **how, "parameters": {"mean": -50, "sd": 1}}
    columns = {"low": "2.25 + 0.0 * thing_id", "high": "7.66", "a": {**below, "at_least": "low", "at_most": "9.0"},
               "b": {**NORMAL, **how, "at_least": "-90", "at_most": "high"}}  # fmt: skip
    frame = one_table(tmp_path, columns)
    assert frame["a"].unique().to_list() == [low]
    assert frame["b"].unique().to_list() == [high]


def test_a_missing_bound_does_not_bind(tmp_path: Path) -> None:
    bound = {**NORMAL, "parameters": {"mean": 40, "sd": 0.001}, "integer": True, "missing": 0.5}
    frame = one_table(tmp_path, {"most": bound, "a": {**NORMAL, "integer": True, "at_most": "most"}}, rows=2000)
    assert frame.drop_nulls()["a"].max() == 40
    assert frame.filter(pl.col("most").is_null())["a"].max() > 60  # type: ignore[operator]


def test_every_family_can_be_drawn(tmp_path: Path) -> None:
    parameters = {
        "beta": {"mean": 0.3, "concentration": 5}, "constant": {"value": 2}, "exponential": {"mean": 3},
        "gamma": {"mean": 3, "shape": 2}, "geometric": {"mean": 3}, "lognormal": {"median": 3, "log_sd": 0.5},
        "negative_binomial": {"mean": 3, "size": 2}, "normal": {"mean": 3, "sd": 1},
        "pareto": {"minimum": 1, "shape": 3}, "poisson": {"mean": 3}, "triangular": {"low": 1, "mode": 2, "high": 6},
        "uniform": {"low": 1, "high": 5},
    }  # fmt: skip
    columns = {
        name: {"kind": "number", "distribution": name, "parameters": given, "decimals": 2}
        for name, given in parameters.items()
    }
    frame = one_table(tmp_path, columns, rows=4000)
    means = {"beta": 0.3, "constant": 2, "lognormal": 3 * np.exp(0.125), "pareto": 1.5}
    for name in parameters:
        assert abs(float(frame[name].mean()) - means.get(name, 3)) < 0.25, name  # type: ignore[arg-type]


def test_numbers_may_be_drawn_where_a_condition_holds(tmp_path: Path) -> None:
    columns = {
        "sex": {"kind": "category", "weights": {"f": 1, "m": 2}},
        "visits": {**NORMAL, "integer": True, "when": "sex = 'f'"},
        "height": {**NORMAL, "decimals": 1, "when": "visits > 50", "at_least": "visits"},
    }
    frame = one_table(tmp_path, columns, rows=6000)
    assert frame["visits"].dtype == pl.Int64
    assert frame["visits"].is_null().equals(frame["sex"] == "m")
    assert frame["height"].is_not_null().equals((frame["visits"] > 50).fill_null(value=False))
    assert frame.select((pl.col("height") >= pl.col("visits")).all()).item()
    assert abs(float(frame["visits"].mean()) - 50) < 1  # type: ignore[arg-type]
