"""How a tree sees its target and the columns before it: a few groups, a few ordered classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Part

__all__ = ["class_view", "equal_classes", "target_groups"]

_PRIOR = 5.0


def equal_classes(weights: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Join neighbouring codes to classes of about equal weight.

    Args:
        weights: Shape (size,), rows of each code.
        classes: How many classes at most.

    Returns:
        Shape (size,), ascending, from 0 without gaps.

    Example:
        >>> equal_classes(np.array([5, 1, 1, 1, 5]), 3)
        array([0, 1, 1, 1, 2])
    """
    if len(weights) <= classes:
        return np.arange(len(weights))
    middle = np.cumsum(weights) - weights / 2
    raw = np.minimum((middle / max(weights.sum(), 1) * classes).astype(np.int64), classes - 1)
    return np.unique(raw, return_inverse=True)[1]


def target_groups(codes: NDArray[np.int64], part: Part, groups: int) -> NDArray[np.int64]:
    """Group a target's codes: neighbours of an ordered column, all but the most frequent levels of another.

    Args:
        codes: Shape (n,), in [0, part.size).
        part: What the codes are.
        groups: How many groups at most.

    Returns:
        Shape (part.size,), the group of each code.
    """
    weights = np.bincount(codes, minlength=part.size)
    if part.ordered:
        return equal_classes(weights, groups)
    rank = np.argsort(np.argsort(-weights, kind="stable"), kind="stable")
    return np.minimum(rank, groups - 1)


def class_view(
    codes: NDArray[np.int64], part: Part, target: NDArray[np.int64], groups: int, cuts: int
) -> NDArray[np.int64]:
    """Put a column's codes in an order that a threshold can cut, and join them to a few classes.

    The levels of an unordered column are ranked by the first principal direction of their target profiles (Coppersmith,
    Hong, Hosking: "Partitioning nominal attributes in decision trees", 1999), so that 900 levels cost no more than ten.

    Args:
        codes: Shape (n,), in [0, part.size).
        part: What the codes are.
        target: Shape (n,), groups of the target, in [0, groups).
        groups: How many groups there are.
        cuts: How many classes at most.

    Returns:
        Shape (part.size,), the class of each code, in [0, cuts).
    """
    if part.ordered or part.size <= 2:
        return equal_classes(np.bincount(codes, minlength=part.size), cuts)
    profile = np.bincount(codes * groups + target, minlength=part.size * groups).reshape(part.size, groups)
    order = _principal_order(profile)
    classes = np.empty(part.size, np.int64)
    classes[order] = equal_classes(profile.sum(1)[order], cuts)
    return classes


def _principal_order(profile: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = profile.sum(1, keepdims=True)
    overall = profile.sum(0) / max(int(profile.sum()), 1)
    deviation = (profile + overall * _PRIOR) / (rows + _PRIOR) - overall
    weighted = np.sqrt(rows) * deviation
    direction = np.linalg.eigh(weighted.T @ weighted)[1][:, -1]
    direction *= np.sign(direction[np.argmax(np.abs(direction))]) or 1.0
    return np.argsort(np.round(deviation @ direction, 9), kind="stable")
