"""Zipf weights: the k-th most popular item counts as much as k to a negative power."""

from __future__ import annotations

import numpy as np

from nonesuch.errors import PackError

__all__ = ["zipf_weights"]


def zipf_weights(size: int, exponent: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Weights 1, 2**-s, 3**-s, ... of a bounded Zipf distribution.

    Args:
        size: How many items, >= 1.
        exponent: s, from 0 (all alike) to 10.

    Returns:
        Shape (size,), float64, summing to 1.

    Raises:
        PackError: If size or exponent is out of bounds.

    Example:
        >>> zipf_weights(4, 1.0).round(3)
        array([0.48, 0.24, 0.16, 0.12])
    """
    if size < 1 or not 0 <= exponent <= 10:
        raise PackError(
            "Zipf needs items and an exponent", expected="size >= 1, 0 <= exponent <= 10", found=(size, exponent)
        )
    weights = np.arange(1, size + 1, dtype=np.float64) ** -exponent
    return weights / weights.sum()
