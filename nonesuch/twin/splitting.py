"""Which rows are learned, and which are kept back to judge by."""

from __future__ import annotations

import math

import numpy as np
import polars as pl  # noqa: TC002 - doctest

from nonesuch.errors import DataError
from nonesuch.generators.randomness import digest

__all__ = ["split_rows"]

_FEWEST = 100
_SMALL = 3_000


def split_rows(table: pl.DataFrame, *, holdout: float, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split a table into rows to learn and rows to keep back.

    Args:
        table: Shape (n, columns), n >= 100.
        holdout: Share of rows kept back; half of a table of fewer than 3,000 rows.
        seed: Which rows.

    Returns:
        The rows to learn and those kept back, each in the table's order.

    Raises:
        DataError: If there are too few rows.

    Example:
        >>> train, held = split_rows(pl.DataFrame({"x": range(4000)}), holdout=0.25, seed=1)
        >>> train.height, held.height
        (3000, 1000)
    """
    if table.height < _FEWEST:
        raise DataError(
            "the table is too small for a twin that may leave the house",
            expected=f"{_FEWEST} rows, better {_SMALL:,}",
            found=f"{table.height} rows",
            hint="Synthesizer.fit learns small tables, but nothing can be proved about them",
        )
    shuffled = np.random.default_rng(digest(seed, "split") & (2**63 - 1)).permutation(table.height)
    kept = math.ceil(table.height * (0.5 if table.height < _SMALL else holdout))
    return table[np.sort(shuffled[kept:])], table[np.sort(shuffled[:kept])]
