"""So many rows for each parent: always the same number, or a drawn one, and only where a condition holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.columns.number import NumberSpec
from nonesuch.generators.formula import Formula, names_in
from nonesuch.generators.rows.base import Grown, RowMaker, RowSpec

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding, Column

__all__ = ["EachRows", "places_within"]


class EachRows(RowSpec):
    """Rows of a parent: a fixed number, or a number drawn for each parent."""

    kind: Literal["each"] = "each"
    count: int | NumberSpec = Field(1, description="Rows of each parent: a number, or how it is drawn.")
    where: str | None = Field(None, description="Condition on the parent; without it, or where it is unknown, no rows.")

    @model_validator(mode="after")
    def _bounded(self) -> EachRows:
        if isinstance(self.count, NumberSpec):
            if not self.count.integer or self.count.within is None or self.count.within[0] < 0:
                raise PackError(
                    "a drawn number of rows is whole and bounded", expected="integer = true, within = [0, most]"
                )
            if self.count.copula is not None:
                raise PackError("a number of rows belongs to no copula", expected="a column of the parent as parameter")
            if self.count.when is not None:
                raise PackError("every parent has a number of rows", expected="'where' in place of 'when'")
        elif not 0 <= self.count <= 1_000_000:
            raise PackError("a number of rows is out of bounds", expected="0 to 1,000,000", found=self.count)
        return self

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have."""
        if isinstance(self.count, int):
            return max(self.count, 1)
        assert self.count.within is not None
        return max(int(self.count.within[1]), 1)

    @property
    def fixed(self) -> int | None:
        """Rows of every parent, where that is always the same."""
        return self.count if isinstance(self.count, int) and self.where is None else None

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first."""
        names = () if isinstance(self.count, int) else self.count.needs()
        return (*names, *names_in(self.where))

    def bind(self, binding: Binding) -> RowMaker:
        """Make the maker."""
        count = self.count if isinstance(self.count, int) else self.count.bind(binding)
        return _Each(count, None if self.where is None else binding.formula(self.where, pl.Boolean()))


@dataclass(frozen=True, eq=False)
class _Each:
    count: int | Column
    where: Formula | None

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:
        holds = None if self.where is None else self.where.holds(parent)
        if isinstance(self.count, int):
            owner = np.arange(parent.size, dtype=np.int32) if holds is None else np.flatnonzero(holds).astype(np.int32)
            ordinal = np.tile(np.arange(self.count, dtype=np.int32), len(owner))
            return Grown(np.repeat(owner, self.count), ordinal)
        counts = self.count.sample(parent, rng).to_numpy()
        if holds is not None:
            counts = counts * holds
        return Grown(np.repeat(np.arange(parent.size, dtype=np.int32), counts), places_within(counts))


def places_within(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Number the rows of each parent from 0.

    Args:
        counts: Shape (parents,), rows of each parent.

    Returns:
        Shape (rows,), int32.

    Example:
        >>> places_within(np.array([2, 0, 3]))
        array([0, 1, 0, 1, 2], dtype=int32)
    """
    starts = (np.cumsum(counts) - counts).astype(np.int32)
    places = np.arange(int(counts.sum()), dtype=np.int32)
    places -= np.repeat(starts, counts)
    return places
