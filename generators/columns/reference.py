"""References to rows of other tables: the parent, a shared table, or a relative of the same family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.generators.batch import Batch, Link, gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.distributions import zipf_weights
from nonesuch.generators.guide import Guide

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ReferenceSpec"]


class ReferenceSpec(ColumnSpec):
    """The key of a row of another table.

    A table above this one: the row this row belongs to. A shared table: one of its rows, drawn evenly, by Zipf's law or
    by a column of weights, if wanted among those that match this row. Another table of the family: one of the rows that
    have the same ancestor, null if there is none.
    """

    kind: Literal["reference"] = "reference"
    table: str = Field(description="The table referred to.")
    alias: str | None = Field(
        None, description="Name that expressions use for the referred row; else the table's name."
    )
    zipf: float | None = Field(None, ge=0, le=10, description="Exponent of Zipf's law over the rows of a shared table.")
    weight: str | None = Field(None, description="Column of the referred table that weighs its rows.")
    match: dict[str, str] = Field(
        {}, description="Column of the referred table = column of this one: draw among equal rows."
    )
    differ: dict[str, str] = Field(
        {}, description="Column of the referred table = column of this one: draw among unequal rows."
    )

    figures = ("zipf",)

    @model_validator(mode="after")
    def _one_weight(self) -> ReferenceSpec:
        if self.zipf is not None and self.weight is not None:
            raise PackError("rows are weighed once", expected="either 'zipf' or 'weight'")
        if len(self.differ) > 1:
            raise PackError("rows differ in one column", expected="one entry in 'differ'", found=self.differ)
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (*self.match.values(), *self.differ.values())

    def needs_rows(self) -> tuple[str, ...]:
        """Names of tables whose rows must be there first."""
        return (self.table,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        key = binding.type_of(f"{self.table}:@key")
        alias = self.alias or self.table
        if self.table in binding.shared:
            return self._to_shared(binding, alias)
        above = binding.lineage[binding.table]
        if self.table in above:
            return _ToAncestor(key, self.table)
        common = next((table for table in above if table in binding.lineage[self.table]), None)
        if common is None:
            raise PackError(
                "the tables have no ancestor in common", place=binding.place, expected="a relative", found=self.table
            )
        return _ToRelative(key, self.table, alias, common, self.weight)

    def _to_shared(self, binding: Binding, alias: str) -> _ToShared:
        target = binding.shared[self.table]
        weights = np.ones(target.size)
        if self.zipf is not None:
            weights = zipf_weights(target.size, self.zipf)
        if self.weight is not None:
            weights = _column(target, self.weight, binding).to_numpy().astype(np.float64)
        for theirs in (*self.match, *self.differ):
            _column(target, theirs, binding)
        return _ToShared(
            target.columns["@key"].dtype,
            self.table,
            alias,
            _Pools(target, weights, self.match, self.differ, binding.place),
        )


def _column(target: Batch, name: str, binding: Binding) -> pl.Series:
    if name not in target.columns:
        raise PackError(
            f"table {target.table!r} has no column {name!r}", place=binding.place, hint=nearest(name, target.columns)
        )
    return target.columns[name]


@dataclass(frozen=True, eq=False)
class _ToAncestor:
    dtype: pl.DataType
    table: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        return batch.get(f"{self.table}.@key")


class _Pools:
    """Rows of a shared table, in pools of rows that match alike, each with its own weights."""

    def __init__(
        self, target: Batch, weights: NDArray[np.float64], match: dict[str, str], differ: dict[str, str], place: str
    ) -> None:
        self.target, self.match, self.differ, self.place = target, match, differ, place
        self._words = {theirs: _words(target.columns[theirs]) for theirs in (*match, *differ)}
        cell = np.zeros(target.size, dtype=np.int64)
        for theirs in match:
            cell = cell * len(self._words[theirs]) + _codes(target.columns[theirs], self._words[theirs])
        cells = int(np.prod([len(self._words[theirs]) for theirs in match], dtype=np.int64))
        self._order = np.argsort(cell, kind="stable")
        self._start = np.searchsorted(cell[self._order], np.arange(cells + 1))
        self._guide = Guide(weights[self._order])

    def sample(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.int64]:
        if not self.match and not self.differ:
            return self._guide.sample(rng, batch.size)
        pool = np.zeros(batch.size, dtype=np.int64)
        lost = np.zeros(batch.size, dtype=bool)
        for theirs, ours in self.match.items():
            code = _codes(batch.get(ours), self._words[theirs])
            lost |= code < 0
            pool = pool * len(self._words[theirs]) + np.maximum(code, 0)
        upto = self._guide.upto[self._start]
        lost |= (upto[1:] <= upto[:-1])[pool]
        if lost.any():
            row = int(np.argmax(lost))
            found = ", ".join(f"{ours} = {batch.get(ours)[row]}" for ours in self.match.values())
            raise PackError(
                f"no row of {self.target.table!r} matches a record",
                place=self.place,
                expected="one or more",
                found=found,
            )
        index = self._draw(rng, pool)
        for theirs, ours in self.differ.items():
            index = self._elsewhere(index, theirs, batch.get(ours), pool, rng)
        return index

    def _draw(self, rng: np.random.Generator, pool: NDArray[np.int64]) -> NDArray[np.int64]:
        drawn = self._guide.between(rng, len(pool), self._start[pool], self._start[pool + 1])
        return np.take(self._order, drawn)

    def _elsewhere(
        self, index: NDArray[np.int64], theirs: str, ours: pl.Series, pool: NDArray[np.int64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        word = _codes(self.target.columns[theirs], self._words[theirs])
        wanted = _codes(ours, self._words[theirs])
        for _ in range(64):
            same = np.flatnonzero(word[index] == wanted)
            if not len(same):
                return index
            index[same] = self._draw(rng, pool[same])
        raise PackError(
            f"no row of {self.target.table!r} differs from a record", place=self.place, expected="one or more"
        )


def _words(series: pl.Series) -> list[str]:
    return (
        series.dtype.categories.to_list()
        if isinstance(series.dtype, pl.Enum)
        else sorted(series.cast(pl.String).unique().to_list())
    )


def _codes(series: pl.Series, words: list[str]) -> NDArray[np.int64]:
    place = {word: i for i, word in enumerate(words)}
    if isinstance(series.dtype, pl.Enum) and series.null_count() == 0:
        table = np.array([place.get(word, -1) for word in series.dtype.categories.to_list()], dtype=np.int64)
        return np.take(table, series.to_physical().to_numpy())
    return series.cast(pl.String).replace_strict(place, default=-1, return_dtype=pl.Int64).to_numpy()


@dataclass(frozen=True, eq=False)
class _ToShared:
    dtype: pl.DataType
    table: str
    alias: str
    pools: _Pools

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        index = self.pools.sample(batch, rng)
        batch.links[self.alias] = Link(self.pools.target, index)
        return gather(self.pools.target.columns["@key"], index)


@dataclass(frozen=True, eq=False)
class _ToRelative:
    """Rows of a family stand in the order of their ancestors, so those of one ancestor stand together."""

    dtype: pl.DataType
    table: str
    alias: str
    ancestor: str
    weight: str | None

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        target = batch.family[self.table]
        theirs, ours = (_owner(relative, self.ancestor) for relative in (target, batch))
        size = batch.family[self.ancestor].size
        start = np.searchsorted(theirs, np.arange(size + 1))
        first, count = start[ours], (start[1:] - start[:-1])[ours]
        if self.weight is None:
            index = first + np.minimum((rng.random(batch.size) * count).astype(np.int64), np.maximum(count - 1, 0))
        else:
            guide = Guide(target.get(self.weight).to_numpy().astype(np.float64))
            index = guide.between(rng, batch.size, first, first + count)
        index = np.where(count > 0, index, -1)
        batch.links[self.alias] = Link(target, index, optional=True)
        return gather(target.columns["@key"], index, optional=True)


def _owner(batch: Batch, ancestor: str) -> NDArray[np.int64]:
    link = batch.follow(ancestor)
    return np.arange(batch.size) if link.index is None else link.index.astype(np.int64)
