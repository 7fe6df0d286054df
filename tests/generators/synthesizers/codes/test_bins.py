from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.synthesizers.codes.bins import learn_bins
from nonesuch.generators.synthesizers.codes.step import Step, learn_step


@given(st.integers(0, 2**32), st.integers(40, 3000), st.integers(2, 11), st.floats(0.1, 3))
@settings(max_examples=60, deadline=None)
def test_no_value_of_a_single_row_is_kept(seed: int, n: int, k: int, spread: float) -> None:
    real = np.random.default_rng(seed).lognormal(2, spread, n)
    bins = learn_bins(real, k=k)
    kept = np.concatenate([bins.edges, bins.knots])
    assert not np.isin(kept, real).any()
    counts = np.bincount(bins.encode(real), minlength=bins.size)
    assert counts.min() >= k


@given(st.lists(st.integers(0, 400), min_size=30, max_size=400), st.integers(2, 8), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_drawn_numbers_lie_inside_the_real_range_and_on_its_grid(values: list[int], k: int, seed: int) -> None:
    real = np.array(values, dtype=np.float64) * 5
    bins = learn_bins(real, k=k)
    codes = np.random.default_rng(seed).integers(0, bins.size, 200)
    drawn = bins.decode(codes, np.random.default_rng(seed).random(200))
    assert real.min() <= drawn.min()
    assert drawn.max() <= real.max()
    assert np.array_equal(drawn, bins.step.round(drawn))


def test_the_true_minimum_and_maximum_never_come_back() -> None:
    real = np.random.default_rng(1).lognormal(3, 1, 20_000)
    bins = learn_bins(real)
    drawn = bins.decode(np.tile(np.arange(bins.size), 500), np.random.default_rng(2).random(bins.size * 500))
    assert real.min() < drawn.min()
    assert drawn.max() < real.max()
    fifth = np.sort(real)[-5:].mean()
    assert drawn.max() <= fifth + 1e-9, "no more than the mean of the outer five"


def test_a_spike_keeps_its_exact_value_and_its_share() -> None:
    rng = np.random.default_rng(1)
    real = np.where(rng.random(10_000) < 0.6, 0.0, rng.gamma(2, 300, 10_000))
    bins = learn_bins(real)
    codes = bins.encode(real)
    zero = bins.encode(np.zeros(1))[0]
    assert abs((codes == zero).mean() - 0.6) < 0.02
    assert (bins.decode(np.full(50, zero), rng.random(50)) == 0).all()


def test_shapes_are_kept_to_a_hundredth() -> None:
    rng = np.random.default_rng(3)
    real = np.concatenate([rng.normal(0, 1, 5000), rng.normal(9, 0.3, 5000)])
    bins = learn_bins(real)
    drawn = np.sort(bins.decode(bins.encode(real), rng.random(len(real))))
    gap = np.abs(np.searchsorted(np.sort(real), drawn) / len(real) - np.arange(len(drawn)) / len(drawn)).max()
    assert gap < 0.01


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([1.0, 2.0, 7.0], Step(0, 1)),
        ([100.0, 250.0], Step(0, 50)),
        ([0.25, 1.5], Step(2, 25)),
        ([1 / 3, 2.0], Step(None, 1)),
        ([1e17, 3e17], Step(0, 1)),
    ],
)
def test_the_grid_of_a_column_is_found(values: list[float], step: Step) -> None:
    assert learn_step(np.array(values)) == step


def test_few_values_become_a_scale_and_rare_ones_go_to_their_neighbour() -> None:
    bins = learn_bins(np.repeat([1.0, 2.0, 3.0, 9.0], [100, 50, 40, 2]))
    assert bins.knots.tolist() == [1.0, 2.0, 3.0]
    assert bins.encode(np.array([9.0])).tolist() == [2]
