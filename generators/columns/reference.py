"""References to rows of other tables: the parent, a shared table, or a relative of the same family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.batch import Batch, Link, gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.distributions import zipf_weights
from nonesuch.generators.formula import names_in
from nonesuch.generators.guide import Guide
from nonesuch.generators.pools import Pools

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.formula import Formula

__all__ = ["ReferenceSpec"]

_MOST = 2**62


class During(BaseModel):
    """Times of the referred rows, within which the time of this row lies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time: str = Field(description="Column of this table: the moment.")
    since: str = Field(description="Column of the referred table: the first moment; its rows stand in the order of it.")
    until: str = Field(description="Column of the referred table: the moment after the last.")


class ReferenceSpec(ColumnSpec):
    """The key of a row of another table.

    A table above this one: the row this row belongs to. A shared table: one of its rows, drawn evenly, by Zipf's law or
    by a column of weights, if wanted among those that match this row. Another table of the family: one of the rows that
    have the same ancestor, or the one during which this row's moment falls; null if there is none.
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
    relax: int = Field(
        0, ge=0, description="How many of the last columns of 'match' may be dropped where no row matches."
    )
    differ: dict[str, str] = Field(
        {}, description="Column of the referred table = column of this one: draw among unequal rows."
    )

    where: str | None = Field(None, description="Condition on this row; where it does not hold, there is no reference.")
    during: During | None = Field(None, description="Refer to the row of the family during which a moment falls.")

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
        moment = () if self.during is None else (self.during.time,)
        return (*self.match.values(), *self.differ.values(), *moment, *names_in(self.where))

    def needs_rows(self) -> tuple[str, ...]:
        """Names of tables whose rows must be there first."""
        return (self.table,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        inner = self._sampler(binding)
        if self.where is None:
            return inner
        return _Where(inner, binding.formula(self.where, pl.Boolean()), self.alias or self.table)

    def _sampler(self, binding: Binding) -> Column:
        key = binding.type_of(f"{self.table}:@key")
        alias = self.alias or self.table
        if self.table in binding.shared:
            return self._to_shared(binding, alias)
        above = binding.lineage[binding.table]
        given = [name for name in ("zipf", "match", "differ", "relax") if getattr(self, name)]
        if given:
            expected = "a shared table, to draw by Zipf's law or among rows that match"
            raise PackError(f"{given[0]!r} needs a shared table", place=binding.place, expected=expected)
        if self.table in above:
            return _ToAncestor(key, self.table)
        common = next((table for table in above if table in binding.lineage[self.table]), None)
        if common is None:
            raise PackError(
                "the tables have no ancestor in common",
                place=binding.place,
                expected="a shared table, a table above, or a relative",
                found=self.table,
            )
        if self.during is not None:
            return _ToCurrent(key, self.table, alias, common, self.during)
        return _ToRelative(key, self.table, alias, common, self.weight)

    def _to_shared(self, binding: Binding, alias: str) -> _ToShared:
        target = binding.shared[self.table]
        weights = np.ones(target.size)
        if self.zipf is not None:
            weights = zipf_weights(target.size, self.zipf)
        if self.weight is not None:
            weights = _weights(target.columns[self.weight])
            if not weights.any():
                raise PackError("all weights are 0", place=binding.place, expected="a row with a weight above 0")
        for theirs, ours in (*self.match.items(), *self.differ.items()):
            _check_comparable(target.columns[theirs].dtype, binding.type_of(ours), (theirs, ours), binding.place)
        pools = Pools(target, weights, match=self.match, differ=self.differ, relax=self.relax, place=binding.place)
        return _ToShared(target.columns["@key"].dtype, target, alias, pools)


def _weights(series: pl.Series) -> NDArray[np.float64]:
    weights = series.cast(pl.Float64, strict=False).to_numpy()
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        found = series[int(np.argmax(wrong))]
        raise PackError("a weight is negative or no number", expected="weights >= 0", found=str(found))
    return weights


def _check_comparable(theirs: pl.DataType, ours: pl.DataType, names: tuple[str, str], place: str) -> None:
    words = (pl.String, pl.Enum)
    both = [(kind.is_integer(), isinstance(kind, words)) for kind in (theirs, ours)]
    if theirs != ours and (both[0] != both[1] or not any(both[0])):
        found = f"{names[0]}: {theirs}, {names[1]}: {ours}"
        raise PackError("the columns to match hold different types", place=place, expected="one type", found=found)


@dataclass(frozen=True, eq=False)
class _Where:
    """Another reference, made for the rows of which a condition holds."""

    inner: Column
    condition: Formula
    alias: str

    @property
    def dtype(self) -> pl.DataType:
        return self.inner.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        rows = np.flatnonzero(self.condition.holds(batch))
        part = batch.part(rows)
        keys = self.inner.sample(part, rng)
        place = np.full(batch.size, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        link = part.links.get(self.alias)
        if link is not None:
            assert link.index is not None
            index = np.full(batch.size, -1, dtype=np.int64)
            index[rows] = link.index
            batch.links[self.alias] = Link(link.batch, index, optional=True)
        return gather(keys, place, optional=True)


@dataclass(frozen=True, eq=False)
class _ToAncestor:
    dtype: pl.DataType
    table: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        return batch.get(f"{self.table}.@key")


@dataclass(frozen=True, eq=False)
class _ToShared:
    dtype: pl.DataType
    target: Batch
    alias: str
    pools: Pools

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        index = self.pools.sample(batch, rng)
        link = batch.links[self.alias] = Link(self.target, index)
        return link.gather(self.target.columns["@key"])


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
            guide = Guide(_weights(target.get(self.weight)))
            count = np.where(guide.upto[first + count] > guide.upto[first], count, 0)
            index = guide.between(rng, batch.size, first, first + count) if count.any() else first
        index = np.where(count > 0, index, -1)
        link = batch.links[self.alias] = Link(target, index, optional=True)
        return link.gather(target.columns["@key"])


@dataclass(frozen=True, eq=False)
class _ToCurrent:
    """Of the rows of the same ancestor the last that began before the moment, if it has not ended."""

    dtype: pl.DataType
    table: str
    alias: str
    ancestor: str
    during: During

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in it
        target = batch.family[self.table]
        theirs, ours = (_owner(relative, self.ancestor) for relative in (target, batch))
        times = [_times(batch, self.during.time), _times(target, self.during.since), _times(target, self.during.until)]
        ends = [end for series in times[:2] for end in (series.min(), series.max()) if isinstance(end, int)] or [0]
        low, high = min(ends), max(ends)
        moment, since, until = (
            series.fill_null(low - 1).to_numpy() for series in times
        )  # an unknown one is before all
        if (high - low) * batch.family[self.ancestor].size >= _MOST:  # then seconds will do
            low, high = low // 1_000_000, high // 1_000_000
            moment, since, until = (x // 1_000_000 for x in (moment, since, until))
        stride = high - low + 2
        until = np.clip(until, low, high + 1) - low  # an owner's moments end before the next one's begin
        moment = ours * stride + moment
        moment -= low
        index = np.searchsorted(theirs * stride + since - low, moment, side="right")
        over = moment >= np.take(np.append(-1, theirs * stride + until), index)
        index -= 1
        index[over] = -1
        link = batch.links[self.alias] = Link(target, index, optional=True)
        return link.gather(target.columns["@key"])


def _times(batch: Batch, name: str) -> pl.Series:
    """Microseconds since 1970-01-01."""
    return batch.get(name).cast(pl.Datetime("us")).to_physical()


def _owner(batch: Batch, ancestor: str) -> NDArray[np.int64]:
    link = batch.follow(ancestor)
    return np.arange(batch.size) if link.index is None else link.index.astype(np.int64)
