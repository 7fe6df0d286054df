from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.generators.permutation import Permutation


def test_every_size_up_to_5000_is_a_bijection() -> None:
    for size in range(1, 5001):
        items = Permutation(size, key=size * 31)(np.arange(size))
        assert np.array_equal(np.sort(items), np.arange(size)), size


@given(st.integers(1, 2**62), st.integers(), st.data())
@settings(max_examples=200, deadline=None)
def test_sampled_places_are_distinct_and_invertible(size: int, key: int, data: st.DataObject) -> None:
    places = np.array(data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=50, unique=True)))
    shuffle = Permutation(size, key)
    items = shuffle(places)
    assert len(np.unique(items)) == len(places)
    assert items.min() >= 0
    assert items.max() < size
    assert np.array_equal(shuffle.inverse(items), places)


def test_two_to_the_forty_is_bijective_on_a_million_places() -> None:
    shuffle = Permutation(2**40, key=11)
    places = np.arange(2**39, 2**39 + 1_000_000)
    items = shuffle(places)
    assert len(np.unique(items)) == 1_000_000
    assert np.array_equal(shuffle.inverse(items), places)


def test_items_are_spread_evenly() -> None:
    items = Permutation(2**40, key=5)(np.arange(100_000))
    counts = np.bincount((items >> 34).astype(np.int64), minlength=64)
    chi_square = ((counts - 100_000 / 64) ** 2 / (100_000 / 64)).sum()
    assert chi_square < 120, "63 degrees of freedom: mean 63, p = 1e-5 at about 123"


def test_keys_choose_different_permutations() -> None:
    first, second = (Permutation(1000, key)(np.arange(1000)) for key in (1, 2))
    assert (first == second).mean() < 0.02


def test_values_are_stable() -> None:
    assert Permutation(1000, key=42)(np.arange(6)).tolist() == [842, 960, 468, 478, 919, 910]


@pytest.mark.parametrize("size", [0, -1, 2**62 + 1])
def test_impossible_sizes_are_refused(size: int) -> None:
    with pytest.raises(UsageError, match="permutation"):
        Permutation(size, key=0)
