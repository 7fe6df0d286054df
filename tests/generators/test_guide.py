from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.guide import Guide, width_of
from nonesuch.generators.randomness import stream

WEIGHTS = st.lists(st.one_of(st.just(0.0), st.floats(1e-9, 1e6)), min_size=1, max_size=60).filter(any)


@given(WEIGHTS, st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=50))
@settings(max_examples=300)
def test_the_item_found_covers_the_running_total(weights: list[float], places: list[float]) -> None:
    guide = Guide(np.array(weights))
    mass = np.array(places) * guide.upto[-1]
    items = guide.find(mass)
    assert bool((guide.upto[items] <= mass * (1 + 1e-12)).all())
    assert bool((mass <= guide.upto[items + 1] * (1 + 1e-12)).all())


def test_a_running_total_on_a_border_belongs_to_the_next_item_with_weight() -> None:
    guide = Guide(np.array([2.0, 0.0, 0.0, 1.0, 0.0]))
    assert guide.find(np.array([0.0, 1.999, 2.0, 2.999])).tolist() == [0, 0, 3, 3]


@given(WEIGHTS, st.data())
@settings(max_examples=150)
def test_draws_between_stay_between_and_leave_out_what_they_should(weights: list[float], data: st.DataObject) -> None:
    size = len(weights)
    guide = Guide(np.array(weights))
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first + 1, size))
    skip = data.draw(st.integers(first, last))
    end = data.draw(st.integers(skip, last))
    allowed = np.array([i for i in range(first, last) if not skip <= i < end and weights[i] > 0], dtype=int)
    total = np.array(weights)[allowed].sum()
    if total <= guide.upto[-1] * 1e-9:
        return
    rows = np.zeros(4000, dtype=np.int64)
    low, high, before, behind = (guide.upto[rows + item] for item in (first, last, skip, end))
    drawn = guide.over(stream(1), low, width_of(low, high), without=(before, behind - before))
    assert set(drawn.tolist()) <= set(allowed.tolist())
    for item in allowed:
        share = weights[item] / total
        assert abs((drawn == item).mean() - share) < 6 * (share * (1 - share) / 4000) ** 0.5 + 1e-3


def test_a_million_items_are_drawn_by_weight() -> None:
    weights = 1.0 / np.arange(1, 1_000_001)
    drawn = Guide(weights).sample(stream(2), 200_000)
    assert abs((drawn == 0).mean() - 1 / weights.sum()) < 0.003
    assert abs((drawn < 1000).mean() - weights[:1000].sum() / weights.sum()) < 0.006
