from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.rows.timeline import Timeline


def timeline(events: list[tuple[int, int, int]]) -> Timeline:
    owner, second, tag = np.array(events, dtype=np.int64).reshape(-1, 3).T
    return Timeline(owner, second, tag)


EVENTS = st.lists(st.tuples(st.integers(0, 5), st.integers(-(10**9), 4 * 10**9), st.integers(0, 40_000)), max_size=40)


@given(EVENTS)
def test_moments_stand_in_order_of_owner_and_time(events: list[tuple[int, int, int]]) -> None:
    found = timeline(events).sorted()
    if not events:
        return
    assert found.tag is not None
    assert list(zip(found.owner.tolist(), found.second.tolist(), found.tag.tolist(), strict=True)) == sorted(events)


@given(EVENTS, st.integers(1, 86_400))
def test_moments_are_pushed_apart_and_never_forward(events: list[tuple[int, int, int]], apart: int) -> None:
    found = timeline(events).sorted(apart)
    expected: list[tuple[int, int]] = []
    for who, when, _ in sorted(events):
        before = expected[-1] if expected and expected[-1][0] == who else None
        expected.append((who, when if before is None else max(when, before[1] + apart)))
    assert list(zip(found.owner.tolist(), found.second.tolist(), strict=True)) == expected


@given(EVENTS, st.integers(1, 86_400), st.data())
def test_moments_are_pushed_by_what_is_added_to_the_least_gap(
    events: list[tuple[int, int, int]], apart: int, data: st.DataObject
) -> None:
    more = data.draw(st.lists(st.integers(0, 900), min_size=len(events), max_size=len(events)))
    found = timeline(events).sorted(apart + np.array(more, dtype=np.int64))
    expected: list[tuple[int, int]] = []
    for (who, when, _tag), extra in zip(sorted(events), more, strict=True):
        before = expected[-1] if expected and expected[-1][0] == who else None
        expected.append((who, when if before is None else max(when, before[1] + apart + extra)))
    assert list(zip(found.owner.tolist(), found.second.tolist(), strict=True)) == expected


def test_more_than_63_bits_are_refused() -> None:
    with pytest.raises(PackError, match="too many owners"):
        timeline([(2**20, 0, 2**20), (0, 2**31, 0)]).sorted()


def test_nothing_is_put_in_order() -> None:
    assert len(timeline([]).sorted(60).second) == 0
