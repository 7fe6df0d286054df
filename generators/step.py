"""The steps of a plan: bring the rows of a table into being, draw a copula's scores or a model, make a column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl

from nonesuch.errors import placed
from nonesuch.generators.batch import Batch, Link, put
from nonesuch.generators.node import ROWS, Node, copula_node, model_node
from nonesuch.generators.randomness import stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.columns.base import Column
    from nonesuch.generators.copula import Copula
    from nonesuch.generators.learned import Model
    from nonesuch.generators.rows.base import RowMaker

__all__ = ["ColumnStep", "CopulaStep", "ModelStep", "Override", "RowsStep", "Step"]


class Step(Protocol):
    """One step of a plan."""

    @property
    def table(self) -> str:
        """The table it works on."""
        ...

    @property
    def node(self) -> Node:
        """Its name in the plan."""
        ...

    def apply(self, family: dict[str, Batch], seed: int, domain: str, block: int | str) -> None:
        """Do it.

        Args:
            family: The batches of a block by table, to which the step adds.
            seed: The run's seed.
            domain: The pack's name.
            block: The block's name; with seed, domain, table and column it names the stream.
        """
        ...


@dataclass(frozen=True, eq=False)
class RowsStep:
    """Brings the rows of a table into being.

    Attributes:
        table: The table.
        parent: Its parent; None for the root and shared tables.
        maker: Makes the rows of each parent; None for the root, whose rows are there, and for shared tables.
        most: The most rows of one parent.
        size: Rows of a shared table.
        paths: Links to follow to other tables, by the name that expressions use.
        single: Whether a parent has at most one row, so that the parent sees it as its own.
        whole: Whether every parent has exactly one row.
        listed: Columns of a table whose rows stand in a file.
    """

    table: str
    parent: str | None
    maker: RowMaker | None
    most: int
    size: int | None
    paths: Mapping[str, tuple[str, ...]]
    single: bool = False
    whole: bool = False
    listed: Mapping[str, pl.Series] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """See `Step.node`."""
        return self.table, ROWS

    def apply(self, family: dict[str, Batch], seed: int, domain: str, block: int | str) -> None:
        """See `Step.apply`."""
        if self.parent is None or self.maker is None:
            if self.table not in family:
                size = self.size or 0
                zeros = np.zeros(size, dtype=np.int32)
                family[self.table] = Batch(self.table, size, zeros, zeros, np.arange(size), family=family)
            family[self.table].paths = self.paths
            family[self.table].columns.update(self.listed)
            return
        parent = family[self.parent]
        with placed(f"{domain}: {self.table}.rows"):
            grown = self.maker.grow(parent, stream(seed, domain, self.table, ROWS, block))
        numbers, root = np.take(parent.numbers, grown.parent), np.take(parent.root, grown.parent)
        numbers *= self.most
        numbers += grown.ordinal
        ordinal = grown.ordinal.astype(np.int32, copy=False)
        batch = Batch(self.table, len(root), root, ordinal, numbers, parent.first, family, paths=self.paths)
        batch.columns.update(grown.columns)
        batch.links[self.parent] = Link(parent, None if self.whole else grown.parent)
        if self.single:
            parent.links[self.table] = self._back(parent, batch, grown.parent)
        family[self.table] = batch

    def _back(self, parent: Batch, batch: Batch, owner: np.ndarray[tuple[int], np.dtype[np.integer]]) -> Link:
        if self.whole:
            return Link(batch, None)
        index = np.full(parent.size, -1, dtype=np.int64)
        index[owner] = np.arange(batch.size)
        return Link(batch, index, optional=True)


@dataclass(frozen=True, eq=False)
class CopulaStep:
    """Draws the normal scores of a copula.

    Attributes:
        table: The table.
        name: The copula's name.
        copula: The sampler.
    """

    table: str
    name: str
    copula: Copula

    @property
    def node(self) -> Node:
        """See `Step.node`."""
        return copula_node(self.table, self.name)

    def apply(self, family: dict[str, Batch], seed: int, domain: str, block: int | str) -> None:
        """See `Step.apply`."""
        batch = family[self.table]
        with placed(f"{domain}: {self.table}.copulas.{self.name}"):
            batch.scores[self.name] = self.copula.sample(batch, stream(seed, domain, *self.node, block))


@dataclass(frozen=True, eq=False)
class ModelStep:
    """Draws all columns of a model.

    Attributes:
        table: The table.
        name: The model's name.
        model: The sampler.
    """

    table: str
    name: str
    model: Model

    @property
    def node(self) -> Node:
        """See `Step.node`."""
        return model_node(self.table, self.name)

    def apply(self, family: dict[str, Batch], seed: int, domain: str, block: int | str) -> None:
        """See `Step.apply`."""
        batch = family[self.table]
        with placed(f"{domain}: {self.table}.models.{self.name}"):
            batch.drawn[self.name] = self.model.sample(batch, stream(seed, domain, *self.node, block))


@dataclass(frozen=True, eq=False)
class Override:
    """How a scenario draws a column.

    Attributes:
        scenario: The scenario's name.
        column: The sampler.
        missing: Share of rows in which the value is missing.
    """

    scenario: str
    column: Column
    missing: float = 0.0


@dataclass(frozen=True, eq=False)
class ColumnStep:
    """Makes a column.

    Attributes:
        table: The table.
        name: The column's name.
        column: The sampler.
        missing: Share of rows in which the value is missing.
        is_key: Whether the column is the table's key.
        overrides: How scenarios draw it.
        into: Column that names the scenario of each row.
    """

    table: str
    name: str
    column: Column
    missing: float
    is_key: bool = False
    overrides: tuple[Override, ...] = ()
    into: str = ""

    @property
    def node(self) -> Node:
        """See `Step.node`."""
        return self.table, self.name

    def apply(self, family: dict[str, Batch], seed: int, domain: str, block: int | str) -> None:
        """See `Step.apply`."""
        batch = family[self.table]
        with placed(f"{domain}: {self.table}.{self.name}"):
            series = self.column.sample(batch, stream(seed, domain, self.table, self.name, block))
            overridden = [override for override in self.overrides if len(self._rows_of(override, batch))]
            if overridden:
                names = (seed, domain, self.table, self.name, block)
                drawn = [self._drawn(batch, override, stream(*names, override.scenario)) for override in overridden]
                rows = np.concatenate([self._rows_of(override, batch) for override in overridden])
                dtype = series.dtype
                series = put(series, rows, pl.concat([values.cast(dtype) for values in drawn]))
        if self.missing or any(override.missing for override in self.overrides):
            u = stream(seed, domain, self.table, self.name, block, "@missing").random(batch.size)
            series = series.set(pl.Series(u < self._missing(batch)), None)
        batch.columns[self.name] = series
        if self.is_key:
            batch.columns["@key"] = series

    def _missing(self, batch: Batch) -> NDArray[np.float64]:
        share = np.full(batch.size, self.missing)
        for override in self.overrides:
            share[self._rows_of(override, batch)] = override.missing
        return share

    def _rows_of(self, override: Override, batch: Batch) -> NDArray[np.int64]:
        return batch.holding(self.into, override.scenario)

    def _drawn(self, batch: Batch, override: Override, rng: np.random.Generator) -> pl.Series:
        """The values of a scenario's rows; links that come with them are set too."""
        rows = self._rows_of(override, batch)
        part = batch.part(rows)
        drawn = override.column.sample(part, rng)
        for alias, link in part.links.items():
            whole = batch.links[alias]
            if whole.index is not None and link.index is not None:
                whole.index[rows] = link.index
                # a new one, for what the old one worked out is no longer true
                batch.links[alias] = replace(whole, optional=whole.optional or link.optional)
        return drawn
