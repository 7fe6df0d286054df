"""Batches made by hand, for tests of the parts that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.batch import Batch

if TYPE_CHECKING:
    import polars as pl

__all__ = ["batch_of"]


def batch_of(**columns: pl.Series) -> Batch:
    """A batch that has these columns and no relatives."""
    size = len(next(iter(columns.values())))
    zeros = np.zeros(size, dtype=np.int32)
    return Batch("things", size, zeros, zeros, np.arange(size), columns=dict(columns))
