"""One row for each flag of the parent that is set: the conditions that a patient has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.batch import coded
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.rows.base import Grown, RowMaker, RowSpec
from nonesuch.generators.rows.each import places_within

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding

__all__ = ["FlagRows"]


class FlagRows(RowSpec):
    """A row for each true flag of the parent, in the order written; the flag's word becomes a column."""

    kind: Literal["flags"] = "flags"
    into: str = Field(description="Column of this table that says which flag it was.")
    flags: dict[str, str] = Field(min_length=1, description="Word = boolean column of the parent.")

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have."""
        return len(self.flags)

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first."""
        return tuple(self.flags.values())

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows."""
        return {self.into: pl.Enum(list(self.flags))}

    def bind(self, binding: Binding) -> RowMaker:
        """Make the maker."""
        for column in self.flags.values():
            dtype = binding.type_of(column)
            if dtype != pl.Boolean():
                raise PackError(
                    f"column {column!r} is no flag", expected="columns that are true or false", found=str(dtype)
                )
        return _Flags(self.into, pl.Enum(list(self.flags)), tuple(self.flags.values()))


@dataclass(frozen=True)
class _Flags:
    into: str
    words: pl.Enum
    flags: tuple[str, ...]

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:  # noqa: ARG002 - the flags are drawn already
        if not parent.size:
            table = np.zeros((0, len(self.flags)), dtype=bool)
        else:
            flags = [parent.get(flag) for flag in self.flags]
            known = [flag.fill_null(value=False) if flag.null_count() else flag for flag in flags]
            table = np.stack([flag.to_numpy() for flag in known], axis=1)
        owner, which = np.divmod(np.flatnonzero(table), len(self.flags))
        words = coded(which.astype(code_dtype(len(self.flags))), self.words)
        return Grown(owner.astype(np.int32), places_within(table.sum(axis=1)), {self.into: words})
