from __future__ import annotations

from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers import Condition, Synthesizer
from nonesuch.generators.synthesizers.conditions import quotas


def _options(engine: str) -> dict[str, Any]:
    return {"epsilon": 20.0} if engine == "private" else {}


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(0, 10_000))
def test_quotas_add_up_and_miss_no_share_by_more_than_one(weights: list[int], rows: int) -> None:
    total = sum(weights)
    shares = [weight / total for weight in weights] if total else [1.0, *[0.0] * (len(weights) - 1)]
    counts = quotas(shares, rows)
    assert counts.sum() == rows
    assert np.abs(counts - np.array(shares) * rows).max() <= 1


@pytest.mark.parametrize("engine", ["tree", "copula", "private"])
def test_class_shares_are_exact(engine: str, people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, engine=engine, label="sick", **_options(engine))
    twin = pl.DataFrame(model.sample(1003, seed=1, conditions={"sick": {"yes": 0.25, "no": 0.75}}))
    assert (twin["sick"] == "yes").sum() == 251


def test_a_wanted_class_brings_its_relations_along(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, label="sick")
    twin = pl.DataFrame(model.sample(2000, seed=1, conditions={"sick": {"yes": 0.5, "no": 0.5}}))
    ill = twin.filter(pl.col("sick") == "yes")
    assert ill["ward"].is_in(["icu", "surgery"]).all()
    assert abs(fmean(ill["age"]) - fmean(people.filter(pl.col("sick") == "yes")["age"])) < 2


def test_a_slice_keeps_its_quota_places(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, label="sick")
    conditions = {"sick": {"yes": 0.3, "no": 0.7}}
    whole = pl.DataFrame(model.sample(800, seed=1, conditions=conditions))
    assert (whole["sick"] == "yes").sum() == 240


@pytest.mark.parametrize("engine", ["tree", "copula", "private"])
def test_a_fixed_value_is_met_exactly_and_moves_the_rest(engine: str, people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, engine=engine, label="sick", **_options(engine))
    twin = pl.DataFrame(model.sample(400, seed=1, conditions={"ward": "icu"}))
    assert (twin["ward"] == "icu").all()
    assert (twin["sick"] == "yes").mean() > (0.15 if engine == "copula" else 0.8)  # type: ignore[operator] # a mean


def test_a_number_beside_the_grid_is_kept_as_given(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(Synthesizer.fit(people).sample(50, seed=1, conditions={"weight": 71.234}))
    assert (twin["weight"] == 71.234).all()


def test_conditions_of_several_kinds_follow_each_other(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, label="sick")
    twin = pl.DataFrame(
        model.sample_from_conditions([Condition(30, {"sick": "yes"}), Condition(20, {"ward": "none"})], seed=1)
    )
    assert twin.height == 50
    assert (twin["sick"][:30] == "yes").all()
    assert (twin["ward"][30:] == "none").all()


def test_remaining_columns_follow_the_known_ones(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, label="sick")
    known = people.select("ward", "age").head(600)
    twin = pl.DataFrame(model.sample_remaining_columns(known, seed=1))
    assert twin.select("ward", "age").equals(known)
    guessed = twin["ward"].is_in(["icu", "surgery"]) == (twin["sick"] == "yes")
    assert guessed.mean() > 0.97  # type: ignore[operator] # a mean of booleans


def test_pandas_in_means_pandas_out(people: pl.DataFrame) -> None:
    frame = people.to_pandas()
    model = Synthesizer.fit(frame, label="sick")
    twin = model.sample_remaining_columns(pd.DataFrame({"ward": ["icu", "none"]}), seed=1)
    assert isinstance(twin, pd.DataFrame)
    assert twin["ward"].tolist() == ["icu", "none"]
    assert twin.dtypes.equals(frame.dtypes)


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"sick": "perhaps"}, "not learned"),
        ({"sik": "yes"}, "not learned"),
        ({"sick": {"yes": 0.4}}, "sum to 1"),
        ({"sick": {"yes": -0.5, "no": 1.5}}, "sum to 1"),
        ({"age": "old"}, "another type"),
        ({"person_id": "P00001"}, "not learned"),
        ({"sick": None}, "not learned"),
    ],
)
def test_impossible_conditions_are_refused(conditions: dict[str, Any], message: str, people: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match=message):
        Synthesizer.fit(people, label="sick").sample(10, conditions=conditions)


def test_negative_numbers_of_rows_are_refused(people: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="negative"):
        Synthesizer.fit(people).sample(-1)
