from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.validators.privacy.intervals import auc_interval, binomial_tail, clopper_pearson, wilson


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.01, 0.99))
def test_binomial_tails_agree_with_the_sum(successes: int, trials: int, chance: float) -> None:
    successes = min(successes, trials)
    exact = sum(math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(successes, trials + 1))
    assert binomial_tail(successes, trials, chance) == pytest.approx(exact, abs=1e-9)


def test_large_tails_stay_exact() -> None:
    assert binomial_tail(5200, 10_000, 0.5) == pytest.approx(3.33e-5, rel=0.03)
    assert binomial_tail(0, 0, 0.5) == 1.0


@pytest.mark.parametrize(("allowed", "rows", "bound"), [(0, 59, 0.05), (1, 93, 0.05), (3, 386, 0.02)])
def test_acceptance_plans_are_those_of_the_tables(allowed: int, rows: int, bound: float) -> None:
    assert clopper_pearson(allowed, rows, level=0.9)[1] == pytest.approx(bound, abs=0.0009)


def test_wilson_intervals_cover() -> None:
    rng = np.random.default_rng(0)
    covered = [low <= 0.1 <= high for low, high in (wilson(int(rng.binomial(80, 0.1)), 80) for _ in range(2000))]
    assert 0.93 < np.mean(covered) < 0.975


def test_auc_intervals_cover_one_half_when_nothing_is_there() -> None:
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(400):
        _, low, high = auc_interval(rng.normal(size=150), rng.normal(size=150))
        covered.append(low <= 0.5 <= high)
    assert 0.92 < np.mean(covered) < 0.98
