"""The place of a row among the rows of the same parent: lines of an order, turns of a dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch

__all__ = ["OrdinalSpec"]


class OrdinalSpec(ColumnSpec):
    """A number that counts the rows of each parent in the order in which they came into being."""

    kind: Literal["ordinal"] = "ordinal"
    start: int = Field(1, ge=0, le=1, description="Number of the first row.")

    def bind(self, binding: Binding) -> Column:  # noqa: ARG002 - one interface for all
        """Make the sampler."""
        return _Ordinal(self.start)


@dataclass(frozen=True)
class _Ordinal:
    start: int
    dtype: pl.DataType = pl.Int32()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        return pl.Series(batch.ordinal + self.start, dtype=pl.Int32)
