"""Setting a column to wanted values, and weighing rows by how likely they would have drawn them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Clampable", "Clamped", "put_scores"]


@dataclass(frozen=True)
class Clamped:
    """A column set to wanted values.

    Attributes:
        series: Shape (rows,), every value as wanted (where its weight is above 0).
        log_weight: Shape (rows,), logarithm of the density with which the row would have drawn it, up to a constant.
    """

    series: pl.Series
    log_weight: NDArray[np.float64]


@runtime_checkable
class Clampable(Protocol):
    """A column that can be set."""

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """Set the column to wanted values in all rows of a batch.

        Args:
            batch: The rows.
            u: Shape (rows,), a uniform number for each row; it chooses among several wanted values.
            wanted: The allowed values.

        Returns:
            The column, and the weight of each row.

        Raises:
            RecipeError: If the values are of another type, or impossible in every row.
        """
        ...


def put_scores(batch: Batch, part: Batch, rows: NDArray[np.int64]) -> None:
    """Carry scores, and what is known of them, from some rows back to the whole batch.

    Args:
        batch: The batch.
        part: Some of its rows; see `Batch.part`.
        rows: Shape (rows of the part,), their places.
    """
    for copula, known in part.expectations.items():
        whole = batch.expectations[copula]
        whole.covariance = known.covariance
        for member, mean in known.means.items():
            whole.means[member] = whole.means[member].copy()
            whole.means[member][rows] = mean
            batch.scores[copula][member][rows] = part.scores[copula][member]
