"""Making noisy tables of counts consistent: non-negative, of one total, with agreeing margins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.synthesizers.tree.views import equal_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["coarse_groups", "fit_margins", "to_simplex"]

_ROUNDS = 50
_TINY = 1e-9


def to_simplex(values: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Find the nearest non-negative vector with a given sum (Duchi et al.: "Efficient projections", ICML 2008).

    Args:
        values: Shape (n,), n >= 1.
        total: > 0.

    Returns:
        Shape (n,), >= 0.

    Example:
        >>> to_simplex(np.array([3.0, 1.0, -2.0]), 2.0)
        array([2., 0., 0.])
    """
    ordered = np.sort(values)[::-1]
    excess = np.cumsum(ordered) - total
    last = np.flatnonzero(ordered - excess / np.arange(1, len(values) + 1) > 0)[-1]
    return np.asarray(np.maximum(values - excess[last] / (last + 1), 0.0))


def fit_margins(
    table: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scale a table of counts by label until its margins agree (iterative proportional fitting).

    Args:
        table: Shape (a, b, labels), > 0.
        left: Shape (a, labels), margins over b.
        right: Shape (b, labels), margins over a.

    Returns:
        Shape (a, b, labels).
    """
    for _ in range(_ROUNDS):
        table = table * (left / np.maximum(table.sum(1), _TINY))[:, None]
        table = table * (right / np.maximum(table.sum(0), _TINY))[None]
    return table


def coarse_groups(counts: NDArray[np.float64], *, ordered: bool, least: float, most: int) -> NDArray[np.int64]:
    """Join codes until every group stands out of the noise; the last code, missing, stays alone if it can.

    Args:
        counts: Shape (size,), noisy counts, >= 0.
        ordered: Whether neighbours are joined; else all rare codes are.
        least: Counts that a group needs.
        most: How many groups at most.

    Returns:
        Shape (size,), groups from 0 without gaps.

    Example:
        >>> coarse_groups(np.array([50.0, 50, 1, 1, 60, 0]), ordered=False, least=10, most=10)
        array([1, 2, 3, 3, 0, 3])
    """
    values = counts[:-1]
    alone = counts[-1] >= least
    if ordered:
        most = max(1, min(most, int(values.sum() // max(least, 1.0))))
        groups = equal_classes(np.rint(values * 16).astype(np.int64), most)
    else:
        order = np.argsort(-values, kind="stable")
        kept = int(min((values >= least).sum(), most - 1))
        groups = np.full(len(values), kept)
        groups[order[:kept]] = np.arange(kept)
    last = groups.max(initial=-1) + 1 if alone else groups.max(initial=0)
    return np.unique(np.append(groups, last), return_inverse=True)[1]
