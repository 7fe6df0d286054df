"""Moments that follow each other in opening hours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.columns.pace import after_open

DAY = 86_400


def one(moment: int, gap: int, since: int, until: int) -> int:
    return int(after_open(np.array([moment]), np.array([gap]), np.array([since]), np.array([until]))[0])


def by_seconds(moment: int, gap: int, since: int, until: int) -> int:
    """The same, counted second by second."""
    while gap:
        if since * 3600 <= moment % DAY < until * 3600:
            gap -= 1
        moment += 1
    return moment


@given(moment=st.integers(0, 3 * DAY), gap=st.integers(1, 40_000), since=st.integers(0, 22), hours=st.integers(1, 8))
@settings(deadline=None)
def test_it_counts_open_seconds(moment: int, gap: int, since: int, hours: int) -> None:
    until = min(since + hours, 24)
    assert one(moment, gap, since, until) == by_seconds(moment, gap, since, until)


@pytest.mark.parametrize(
    ("clock", "gap", "expected"),
    [(9, 3600, 10), (17.5, 7200, 34.5), (3, 60, 9 + 1 / 60), (18, 60, 33 + 1 / 60), (9, 9 * 3600, 18)],
)
def test_known_moments(clock: float, gap: int, expected: float) -> None:
    assert one(int(clock * 3600), gap, 9, 18) == round(expected * 3600)


def test_around_the_clock_is_plain_addition() -> None:
    assert one(5000, 200_000, 0, 24) == 205_000
