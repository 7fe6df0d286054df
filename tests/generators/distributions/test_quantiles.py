from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.distributions import Quantiles
from nonesuch.generators.distributions.quantiles import normal_score
from nonesuch.generators.distributions.special import normal_cdf
from nonesuch.generators.randomness import stream


def test_values_are_stable() -> None:
    curve = Quantiles([0.05, 0.5, 0.95], [98, 122, 153])
    assert curve.sample(stream(1, "stable"), 3).round(6).tolist() == [123.098708, 126.126168, 118.79466]


@given(
    st.lists(st.floats(0.01, 0.99), min_size=2, max_size=9, unique_by=lambda p: round(p, 2)),
    st.lists(st.floats(-1e4, 1e4), min_size=9, max_size=9),
)
@settings(max_examples=60, deadline=None)
def test_samples_meet_the_quantiles(probabilities: list[float], numbers: list[float]) -> None:
    p, values = sorted(probabilities), sorted(numbers)[: len(probabilities)]
    drawn = Quantiles(p, values).sample(stream(1, "quantiles"), 50_000)
    width = max(values[-1] - values[0], 1e-6) * 0.04  # a grid of 1/32 cuts corners of the curve
    for probability, value in zip(p, values, strict=True):
        error = 6 * (probability * (1 - probability) / 50_000) ** 0.5
        assert (drawn < value - width).mean() <= probability + error
        assert (drawn <= value + width).mean() >= probability - error


@given(st.lists(st.integers(-50, 50), min_size=5, max_size=5), st.floats(-5.5, 5.5))
@settings(max_examples=200, deadline=None)
def test_scores_of_is_the_inverse(numbers: list[int], z: float) -> None:
    curve = Quantiles([0.05, 0.25, 0.5, 0.75, 0.95], sorted(numbers))
    value = curve.at_scores(np.array([z]))
    left, right = curve.scores_of(value), curve.scores_of(value, right=True)
    assert left[0] <= z + 1e-6
    assert right[0] >= z - 1e-6
    if left[0] > -6:
        assert abs(curve.at_scores(left)[0] - value[0]) < 1e-9 * max(1, abs(value[0]))
    if right[0] < 6:
        assert abs(curve.at_scores(right)[0] - value[0]) < 1e-9 * max(1, abs(value[0]))


def test_a_flat_piece_holds_all_the_probability_of_its_value() -> None:
    curve = Quantiles([0.1, 0.3, 0.7, 0.9], [1, 2, 2, 3])
    left, right = curve.scores_of(np.array([2.0])), curve.scores_of(np.array([2.0]), right=True)
    assert abs((normal_cdf(right) - normal_cdf(left))[0] - 0.4) < 0.02


def test_strata_have_their_own_curves() -> None:
    curves = Quantiles([0.25, 0.75], [[0, 1], [100, 300], [5, 5]])
    stratum = np.array([0, 1, 2, 1])
    z = np.array([0.0, 0.0, 1.0, NormalDist().inv_cdf(0.75)])
    values = curves.at_scores(z, stratum)
    assert np.allclose(values, [0.5, 200, 5, 300], atol=0.5)
    assert np.allclose(curves.scores_of(values, stratum)[[0, 1, 3]], z[[0, 1, 3]], atol=1e-9)


def test_tails_go_on_with_the_last_slope() -> None:
    curve = Quantiles([0.5, NormalDist().cdf(1)], [0, 10])
    assert np.allclose(curve.at_scores(np.array([-6.0, -3, 2, 6])), [-60, -30, 20, 60])
    assert curve.at_scores(np.array([-9.0, 9.0])).tolist() == curve.at_scores(np.array([-6.0, 6.0])).tolist()


def test_normal_score_and_cdf_undo_each_other() -> None:
    p = np.array([1e-12, 0.001, 0.3, 0.5, 0.999])
    assert np.allclose(normal_cdf(normal_score(p)), p, rtol=1e-9)
    assert normal_score([0.0, 1.0]).round(1).tolist() == [-8.0, 8.0]


@pytest.mark.parametrize(
    ("probabilities", "values", "problem"),
    [
        ([0.5], [1], "rising probabilities"),
        ([0.5, 0.5], [1, 2], "rising probabilities"),
        ([0.9, 0.1], [1, 2], "rising probabilities"),
        ([0, 0.5], [1, 2], "rising probabilities"),
        ([0.5, 1], [1, 2], "rising probabilities"),
        ([0.5, float("nan")], [1, 2], "rising probabilities"),
        ([0.1, 0.9], [1, 2, 3], "one number a probability"),
        ([0.1, 0.9], [1, float("nan")], "one number a probability"),
        ([0.1, 0.9], [[1, 2], [2, 1]], "fall"),
    ],
)
def test_impossible_curves_are_refused(probabilities: Any, values: Any, problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        Quantiles(probabilities, values)
