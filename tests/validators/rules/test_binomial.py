from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.validators.rules.binomial import CHANCE, least_count, most_count


def at_most(count: int, n: int, share: float) -> float:
    return sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count + 1))


@given(st.integers(0, 300), st.floats(0.001, 0.999))
def test_the_count_is_the_least_that_chance_does_not_exceed(n: int, share: float) -> None:
    most = most_count(n, share)
    assert at_most(most, n, share) >= 1 - CHANCE - 1e-12
    assert most == 0 or at_most(most - 1, n, share) < 1 - CHANCE + 1e-12
    assert least_count(n, share) == n - most_count(n, 1 - share)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_certainty_leaves_nothing_to_chance(share: float) -> None:
    assert most_count(50, share) == least_count(50, share) == 50 * share


def test_large_numbers_follow_the_normal_distribution() -> None:
    for n in (10**8, 10**9, 10**12):
        reach = (most_count(n, 0.5) - n / 2) / math.sqrt(n / 4)
        assert reach == pytest.approx(4.7534, abs=0.001)
