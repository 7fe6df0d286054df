"""Keys, computed from the numbers of the roots, so that blocks made apart never collide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

__all__ = ["KeySpec"]


class KeySpec(ColumnSpec):
    """An integer that identifies the row.

    Roots and shared rows are numbered 1, 2, 3, ...; the keys of other rows are computed from the parent's: a child's is
    ``(parent's key - 1) * most + place + 1``, where ``most`` is the most rows that a parent can have.
    """

    kind: Literal["key"] = "key"
    start: int = Field(1, ge=0, le=2**53, description="The first key.")

    @model_validator(mode="after")
    def _never_missing(self) -> KeySpec:
        if self.missing:
            raise PackError("a key is never missing", expected="no 'missing'", found=self.missing)
        return self

    def bind(self, binding: Binding) -> Column:  # noqa: ARG002 - one interface for all
        """Make the sampler."""
        return _Key(self.start)


@dataclass(frozen=True)
class _Key:
    start: int
    dtype: pl.DataType = pl.Int64()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in a key
        return pl.Series(batch.numbers + np.int64(self.start))
