"""Making noisy tables of counts consistent: non-negative, of one total, with agreeing margins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["coarse_groups", "fit_margins", "shrink", "to_simplex"]

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


def shrink(
    noisy: NDArray[np.integer] | NDArray[np.float64], expected: NDArray[np.float64], variance: float
) -> NDArray[np.float64]:
    """Draw noisy counts towards what independence expects, the more the less they stand out of the noise.

    The positive-part estimator of James and Stein (1961), for each label on its own.

    Args:
        noisy: Shape (a, b, labels).
        expected: Shape (a, b, labels).
        variance: Of the noise.

    Returns:
        Shape (a, b, labels).

    Example:
        >>> shrink(np.array([[[7]]]), np.array([[[5.0]]]), 100)
        array([[[5.]]])
    """
    gap = noisy - expected
    cells = gap.shape[0] * gap.shape[1]
    kept = np.maximum(1 - cells * variance / np.maximum((gap**2).sum((0, 1)), _TINY), 0.0)
    return np.asarray(expected + kept * gap)


def coarse_groups(counts: NDArray[np.float64], *, ordered: bool, least: float, most: int) -> NDArray[np.int64]:
    """Join codes until every group stands out of the noise; what never does joins the heaviest group.

    Args:
        counts: Shape (size,), noisy counts, >= 0, the last code being missing.
        ordered: Whether neighbours are joined; else all rare codes are.
        least: Counts that a group needs.
        most: How many groups at most.

    Returns:
        Shape (size,), groups from 0 without gaps.

    Example:
        >>> coarse_groups(np.array([50.0, 50, 1, 1, 60, 0]), ordered=False, least=10, most=10)
        array([1, 2, 0, 0, 0, 0])
    """
    values = counts[:-1]
    if ordered:
        groups = _runs(values, least, most)
    else:
        order = np.argsort(-values, kind="stable")
        kept = int(min((values >= least).sum(), most - 1))
        groups = np.full(len(values), kept)
        groups[order[:kept]] = np.arange(kept)
        if kept and values[order[kept:]].sum() < least:
            groups[order[kept:]] = 0
    last = groups.max(initial=-1) + 1 if counts[-1] >= least else int(groups[np.argmax(values)])
    return np.unique(np.append(groups, last), return_inverse=True)[1]


def _runs(values: NDArray[np.float64], least: float, most: int) -> NDArray[np.int64]:
    """Join neighbours; a code as heavy as a whole group stands alone, so that a spike at zero hides nothing."""
    heavy = values >= max(values.sum() / most, least)
    quota = max(least, float(values[~heavy].sum()) / max(1, most - int(heavy.sum())))
    groups = np.zeros(len(values), np.int64)
    group, mass = 0, 0.0
    for place, value in enumerate(values):
        full = mass >= quota or (mass > 0 and (heavy[place] or heavy[place - 1]))
        group, mass = (group + 1, 0.0) if full else (group, mass)
        groups[place] = group
        mass += max(float(value), _TINY)
    return groups
