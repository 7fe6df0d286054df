"""Whether synthetic rows lie nearer to training rows than to hold-out rows, on average and in the tail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.validators.privacy.intervals import auc_interval, binomial_tail, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Closeness", "Membership", "attack_membership", "measure_closeness"]

_TAIL = 0.02
_MANY = 5_000


@dataclass(frozen=True)
class Closeness:
    """Distances from synthetic rows to training and hold-out rows of equal number.

    Attributes:
        share: Share of synthetic rows nearer to training, ties half; 0.5 if nothing leaks.
        low: Lower bound of its 95 % interval.
        high: Upper bound.
        tail: Share of synthetic rows as near to training as the nearest 2 % are to the hold-out.
        tail_holdout: The same for the hold-out, 2 % but for ties.
        tail_p: Paired test of the two (McNemar, exact).
    """

    share: float
    low: float
    high: float
    tail: float
    tail_holdout: float
    tail_p: float


def measure_closeness(to_members: NDArray[np.float32], to_holdout: NDArray[np.float32]) -> Closeness:
    """Compare distances.

    Args:
        to_members: Shape (n,), from each synthetic row to the nearest of the members.
        to_holdout: Shape (n,), to the nearest of equally many hold-out rows.

    Returns:
        The measures.
    """
    n = len(to_members)
    nearer = float((to_members < to_holdout).sum() + 0.5 * (to_members == to_holdout).sum())
    limit = np.quantile(to_holdout, _TAIL)
    close, close_holdout = to_members <= limit, to_holdout <= limit
    only, only_holdout = int((close & ~close_holdout).sum()), int((close_holdout & ~close).sum())
    low, high = wilson(nearer, n)
    p = binomial_tail(only, only + only_holdout, 0.5)
    return Closeness(nearer / n, low, high, float(close.mean()), float(close_holdout.mean()), p)


@dataclass(frozen=True)
class Membership:
    """An attacker tells members from others by the distance to the nearest synthetic row.

    Attributes:
        auc: 0.5 if nothing is learned.
        low: Lower bound of its 95 % interval.
        high: Upper bound.
        true_positives: Share of members above the attacker's threshold.
        false_positives: Share of others above it: 0.1 % of 5,000 hold-out rows and more, else 1 %.
        p: Probability of so many members above it if nothing is learned.
        isolated_auc: The same AUC on the twentieth of records that lie farthest from the other real table.
    """

    auc: float
    low: float
    high: float
    true_positives: float
    false_positives: float
    p: float
    isolated_auc: float


def attack_membership(
    members: NDArray[np.float32],
    others: NDArray[np.float32],
    isolation: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> Membership:
    """Attack membership.

    Args:
        members: Shape (n,), distances of training rows to the nearest synthetic row.
        others: Shape (m,), distances of hold-out rows.
        isolation: For members and others, distances to the nearest row of the other real table.

    Returns:
        How well the attack does.
    """
    area, low, high = auc_interval(-members, -others)
    rate = 0.001 if len(others) >= _MANY else 0.01
    place = max(1, round(rate * len(others)))
    threshold = np.sort(others)[place - 1]
    above = int((members < threshold).sum()), int((others < threshold).sum())
    chance = len(members) / (len(members) + len(others))
    p = binomial_tail(above[0], above[0] + above[1] + 1, chance) if above[0] else 1.0
    lonely = [distance >= np.quantile(distance, 0.95) for distance in isolation]
    isolated = auc_interval(-members[lonely[0]], -others[lonely[1]])[0]
    return Membership(area, low, high, above[0] / len(members), above[1] / len(others), p, isolated)
