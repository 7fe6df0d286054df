from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.text.urn import Arrivals, Urns

Weights = st.lists(st.integers(1, 9), min_size=1, max_size=7)


def arrive(n: int, path: int = 7, first: int = 0) -> Arrivals:
    return Arrivals(np.full(n, path, np.uint64), np.arange(first, first + n, dtype=np.uint64))


@given(Weights, st.integers(0, 2**64 - 1), st.integers(1, 5))
def test_every_emptied_urn_gives_each_alternative_its_balls(weights: list[int], path: int, rounds: int) -> None:
    urn = Urns.of([np.array(weights)])
    picks, left = urn.draw(arrive(sum(weights) * rounds, path))
    assert np.bincount(picks).tolist() == [weight * rounds for weight in weights]
    assert left.places is not None
    for alternative, weight in enumerate(weights):
        assert left.places[picks == alternative].tolist() == list(range(weight * rounds))


@given(Weights, st.integers(0, 2**64 - 1), st.integers(1, 60))
def test_shares_hold_on_the_way_too(weights: list[int], path: int, n: int) -> None:
    picks, _ = Urns.of([np.array(weights)]).draw(arrive(n, path))
    wanted = np.array(weights) * n / sum(weights)
    assert (np.abs(np.bincount(picks, minlength=len(weights)) - wanted) < len(weights) + 1).all()


@given(st.lists(Weights, min_size=1, max_size=4), st.integers(1, 400))
@settings(max_examples=60)
def test_places_and_derivations_are_one_to_one(urns: list[list[int]], n: int) -> None:
    arrivals = arrive(n)
    picks = []
    for weights in urns:
        chosen, arrivals = Urns.of([np.array(weights)]).draw(arrivals)
        picks.append(chosen)
    assert arrivals.places is not None
    derivations = [tuple(row) for row in np.stack(picks, axis=1).tolist()]
    assert len(set(zip(derivations, arrivals.places.tolist(), strict=True))) == n
    assert int((arrivals.places == 0).sum()) == len(set(derivations)), (
        "each derivation has one first place, and it is here"
    )


def test_urns_side_by_side_draw_as_each_alone() -> None:
    weights = (np.array([1, 1, 1]), np.array([5]), np.array([2, 1]))
    which = np.arange(60) % 3
    together, left = Urns.of(weights).draw(arrive(60), which)
    for urn in range(3):
        mine = which == urn
        alone, alone_left = Urns.of([weights[urn]]).draw(arrive(60))
        assert np.array_equal(together[mine], alone[mine])
        assert left.places is not None
        assert alone_left.places is not None
        assert np.array_equal(left.places[mine], alone_left.places[mine])


def test_rows_without_place_draw_independently_by_weight() -> None:
    paths = np.random.Generator(np.random.Philox(3)).integers(0, 2**64, 200_000, dtype=np.uint64)
    first, left = Urns.of([np.array([1, 2, 5])]).draw(Arrivals(paths, None))
    second, _ = Urns.of([np.array([1, 2, 5])]).draw(left)
    assert left.places is None
    assert np.bincount(first) / 200_000 == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=0.005)
    joint = np.bincount(first * 3 + second, minlength=9) / 200_000
    assert joint == pytest.approx(np.outer([1, 2, 5], [1, 2, 5]).ravel() / 64, abs=0.005)


def test_values_are_stable() -> None:
    picks, left = Urns.of([np.array([3, 1, 2])]).draw(arrive(8))
    assert picks.tolist() == [2, 0, 1, 2, 0, 0, 1, 2]
    assert left.places is not None
    assert left.places.tolist() == [0, 0, 0, 1, 1, 2, 1, 2]
