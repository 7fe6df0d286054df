from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.given.wanted import Wanted
from nonesuch.generators.randomness import stream
from nonesuch.generators.rounding import Endings, Rounding


def written(rounding: Rounding, values: list[float]) -> list[float]:
    return rounding.write(np.array(values, dtype=float), stream(1, "rounding")).tolist()


def test_numbers_are_whole_or_have_decimals_or_steps() -> None:
    assert written(Rounding(integer=True), [1.4, -1.6, 2.5, 3.5]) == [1, -2, 2, 4]
    assert written(Rounding(decimals=1), [1.26, -0.04, 0.25]) == [1.3, 0.0, 0.2]
    assert written(Rounding(step=0.1), [0.31, 0.72, 12.34]) == [0.3, 0.7, 12.3]
    assert written(Rounding(integer=True, step=5), [12.4, 12.6]) == [10, 15]
    assert written(Rounding(step=0.25, decimals=2), [0.3, 0.9]) == [0.25, 1.0]


def test_zero_has_no_sign() -> None:
    values = Rounding(decimals=1).write(np.array([-0.01, 0.01]), stream(1))
    assert not np.signbit(values).any()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
    st.sampled_from([{"integer": True}, {"decimals": 2}, {"step": 7.0}, {"step": 0.05}, {"integer": True, "step": 3}]),
    st.tuples(st.floats(-999, 999), st.floats(8, 999)),
)
def test_what_is_written_lies_within_the_bounds(
    values: list[float], how: dict[str, float], place: tuple[float, float]
) -> None:
    within = (place[0], place[0] + place[1])
    rounding = Rounding(**how, within=within)  # type: ignore[arg-type]
    assert all(within[0] - 1e-9 <= number <= within[1] + 1e-9 for number in written(rounding, values))


def test_bounds_between_two_numbers_that_can_be_written_are_moved_inwards() -> None:
    assert Rounding(integer=True, within=(0, 3.5)).reach == (0, 3)
    assert Rounding(step=2, within=(-3, 7)).reach == (-2, 6)
    assert Rounding(decimals=1, within=(0.11, 0.99)).reach == (0.2, 0.9)
    assert Rounding(decimals=1).reach == (-inf, inf)


def test_bounds_without_a_number_between_them_are_refused() -> None:
    with pytest.raises(PackError, match="no number within the bounds"):
        _ = Rounding(integer=True, within=(0.2, 0.8)).reach


def test_numbers_beyond_all_counting_are_pulled_back() -> None:
    assert written(Rounding(integer=True), [1e300, -inf]) == [2**53, -(2**53)]


def test_endings_come_as_often_as_they_should() -> None:
    rng = stream(2, "endings")
    endings = Endings(every=1, whole=0.2, below=0.3, near=0.1)
    drawn = rng.random(200_000) * 90 + 5
    prices = Rounding(decimals=2, endings=endings).write(drawn.copy(), stream(3))
    cents = np.rint(prices * 100).astype(int) % 100
    assert abs((cents == 0).mean() - (0.3 + 0.4 * 0.01)) < 0.006
    assert abs((cents == 99).mean() - (0.3 + 0.4 * 0.01)) < 0.006
    moved = np.abs(prices - drawn) > 0.006
    assert bool((prices[moved & (cents == 99)] >= drawn[moved & (cents == 99)] - 0.011).all())


@pytest.mark.parametrize("shares", [{"whole": 0.6, "below": 0.5}, {"near": 1.1}, {"whole": -0.1}])
def test_impossible_endings_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises((PackError, ValidationError)):
        Endings(every=1, **shares)


def test_wanted_numbers_are_chosen_evenly_among_those_that_can_be_written() -> None:
    rounding = Rounding(step=2, integer=True, within=(40, 140))
    u = (np.arange(1000) + 0.5) / 1000
    values, count = rounding.choose(Wanted(low=45, high=61), u)
    assert np.unique(values, return_counts=True)[0].tolist() == [46, 48, 50, 52, 54, 56, 58, 60]
    assert np.unique(values, return_counts=True)[1].tolist() == [125] * 8
    assert count.tolist() == [8] * 1000
    assert set(rounding.choose(Wanted((50, 999, 60)), u)[0].tolist()) == {50, 60}


@pytest.mark.parametrize("wanted", [Wanted((47,)), Wanted((30, 150)), Wanted(low=61, high=61.5)])
def test_numbers_that_cannot_be_written_are_refused(wanted: Wanted) -> None:
    with pytest.raises(RecipeError, match="no such number") as caught:
        Rounding(step=2, integer=True, within=(40, 140)).choose(wanted, np.zeros(1))
    assert "multiples of 2 from 40 to 140" in str(caught.value)
