"""Values read from a reference table of the pack by the words of another column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.batch import coded
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["LookupSpec"]


class LookupSpec(ColumnSpec):
    """What a reference table says of a code: its title, its group, its price."""

    kind: Literal["lookup"] = "lookup"
    table: str = Field(description="CSV file of the pack, one row a key.")
    of: str = Field(description="Column whose words are looked up.")
    key: str | None = Field(None, description="Column of the table that holds the keys; else the last part of 'of'.")
    value: str | None = Field(None, description="Column of the table that holds the values; else this column's name.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (self.of,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        key, value = self.key or self.of.rsplit(".", 1)[-1], self.value or binding.column
        frame = binding.read(self.table, columns=[key, value], figures=False)
        keys = frame[key].cast(pl.String)
        if keys.n_unique() != len(keys):
            raise PackError(
                "a key occurs twice", place=f"{binding.place}: {self.table}", expected=f"one row for each {key}"
            )
        values = frame[value]
        if values.dtype == pl.String and values.null_count() == 0:
            values = values.cast(pl.Enum(values.unique(maintain_order=True)))
        source = binding.type_of(self.of)
        if isinstance(source, pl.Enum):
            values = _in_order_of(source, keys, values, binding.place)
        return _Lookup(values.dtype, self.of, keys, values)


def _in_order_of(source: pl.Enum, keys: pl.Series, values: pl.Series, place: str) -> pl.Series:
    """Values in the order of the codes of the column they are looked up for."""
    rows = {word: i for i, word in enumerate(keys.to_list())}
    missing = [word for word in source.categories.to_list() if word not in rows]
    if missing:
        raise PackError(
            "a word has no row in the reference table", place=place, expected="a row for every word", found=missing[:5]
        )
    return values.gather([rows[word] for word in source.categories.to_list()])


@dataclass(frozen=True, eq=False)
class _Lookup:
    dtype: pl.DataType
    of: str
    keys: pl.Series
    values: pl.Series

    @cached_property
    def _codes(self) -> NDArray[np.unsignedinteger]:
        return self.values.to_physical().to_numpy()

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        words = batch.get(self.of)
        is_coded = isinstance(words.dtype, pl.Enum)
        if is_coded and words.null_count() == 0:
            codes = words.to_physical().to_numpy()
            if isinstance(self.dtype, pl.Enum):
                return coded(np.take(self._codes, codes), self.dtype)
            return self.values[pl.Series(codes.astype(np.uint32))]
        if is_coded:
            return self.values.gather(words.to_physical().cast(pl.UInt32))
        return words.cast(pl.String).replace_strict(self.keys, self.values, default=None, return_dtype=self.dtype)
