from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.distributions import Categorical, zipf_weights
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.randomness import stream


def test_values_are_stable() -> None:
    codes = Categorical([[0.7, 0.2, 0.1], [0.0, 1.0, 1.0]]).sample(stream(1, "stable"), 10, np.arange(10) % 2)
    assert codes.tolist() == [0, 1, 0, 1, 0, 2, 0, 2, 0, 1]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=400).filter(lambda weights: sum(weights) > 1e-3))
@settings(max_examples=60, deadline=None)
def test_shares_are_those_of_the_weights(weights: list[float]) -> None:
    categorical = Categorical(weights)
    codes = categorical.sample(stream(1, "shares"), 100_000)
    shares = np.array(weights) / sum(weights)
    drawn = np.bincount(codes, minlength=len(weights)) / 100_000
    assert bool(np.all(np.abs(drawn - shares) <= 6 * (shares * (1 - shares) / 100_000) ** 0.5 + 5e-5))
    assert not drawn[shares == 0].any()
    assert np.allclose(np.exp(categorical.log_probability(np.arange(len(weights)))), shares)


@pytest.mark.parametrize("strata", [1, 7, 5000, 300_000])
def test_every_stratum_has_its_own_shares(strata: int) -> None:
    table = stream(2, "weights").random((strata, 3)) ** 2 * [1, 0, 3]
    table[-1] = [0, 0, 1]
    stratum = np.tile([0, strata // 2, strata - 1], 100_000)
    codes = Categorical(table).sample(stream(3, "strata"), len(stratum), stratum)
    for place in (0, strata // 2, strata - 1):
        shares = table[place] / table[place].sum()
        drawn = np.bincount(codes[stratum == place], minlength=3) / (stratum == place).sum()
        assert bool(np.all(np.abs(drawn - shares) <= 0.01))
        assert drawn[1] == 0


def test_shares_far_below_the_cell_size_are_met() -> None:
    codes = Categorical([1e-6, 1.0, 1e-5]).sample(stream(4, "rare"), 5_000_000)
    rare = np.bincount(codes, minlength=3)
    assert 0 < rare[0] < 25
    assert 15 < rare[2] < 100


def test_a_longer_draw_begins_with_the_shorter_where_no_border_is_met() -> None:
    even = Categorical([1, 1, 1, 1])
    assert np.array_equal(even.sample(stream(1), 1000)[:100], even.sample(stream(1), 100))


@pytest.mark.parametrize(("size", "dtype"), [(1, np.uint8), (255, np.uint8), (256, np.uint16), (65_536, np.uint32)])
def test_codes_take_as_few_bytes_as_they_can(size: int, dtype: type) -> None:
    codes = Categorical(np.ones(size)).sample(stream(1), 4000)
    assert codes.dtype == dtype == code_dtype(size)
    assert codes.max() < size


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ([], "nothing to draw"),
        ([[[1.0]]], "nothing to draw"),
        ([1, -0.1], "negative"),
        ([1, float("nan")], "not a number"),
        ([float("inf"), 1], "not a number"),
        ([0, 0], "all weights are 0"),
        ([[1, 0], [0, 0]], "all weights are 0"),
    ],
)
def test_impossible_weights_are_refused(weights: list[float], problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        Categorical(weights)


def test_zipf_weights_fall_as_a_power() -> None:
    weights = zipf_weights(1000, 1.2)
    assert abs(weights.sum() - 1) < 1e-12
    assert np.allclose(weights[0] / weights[[1, 9, 99]], np.array([2, 10, 100]) ** 1.2)
    assert zipf_weights(3, 0).tolist() == [1 / 3] * 3


@pytest.mark.parametrize(("size", "exponent"), [(0, 1), (3, -0.1), (3, 10.1), (3, float("nan"))])
def test_impossible_zipf_laws_are_refused(size: int, exponent: float) -> None:
    with pytest.raises(PackError, match="Zipf"):
        zipf_weights(size, exponent)
