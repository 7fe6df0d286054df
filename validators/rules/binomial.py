"""How far a count may stray by chance."""

from __future__ import annotations

import math

import numpy as np

__all__ = ["CHANCE", "least_count", "most_count"]

CHANCE = 1e-6
"""A deviation that chance alone brings less often than this is none of chance."""

_WIDE = 10_000.0


def most_count(n: int, share: float) -> int:
    """Give the largest count that chance explains, where each of n rows counts with this probability.

    Exact by summing the binomial distribution; above a standard deviation of 10,000 by its normal approximation.

    Args:
        n: Number of rows, >= 0.
        share: Probability in [0, 1].

    Returns:
        The least c with P(X <= c) >= 1 - `CHANCE`.

    Example:
        >>> most_count(50, 0.009), most_count(1_000_000, 0.009)
        (6, 9452)
    """
    if n == 0 or share <= 0:
        return 0
    if share >= 1:
        return n
    deviation = math.sqrt(n * share * (1 - share))
    if deviation > _WIDE:
        return min(n, math.ceil(n * share + 4.753424308822899 * deviation))
    counts, mass = _distribution(n, share, deviation)
    place = int(np.searchsorted(np.cumsum(mass), 1 - CHANCE))
    return int(counts[min(place, len(counts) - 1)])


def least_count(n: int, share: float) -> int:
    """Give the smallest count that chance explains; see `most_count`.

    Args:
        n: Number of rows, >= 0.
        share: Probability in [0, 1].

    Returns:
        The largest c with P(X >= c) >= 1 - `CHANCE`.

    Example:
        >>> least_count(50, 0.5), least_count(1_000_000, 0.5)
        (9, 497623)
    """
    return n - most_count(n, 1 - share)


def _distribution(n: int, share: float, deviation: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts around the mode and their probabilities, by the ratio of neighbours."""
    reach = math.ceil(9 * deviation + 20)
    mode = min(n, math.floor((n + 1) * share))
    counts = np.arange(max(0, mode - reach), min(n, mode + reach) + 1, dtype=np.float64)
    ratios = (n - counts[:-1]) / (counts[:-1] + 1) * (share / (1 - share))
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    mass = np.exp(logs - logs.max())
    return counts, mass / mass.sum()
