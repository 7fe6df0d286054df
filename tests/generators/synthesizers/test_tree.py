from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers import Synthesizer
from nonesuch.generators.synthesizers.codes.field import Part
from nonesuch.generators.synthesizers.tree.grow import grow
from nonesuch.generators.synthesizers.tree.learn import learn_trees
from nonesuch.generators.synthesizers.tree.model import TreeModel
from nonesuch.generators.synthesizers.tree.settings import TreeSettings
from nonesuch.generators.synthesizers.tree.views import class_view


def _model(people: pl.DataFrame, **options: Any) -> TreeModel:
    model = Synthesizer.fit(people, label="sick", **options).model
    assert isinstance(model, TreeModel)
    return model


def test_every_leaf_holds_at_least_min_leaf_rows(people: pl.DataFrame) -> None:
    for least in (10, 25, 60):
        for tree in _model(people, min_leaf=least, label_weight=1).trees:
            assert tree.count[tree.feature < 0].min() >= least


def test_leaves_of_a_rare_class_are_finer_by_the_weight_and_no_more(people: pl.DataFrame) -> None:
    counts = [tree.count[tree.feature < 0].min() for tree in _model(people, min_leaf=24, label_weight=2).trees]
    assert 12 <= min(counts) < 24


def test_the_label_is_drawn_first(people: pl.DataFrame) -> None:
    synthesizer = Synthesizer.fit(people, label="ward")
    assert isinstance(synthesizer.model, TreeModel)
    assert synthesizer.model.trees[0].part == synthesizer.table.places["ward"][0]


def test_conditional_rules_survive(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(Synthesizer.fit(people, label="sick").sample(20_000, seed=3))
    well = twin.filter(pl.col("sick") == "no")
    assert (well["dose"] == 0).mean() == 1.0
    assert set(well["ward"].unique()) <= {"general", "none"}
    ill = twin.filter(pl.col("sick") == "yes").select("age", "dose").to_numpy()
    real = people.filter(pl.col("sick") == "yes").select("age", "dose").to_numpy()
    assert np.corrcoef(ill.T)[0, 1] > np.corrcoef(real.T)[0, 1] - 0.25


def test_an_exclusive_or_of_two_columns_is_found() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, 6000), rng.integers(0, 2, 6000) * (rng.random(6000) < 0.9)
    frame = pl.DataFrame({"a": a, "b": b, "c": a ^ b})
    twin = pl.DataFrame(Synthesizer.fit(frame).sample(5000, seed=1))
    assert (twin["c"] == twin["a"] ^ twin["b"]).mean() > 0.99  # type: ignore[operator] # a mean of booleans


@given(st.integers(0, 5000), st.integers(1, 300), st.integers(0, 9))
@settings(max_examples=15, deadline=None)
def test_a_slice_drawn_alone_equals_the_slice_of_a_larger_sample(start: int, rows: int, seed: int) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=800)
    model = Synthesizer.fit(pl.DataFrame({"x": x, "y": np.where(x > 0, "up", "down"), "z": x.round(1)}))
    whole = pl.DataFrame(model.sample(5300, seed=seed))
    assert pl.DataFrame(model.sample(rows, seed=seed, start=start)).equals(whole[start : start + rows])


def test_rows_1000_to_1999_alone_equal_the_slice_across_chunks(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people)
    whole = pl.DataFrame(model.sample(140_000, seed=5))
    assert pl.DataFrame(model.sample(1000, seed=5, start=1000)).equals(whole[1000:2000])
    assert pl.DataFrame(model.sample(500, seed=5, start=130_900)).equals(whole[130_900:131_400])


def test_different_seeds_give_different_samples(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people)
    assert not pl.DataFrame(model.sample(100, seed=1)).equals(pl.DataFrame(model.sample(100, seed=2)))


def test_fitting_again_gives_the_same_model(people: pl.DataFrame) -> None:
    first, second = (pl.DataFrame(Synthesizer.fit(people, label="sick").sample(300, seed=1)) for _ in range(2))
    assert first.equals(second)


def test_levels_are_put_in_the_order_of_their_target() -> None:
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 900, 30_000)
    high = np.isin(np.arange(900), rng.permutation(900)[:450])
    target = (rng.random(30_000) < np.where(high[codes], 0.9, 0.1)).astype(np.int64)
    classes = class_view(codes, Part(900, ordered=False), target, 2, 32)
    assert abs(classes[high].mean() - classes[~high].mean()) > 12, "the two kinds lie at the two ends of 32 classes"


def test_nine_hundred_levels_keep_what_they_say_about_a_number() -> None:
    rng = np.random.default_rng(2)
    level = rng.integers(0, 900, 40_000)
    frame = pl.DataFrame({"code": [f"D{i}" for i in level], "cost": (level % 2) * 100.0 + rng.normal(0, 5, 40_000)})
    twin = pl.DataFrame(Synthesizer.fit(frame).sample(20_000, seed=1))
    odd = twin["code"].str.slice(1).cast(pl.Int64) % 2
    assert np.corrcoef(odd.to_numpy(), twin["cost"].to_numpy())[0, 1] > 0.9


def test_only_growing_is_sampled_where_rows_are_many() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 5, 30_000)
    frame = pl.DataFrame({"x": x, "y": x * 2})
    model = Synthesizer.fit(frame, growing_rows=1000, bag=2000).model
    assert isinstance(model, TreeModel)
    assert [int(tree.count.sum()) for tree in model.trees] == [2000, 2000]
    assert [tree.count[tree.feature < 0].min() > 300 for tree in model.trees] == [True, True]


def test_no_split_without_information() -> None:
    rng = np.random.default_rng(3)
    codes = np.stack([rng.integers(0, 8, 4000), rng.integers(0, 8, 4000)])
    parts = (Part(8, ordered=True), Part(8, ordered=False))
    model = learn_trees(codes, parts, [0, 1], TreeSettings(min_gain=25.0))
    assert [len(tree.feature) for tree in model.trees] == [1, 1]


def test_leaves_are_limited_to_the_strongest() -> None:
    x = np.arange(4096)[None] // 16
    tree = grow(x, [256], (x[0] // 32) % 8, 8, settings=TreeSettings(max_leaves=5, min_leaf=1, cuts=256))
    assert sum(feature < 0 for feature in tree.feature) == 5


def test_values_are_stable() -> None:
    frame = pl.DataFrame(
        {"x": [i % 7 for i in range(400)], "y": ["even" if i % 7 % 2 == 0 else "odd" for i in range(400)]}
    )
    twin = pl.DataFrame(Synthesizer.fit(frame).sample(6, seed=42))
    assert twin.rows() == [(x, "even" if x % 2 == 0 else "odd") for x in twin["x"].to_list()]
    assert twin["x"].to_list() == STABLE


STABLE = [3, 5, 3, 0, 3, 4]


@pytest.mark.parametrize("setting", [{"min_leaf": 0}, {"max_depth": 31}, {"cuts": 257}, {"min_leafs": 3}])
def test_impossible_settings_are_refused(setting: dict[str, Any], people: pl.DataFrame) -> None:
    with pytest.raises(UsageError):
        Synthesizer.fit(people, **setting)
