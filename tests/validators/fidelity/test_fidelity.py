from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import DataError
from nonesuch.validators.encoding import TableView
from nonesuch.validators.fidelity import assess_fidelity
from nonesuch.validators.fidelity.learners import auc
from nonesuch.validators.fidelity.shapes import column_shapes, pair_trends


def world(rows: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    kind = np.where(x + rng.normal(0, 0.5, rows) > 0, "high", "low")
    return pl.DataFrame({"x": x, "y": x * 2 + rng.normal(0, 0.3, rows), "kind": kind, "z": rng.integers(0, 5, rows)})


def test_two_halves_of_one_world_score_near_one() -> None:
    real, other = world(8000, 1), world(8000, 2)
    view = TableView.learn(real)
    assert min(column_shapes(view, real, other).values()) > 0.97
    assert min(pair_trends(view, real, other, np.random.default_rng(0)).values()) > 0.93


def test_pairs_see_what_shapes_cannot() -> None:
    real = world(8000, 1)
    shuffled = real.with_columns(real["y"].shuffle(seed=1))
    view = TableView.learn(real)
    assert column_shapes(view, real, shuffled)["y"] == 1.0
    assert pair_trends(view, real, shuffled, np.random.default_rng(0))["x", "y"] < 0.5


def test_the_twin_stands_between_its_references() -> None:
    train, holdout = world(4000, 1), world(2000, 2)
    fidelity = assess_fidelity(train, holdout, world(4000, 3), label="kind")
    rows = {row.name: row for row in fidelity.rows}
    assert set(rows) == {"twin", "bootstrap", "independent", "real"}
    detections = [rows[name].detection for name in ("twin", "independent")]
    assert detections[0] is not None
    assert detections[1] is not None
    assert abs(detections[0] - 0.5) < 0.05
    assert detections[1] > 0.8
    scores = [rows[name].utility for name in ("twin", "independent", "real")]
    assert scores[0] == pytest.approx(scores[2], abs=0.02)
    assert scores[1] == pytest.approx(0.5, abs=0.1)


def test_missing_values_are_compared() -> None:
    train = world(1000, 1)
    gaps = train.with_columns(pl.when(pl.int_range(pl.len()) % 2 == 0).then("x").alias("x"))
    fidelity = assess_fidelity(train, world(500, 2), gaps, learners=False)
    assert fidelity.rows[0].missing == 0.5
    assert fidelity.rows[0].detection is None


def test_a_label_of_many_classes_and_a_number_can_be_predicted() -> None:
    train, holdout, twin = world(2000, 1), world(1000, 2), world(2000, 3)
    for label in ("z", "y"):
        rows = {row.name: row for row in assess_fidelity(train, holdout, twin, label=label).rows}
        assert rows["twin"].utility == pytest.approx(rows["real"].utility, abs=0.05)


def test_auc_counts_ties_half() -> None:
    assert auc(np.array([1.0, 1.0]), np.array([True, False])) == 0.5
    assert np.isnan(auc(np.array([1.0]), np.array([True])))


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(DataError, match="no column"):
        assess_fidelity(world(100, 1), world(100, 2), world(100, 3), columns=[], learners=False)
