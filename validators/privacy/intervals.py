"""Binomial tails and intervals, exact where it matters."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["auc_interval", "binomial_tail", "clopper_pearson", "wilson"]


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function (modified Lentz; Numerical Recipes, section 6.4)."""
    tiny = 1e-300
    c, d = 1.0, 1 / max(1 - (a + b) * x / (a + 1), tiny)
    value = d
    for m in range(1, 20_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + numerator * d or tiny)
            c = 1 + numerator / c or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-13:
            break
    return value


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def binomial_tail(successes: int, trials: int, chance: float) -> float:
    """Compute the probability of at least so many successes.

    Args:
        successes: 0 to trials.
        trials: >= 0.
        chance: Of one success, 0 to 1.

    Returns:
        P(X >= successes).

    Example:
        >>> round(binomial_tail(8, 10, 0.5), 5)
        0.05469
    """
    if successes <= 0:
        return 1.0
    return min(1.0, max(0.0, _incomplete_beta(successes, trials - successes + 1, chance)))


def clopper_pearson(successes: int, trials: int, *, level: float = 0.95) -> tuple[float, float]:
    """Find the exact interval of a share (Clopper, Pearson: Biometrika 26(4), 1934).

    Args:
        successes: 0 to trials.
        trials: >= 1.
        level: Confidence, two-sided.

    Returns:
        Lower and upper bound.

    Example:
        >>> [round(bound, 4) for bound in clopper_pearson(0, 59, level=0.90)]
        [0.0, 0.0495]
    """
    side = (1 - level) / 2
    low = 0.0 if successes == 0 else _bisect(lambda p: binomial_tail(successes, trials, p) >= side)
    high = 1.0 if successes == trials else _bisect(lambda p: 1 - binomial_tail(successes + 1, trials, p) <= side)
    return low, high


def _bisect(passed: object) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if passed(middle):  # type: ignore[operator] # a function of one number
            high = middle
        else:
            low = middle
    return high


def wilson(successes: float, trials: int, *, level: float = 0.95) -> tuple[float, float]:
    """Find the score interval of a share (Wilson: JASA 22, 1927).

    Args:
        successes: 0 to trials.
        trials: >= 1.
        level: Confidence, two-sided.

    Returns:
        Lower and upper bound.

    Example:
        >>> [round(bound, 3) for bound in wilson(50, 100)]
        [0.404, 0.596]
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    width = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - width) / scale), min(1.0, (middle + width) / scale)


def auc_interval(
    positive: NDArray[np.floating], negative: NDArray[np.floating], *, level: float = 0.95
) -> tuple[float, float, float]:
    """Compute an AUC with its interval (DeLong, DeLong, Clarke-Pearson: Biometrics 44(3), 1988).

    Args:
        positive: Shape (n,), scores that should be high.
        negative: Shape (m,), scores that should be low.
        level: Confidence, two-sided.

    Returns:
        The AUC, its lower and its upper bound.

    Example:
        >>> auc_interval(np.array([1.0, 2.0]), np.array([1.0, 2.0]))[0]
        0.5
    """
    wins = [
        _half_ranks(np.sort(negative), positive) / len(negative),
        1 - _half_ranks(np.sort(positive), negative) / len(positive),
    ]
    area = float(wins[0].mean())
    variance = sum(float(part.var(ddof=1)) / len(part) if len(part) > 1 else 0.0 for part in wins)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return area, area - z * math.sqrt(variance), area + z * math.sqrt(variance)


def _half_ranks(ordered: NDArray[np.floating], values: NDArray[np.floating]) -> NDArray[np.float64]:
    below = np.searchsorted(ordered, values, side="left")
    return np.asarray((below + np.searchsorted(ordered, values, side="right")) / 2)
