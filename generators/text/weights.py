"""Weights as whole numbers: how many balls of an urn belong to each alternative."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["MOST_BALLS", "balls"]

MOST_BALLS = 1 << 16
"""Most balls an urn may have; finer weights are rounded to this many."""


def balls(weights: Sequence[Fraction]) -> NDArray[np.int64]:
    """Turn weights into the smallest whole numbers of the same proportion.

    Where these would be more than `MOST_BALLS` together, the proportions are rounded by largest remainder; a positive
    weight keeps at least one ball.

    Args:
        weights: Weights >= 0, not all 0.

    Returns:
        Whole numbers, shape (len(weights),), int64; their greatest common divisor is 1 unless they were rounded.

    Example:
        >>> balls([Fraction("0.5"), Fraction(1), Fraction("0.25")]).tolist()
        [2, 4, 1]
    """
    if weights.count(weights[0]) == len(weights):
        return np.ones(len(weights), np.int64)
    common = math.lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    divisor = math.gcd(*whole)
    whole = [count // divisor for count in whole]
    return np.array(whole if sum(whole) <= MOST_BALLS else _rounded(whole), np.int64)


def _rounded(whole: list[int]) -> list[int]:
    room = max(MOST_BALLS, 4 * len(whole))
    total = sum(whole)
    exact = [Fraction(count * room, total) for count in whole]
    rounded = [max(int(value), 1 if value else 0) for value in exact]
    short = room - sum(rounded)
    by_remainder = sorted(range(len(whole)), key=lambda i: (int(exact[i]) - exact[i], i))
    for i in by_remainder[: max(short, 0)]:
        rounded[i] += 1 if exact[i] else 0
    return rounded
