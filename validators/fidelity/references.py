"""The two ends between which every twin lies: real rows drawn again, and columns drawn on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import numpy as np

__all__ = ["bootstrap", "independent"]


def bootstrap(train: pl.DataFrame, rows: int, rng: np.random.Generator) -> pl.DataFrame:
    """Draw training rows with replacement: the most that fidelity can reach, and no privacy at all.

    Args:
        train: Shape (n, columns).
        rows: How many.
        rng: Source of randomness.

    Returns:
        Shape (rows, columns).
    """
    return train[rng.integers(0, train.height, rows)]


def independent(train: pl.DataFrame, rows: int, rng: np.random.Generator) -> pl.DataFrame:
    """Draw every column on its own: right shapes, no relations.

    Args:
        train: Shape (n, columns).
        rows: How many.
        rng: Source of randomness.

    Returns:
        Shape (rows, columns).
    """
    return pl.DataFrame([series.gather(rng.integers(0, train.height, rows)) for series in train])
