from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers.private.accounting import Budget, delta_of, epsilon_for, rho_of, variance_for
from nonesuch.generators.synthesizers.private.noise import bernoulli_exp, choose, discrete_gaussian, discrete_laplace


def _chi_square(
    counts: np.ndarray[tuple[int], np.dtype[np.int64]], shares: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float:
    expected = shares * counts.sum()
    return float(((counts - expected) ** 2 / expected).sum())


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (1, 7), (1, 1), (22, 7), (9, 2)])
def test_coins_show_heads_with_the_exponential_of_a_fraction(numerator: int, denominator: int) -> None:
    heads = bernoulli_exp(np.full(200_000, numerator), denominator, np.random.default_rng(1)).mean()
    exact = math.exp(-numerator / denominator)
    assert abs(heads - exact) < 4.5 * math.sqrt(exact * (1 - exact) / 200_000) + 1e-12


def test_discrete_laplace_has_its_distribution() -> None:
    drawn = discrete_laplace(3, 300_000, np.random.default_rng(2))
    support = np.arange(-12, 13)
    shares = np.exp(-np.abs(support) / 3) * (1 - math.exp(-1 / 3)) / (1 + math.exp(-1 / 3))
    counts = np.array([(drawn == x).sum() for x in support])
    inside = counts.sum() / len(drawn)
    assert abs(inside - shares.sum()) < 0.003
    assert _chi_square(counts, shares / shares.sum()) < 58, "24 degrees of freedom, p = 1e-4 at 58.6"


@pytest.mark.parametrize("variance", [1, 10, 400])
def test_discrete_gaussian_has_its_distribution(variance: int) -> None:
    drawn = discrete_gaussian(variance, 300_000, np.random.default_rng(3))
    reach = int(3 * math.sqrt(variance))
    support = np.arange(-10 * reach, 10 * reach + 1)
    mass = np.exp(-(support.astype(float) ** 2) / (2 * variance))
    mass /= mass.sum()
    inner = np.abs(support) <= reach
    counts = np.bincount(drawn[np.abs(drawn) <= reach] + reach, minlength=2 * reach + 1)
    freedom = 2 * reach
    assert _chi_square(counts, mass[inner] / mass[inner].sum()) < freedom + 4.5 * math.sqrt(2 * freedom)


def test_neighbouring_counts_are_as_hard_to_tell_apart_as_claimed() -> None:
    """The privacy loss at every outcome is (2x - 1) / (2 variance), up to the error of counting."""
    variance, n = 8, 1_500_000
    noise = discrete_gaussian(variance, 2 * n, np.random.default_rng(4))
    without, with_one = noise[:n], noise[n:] + 1
    for x in range(-6, 8):
        counts = (without == x).sum(), (with_one == x).sum()
        loss = math.log(counts[1] / counts[0])
        error = math.sqrt(1 / counts[0] + 1 / counts[1])
        assert abs(loss - (2 * x - 1) / (2 * variance)) < 4.5 * error


def test_the_exponential_mechanism_chooses_by_its_weights() -> None:
    rng = np.random.default_rng(5)
    scores, epsilon = np.array([0, 3, 5, 5]), Fraction(1, 2)
    counts = np.bincount([choose(scores, epsilon, rng) for _ in range(6000)], minlength=4)
    weights = np.exp(0.5 * scores / 2)
    assert _chi_square(counts, weights / weights.sum()) < 21.1, "3 degrees of freedom, p = 1e-4"


def test_noise_out_of_bounds_is_refused() -> None:
    with pytest.raises(UsageError, match="noise"):
        discrete_gaussian(10**9, 1, np.random.default_rng(0))


def test_conversion_agrees_with_published_figures() -> None:
    assert float(rho_of(1.0, 1e-9)) == pytest.approx(0.0150, abs=5e-5)
    assert float(rho_of(3.0, 1e-9)) == pytest.approx(0.1206, abs=5e-5)
    for epsilon in (0.1, 1.0, 5.0):
        assert delta_of(float(rho_of(epsilon, 1e-6)), epsilon) <= 1e-6


def test_a_gaussian_mechanism_is_not_undersold() -> None:
    """The exact delta of Gaussian noise (Balle, Wang 2018) never exceeds what its zCDP is converted to."""

    def normal(x: float) -> float:
        return math.erfc(-x / math.sqrt(2)) / 2

    for sigma, epsilon in ((2.0, 2.0), (5.0, 1.0), (1.0, 4.0)):
        exact = normal(0.5 / sigma - epsilon * sigma) - math.exp(epsilon) * normal(-0.5 / sigma - epsilon * sigma)
        assert exact <= delta_of(1 / (2 * sigma**2), epsilon)


def test_noise_and_choices_cost_no_more_than_they_were_given() -> None:
    for rho in (Fraction(1, 7), Fraction(1, 1000), Fraction(3, 100_000)):
        assert Fraction(1, 2 * variance_for(rho)) <= rho
        assert epsilon_for(rho) ** 2 / 8 <= rho


def test_a_budget_cannot_be_overspent() -> None:
    budget = Budget(1.0, 1e-6)
    budget.spend("a", Fraction(3, 4), 3)
    with pytest.raises(UsageError, match="overspent"):
        budget.spend("b", Fraction(1, 3), 1)
    assert sum(entry["rho"] for entry in budget.account()["expenses"]) <= budget.account()["rho"]


@pytest.mark.parametrize(("epsilon", "delta"), [(0.0, 1e-6), (1.0, 0.0), (1.0, 0.5), (1000.0, 1e-6)])
def test_impossible_budgets_are_refused(epsilon: float, delta: float) -> None:
    with pytest.raises(UsageError, match="out of bounds"):
        Budget(epsilon, delta)
