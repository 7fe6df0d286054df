from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.ranges import Ranges


@st.composite
def ranges(draw: st.DrawFn) -> list[tuple[int, int]]:
    scale = draw(st.sampled_from([1, 1, 10**9]))
    ends = sorted(draw(st.sets(st.integers(-60, 60), min_size=2, max_size=12)))
    ends = ends[: len(ends) // 2 * 2]
    return [(low * scale, high * scale) for low, high in zip(ends[::2], ends[1::2], strict=True)]


def made(pairs: list[tuple[int, int]]) -> Ranges:
    first, last = np.array(pairs, dtype=np.int64).T
    return Ranges(first, last)


@given(ranges(), st.lists(st.one_of(st.none(), st.floats(-100, 100), st.floats(-1e11, 1e11)), min_size=1, max_size=30))
def test_a_number_lies_where_its_whole_part_does(pairs: list[tuple[int, int]], numbers: list[float | None]) -> None:
    expected = [
        next((i for i, (low, high) in enumerate(pairs) if x is not None and low <= np.floor(x) <= high), -1)
        for x in numbers
    ]
    assert made(pairs).locate(pl.Series(numbers, dtype=pl.Float64)).tolist() == expected
    whole = [int(np.floor(x)) for x in numbers if x is not None]
    found = [place for place, x in zip(expected, numbers, strict=True) if x is not None]
    assert made(pairs).locate(pl.Series(whole, dtype=pl.Int64)).tolist() == found


@given(ranges(), st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30))
def test_the_nearest_range_is_found(pairs: list[tuple[int, int]], numbers: list[float]) -> None:
    for x, place in zip(numbers, made(pairs).nearest(np.array(numbers)).tolist(), strict=True):
        gaps = [max(low - x, x - high, 0) for low, high in pairs]
        assert gaps[place] == min(gaps)


def test_what_is_no_number_lies_nowhere() -> None:
    found = made([(0, 9)]).locate(pl.Series([float("nan"), float("inf"), -float("inf"), None, 5.0]))
    assert found.tolist() == [-1, -1, -1, -1, 0]


@pytest.mark.parametrize("pairs", [[(5, 4)], [(0, 9), (9, 12)], [(0, 9), (3, 4)]])
def test_ranges_that_overlap_are_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(PackError, match="ranges overlap"):
        made(pairs)
