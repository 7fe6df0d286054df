"""The privacy budget: zero-concentrated differential privacy, spent step by step and printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nonesuch.errors import UsageError

__all__ = ["Budget", "Expense", "delta_of", "epsilon_for", "rho_of", "variance_for"]

_STEPS = 60


def delta_of(rho: float, epsilon: float) -> float:
    """Convert zCDP to the delta of (epsilon, delta) differential privacy.

    The bound of Canonne, Kamath, Steinke (2020), proposition 12 with corollary 13: the least over alpha > 1 of
    exp((alpha - 1) (alpha rho - epsilon)) / alpha * (1 - 1 / alpha) ** (alpha - 1).

    Args:
        rho: >= 0.
        epsilon: >= 0.

    Returns:
        Delta, in [0, 1].

    Example:
        >>> round(delta_of(0.0150, 1.0) * 1e9, 1)
        1.0
    """
    if rho <= 0:
        return 0.0

    def exponent(alpha: float) -> float:
        return (alpha - 1) * (alpha * rho - epsilon) + (alpha - 1) * math.log1p(-1 / alpha) - math.log(alpha)

    low, high = math.log(1e-6), math.log(1e9)
    for _ in range(200):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        if exponent(1 + math.exp(first)) < exponent(1 + math.exp(second)):
            high = second
        else:
            low = first
    return min(1.0, math.exp(min(0.0, exponent(1 + math.exp(low)))))


def rho_of(epsilon: float, delta: float) -> Fraction:
    """Find the largest rho whose zCDP implies (epsilon, delta), rounded down.

    Args:
        epsilon: > 0.
        delta: In (0, 1).

    Returns:
        Rho.

    Raises:
        UsageError: If epsilon or delta is out of bounds.

    Example:
        >>> float(round(rho_of(1.0, 1e-9), 4)), float(round(rho_of(3.0, 1e-9), 3))
        (0.015, 0.121)
    """
    if not 0.01 <= epsilon <= 100 or not 0 < delta < 0.1:
        raise UsageError(
            "epsilon or delta is out of bounds",
            expected="0.01 <= epsilon <= 100 and 0 < delta < 0.1",
            found=f"epsilon {epsilon}, delta {delta}",
        )
    low, high = 0.0, epsilon
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if delta_of(middle, epsilon) <= delta:
            low = middle
        else:
            high = middle
    return Fraction(math.floor(low * (1 - 1e-9) * 2**40), 2**40)


@dataclass(frozen=True)
class Expense:
    """A part of the budget, spent.

    Attributes:
        step: What for.
        rho: How much zCDP.
        queries: How many tables or choices it bought.
    """

    step: str
    rho: Fraction
    queries: int


class Budget:
    """What a fit may spend, and what it spent on what.

    Args:
        epsilon: Of the whole fit, 0.01 to 100.
        delta: Of the whole fit, in (0, 0.1); half of it is for levels that are found in the data.

    Raises:
        UsageError: If epsilon or delta is out of bounds, or more is spent than there is.
    """

    def __init__(self, epsilon: float, delta: float) -> None:
        self.epsilon = epsilon
        self.delta = delta
        self.total = rho_of(epsilon, delta / 2)
        self.expenses: list[Expense] = []

    @property
    def selection_delta(self) -> float:
        """What may go wrong when levels are found in the data."""
        return self.delta / 2

    def spend(self, step: str, share: Fraction, queries: int) -> Fraction:
        """Spend a share of the whole budget.

        Args:
            step: What for.
            share: Of the whole.
            queries: Among how many tables or choices it is divided.

        Returns:
            Rho of each query.

        Raises:
            UsageError: If more is spent than there is.
        """
        rho = self.total * share
        if rho + sum((expense.rho for expense in self.expenses), Fraction(0)) > self.total:
            raise UsageError("the privacy budget is overspent", place=step, expected=f"at most {float(self.total):.6f}")
        self.expenses.append(Expense(step, rho, queries))
        return rho / max(queries, 1)

    def account(self) -> dict[str, Any]:
        """List the whole account.

        Returns:
            Epsilon, delta, rho and every expense, as plain values.
        """
        return {
            "epsilon": self.epsilon,
            "delta": self.delta,
            "unit": "one row added or removed",
            "rho": float(self.total),
            "conversion": f"zCDP to ({self.epsilon}, {self.delta / 2}); {self.selection_delta} for finding levels",
            "expenses": [
                {"step": expense.step, "rho": float(expense.rho), "queries": expense.queries}
                for expense in self.expenses
            ],
        }


def variance_for(rho: Fraction) -> int:
    """Find the least whole variance of discrete Gaussian noise that costs no more than rho.

    Args:
        rho: Of one query of sensitivity one.

    Returns:
        The variance.

    Example:
        >>> variance_for(Fraction(1, 100))
        50
    """
    return max(1, math.ceil(1 / (2 * rho)))


def epsilon_for(rho: Fraction) -> Fraction:
    """Find an epsilon for which the exponential mechanism costs no more than rho.

    Args:
        rho: Of one choice.

    Returns:
        Epsilon, rounded down, with a denominator of 4096.

    Example:
        >>> epsilon_for(Fraction(1, 8))
        Fraction(1, 1)
    """
    return Fraction(max(1, math.isqrt(math.floor(8 * rho * 4096**2))), 4096)
