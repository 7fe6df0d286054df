from __future__ import annotations

from math import comb, exp, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.distributions.special import incomplete_beta, log_gamma, lower_gamma, normal_cdf


def test_known_values() -> None:
    assert normal_cdf([0.0, 1.0, -2.0]) == pytest.approx([0.5, 0.8413447461, 0.0227501319])
    assert log_gamma([1.0, 5.0, 0.5]) == pytest.approx([0.0, np.log(24), 0.5 * np.log(np.pi)])
    assert lower_gamma(0.5, [0.5, 2.0]) == pytest.approx([0.6826894921, 0.9544997361])
    assert incomplete_beta(0.5, 0.5, [0.25, 0.5]) == pytest.approx([1 / 3, 0.5])


@given(st.integers(1, 60), st.floats(0.01, 90))
@settings(deadline=None)
def test_lower_gamma_is_the_tail_of_a_poisson_number(a: int, x: float) -> None:
    fewer = sum(exp(-x) * x**k / factorial(k) for k in range(a))
    assert float(lower_gamma(a, x)) == pytest.approx(1 - fewer, abs=1e-9)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1))
@settings(deadline=None)
def test_incomplete_beta_is_the_tail_of_a_binomial_number(a: int, b: int, x: float) -> None:
    n = a + b - 1
    at_least = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert float(incomplete_beta(a, b, x)) == pytest.approx(at_least, abs=1e-9)


def test_beyond_the_support_all_or_nothing_is_below() -> None:
    ends = [-np.inf, -1.0, 0.0, np.inf]
    assert lower_gamma(2.5, ends).tolist() == [0, 0, 0, 1]
    assert lower_gamma(1e6, ends).tolist() == [0, 0, 0, 1]
    assert incomplete_beta(2.5, 3, ends).tolist() == [0, 0, 0, 1]


def test_large_parameters_meet_the_small_ones() -> None:
    below, above = lower_gamma([9_999.0, 10_001.0], 10_050.0)
    assert below == pytest.approx(above, abs=0.01)
    below, above = incomplete_beta([4_999.0, 5_001.0], 5_000.0, 0.505)
    assert below == pytest.approx(above, abs=0.01)
