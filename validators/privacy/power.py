"""The smallest leak that tests of this size could have seen."""

from __future__ import annotations

import math
from statistics import NormalDist

from nonesuch.validators.privacy.intervals import binomial_tail

__all__ = ["smallest_copied_leak", "smallest_near_leak"]


def smallest_copied_leak(twin_rows: int, holdout_rows: int, holdout_copies: int, *, p: float = 0.002) -> float:
    """Find the share of copied rows from which on the test of exact copies refuses.

    Args:
        twin_rows: Rows of the twin.
        holdout_rows: Rows of the hold-out.
        holdout_copies: Hold-out rows that are copies by chance.
        p: The test's level.

    Returns:
        Share of the twin's rows, 0 to 1.

    Example:
        >>> smallest_copied_leak(5000, 5000, 0)
        0.0018
    """
    share = twin_rows / max(twin_rows + holdout_rows, 1)
    low, high = 1, twin_rows
    if binomial_tail(high, high + holdout_copies, share) >= p:
        return 1.0
    while low < high:
        middle = (low + high) // 2
        if binomial_tail(middle, middle + holdout_copies, share) < p:
            high = middle
        else:
            low = middle + 1
    return low / twin_rows


def smallest_near_leak(twin_rows: int, tail: float, visible: float, *, p: float = 0.002, power: float = 0.9) -> float:
    """Estimate the share of slightly changed training rows from which on the tail test refuses.

    Args:
        twin_rows: Synthetic rows whose distances are measured.
        tail: Share of them in the hold-out's tail.
        visible: Share of training rows that distances are measured to.
        p: The test's level.
        power: How surely it is to refuse.

    Returns:
        Share of the twin's rows, 0 to 1.

    Example:
        >>> round(smallest_near_leak(5000, 0.02, 0.5), 2)
        0.03
    """
    normal = NormalDist()
    spread = normal.inv_cdf(1 - p) + normal.inv_cdf(power)
    discordant = 2 * tail * twin_rows
    needed = spread * math.sqrt(discordant) + spread * spread / 2
    return min(1.0, needed / twin_rows / max(visible, 1e-9))
