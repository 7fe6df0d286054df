from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.text.shelf import make_shelf
from nonesuch.generators.text.urn import Arrivals

Options = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), min_size=1, max_size=30)


@given(Options, st.integers(0, 2**64 - 1), st.integers(0, 3000))
@settings(max_examples=60)
def test_places_count_the_earlier_rows_of_the_option(options: list[tuple[int, int]], path: int, first: int) -> None:
    keys = np.array([key for key, _ in options])
    shelf = make_shelf(keys, np.arange(len(options)), np.array([float(w) for _, w in options]), exact=False)
    key, n = int(keys[0]), first + 200
    arrivals = Arrivals(np.full(n, path, np.uint64), np.arange(n, dtype=np.uint64))
    picks, left = shelf.draw(arrivals, np.full(n, key))
    assert set(keys[picks].tolist()) == {key}
    assert left.places is not None
    for option in np.unique(picks):
        assert left.places[picks == option].tolist() == list(range((picks == option).sum()))


def test_shares_follow_the_weights_closely() -> None:
    weights = np.array([5.0, 1.0, 2.0, 0.5])
    shelf = make_shelf(np.zeros(4, int), np.arange(4), weights, exact=False)
    arrivals = Arrivals(np.full(1000, 99, np.uint64), np.arange(1000, dtype=np.uint64))
    picks, _ = shelf.draw(arrivals, np.zeros(1000, int))
    assert np.bincount(picks) == pytest.approx(weights / weights.sum() * 1000, abs=6)


@given(Options)
def test_exact_shelves_give_every_derivation_once(options: list[tuple[int, int]]) -> None:
    keys = np.array([key for key, _ in options])
    weights = np.array([weight for _, weight in options])
    shelf = make_shelf(keys, np.arange(len(options)), weights.astype(float), exact=True)
    key = int(keys[-1])
    n = int(weights[keys == key].sum())
    picks, left = shelf.draw(Arrivals(np.zeros(n, np.uint64), np.arange(n, dtype=np.uint64)), np.full(n, key))
    assert np.array_equal(np.bincount(picks, minlength=len(keys)), np.where(keys == key, weights, 0))
    assert left.places is not None
    assert len(set(zip(picks.tolist(), left.places.tolist(), strict=True))) == n
    assert (left.places < weights[picks]).all()


def test_options_without_weight_are_never_drawn() -> None:
    shelf = make_shelf(np.zeros(3, int), np.array([4, 5, 6]), np.array([1.0, 0.0, 1.0]), exact=False)
    picks, _ = shelf.draw(Arrivals(np.arange(500, dtype=np.uint64) << np.uint64(55), None), np.zeros(500, int))
    assert set(picks.tolist()) == {4, 6}
