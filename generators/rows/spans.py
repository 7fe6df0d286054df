"""One row for each span of a text of the parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.rows.base import Grown, RowMaker, RowSpec
from nonesuch.generators.text.spoken import SPANS

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding

__all__ = ["SpanRows"]


class SpanRows(RowSpec):
    """A row for each span, in the order of the text: ``slot``, ``start``, ``end`` and ``column``."""

    kind: Literal["spans"] = "spans"
    of: str = Field(description="Column of spans of the parent.")
    most: int = Field(64, ge=1, le=4096, description="The most spans that a text may have.")

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have."""
        return self.most

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first."""
        return (self.of,)

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows."""
        return {field.name: pl.String() if field.dtype == pl.String else pl.Int32() for field in SPANS.fields}

    def bind(self, binding: Binding) -> RowMaker:
        """Make the maker."""
        dtype = binding.type_of(self.of)
        if dtype != pl.List(SPANS):
            raise PackError(f"column {self.of!r} holds no spans", expected='kind = "spans"', found=str(dtype))
        return _Spans(self.of, self.most)


@dataclass(frozen=True)
class _Spans:
    of: str
    most: int

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:  # noqa: ARG002 - the spans are there already
        lists = parent.get(self.of)
        lengths = lists.list.len().fill_null(0).to_numpy().astype(np.int64)
        if lengths.max(initial=0) > self.most:
            raise PackError(
                "a text has more spans than it may", place=f"{self.of}: rows.most",
                expected=f"at most {self.most}", found=int(lengths.max()),
            )  # fmt: skip
        owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        ordinal = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        filled = lists.filter(pl.Series(lengths > 0))
        spans = filled.explode().struct.unnest() if len(filled) else pl.Series(self.of, [], SPANS).struct.unnest()
        return Grown(owner, ordinal.astype(np.int32), {name: spans[name] for name in spans.columns})
