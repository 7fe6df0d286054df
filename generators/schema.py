"""Who can see whom: how the tables of a pack are linked, and which steps a column's making takes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.generators.columns.reference import ReferenceSpec
from nonesuch.generators.node import ROWS, Node, copula_node, model_node

if TYPE_CHECKING:
    from nonesuch.generators.columns.base import ColumnSpec
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.table import TableSpec

__all__ = ["Hop", "Relations"]


@dataclass(frozen=True)
class Hop:
    """One link from a table to another.

    Attributes:
        alias: Name that expressions use for the other table.
        table: The other table.
        column: Reference column that makes the link; None for parents and for children with at most one row.
    """

    alias: str
    table: str
    column: str | None = None


@dataclass(frozen=True)
class Relations:
    """The links between the tables and views of a pack."""

    pack: Pack

    @cached_property
    def _tables(self) -> dict[str, TableSpec]:
        return {**self.pack.tables, **self.pack.views}

    @cached_property
    def _hops(self) -> dict[str, list[Hop]]:
        hops: dict[str, list[Hop]] = {}
        for name, table in self._tables.items():
            hops[name] = [] if table.parent is None else [Hop(table.parent, table.parent)]
            above = self.pack.lineage(name)
            for column, spec in table.columns.items():
                if isinstance(spec, ReferenceSpec) and spec.table not in above:
                    self._check_target(name, column, spec)
                    hops[name].append(Hop(spec.alias or spec.table, spec.table, column))
        for name, table in self.pack.tables.items():
            if table.parent is not None and table.rows.most_rows == 1:
                hops[table.parent].append(Hop(name, name))
        for name, links in hops.items():
            self._check_aliases(name, links)
        return hops

    def _check_aliases(self, table: str, links: list[Hop]) -> None:
        for hop in links:
            if hop.column is not None and sum(other.alias == hop.alias for other in links) > 1:
                raise PackError(
                    f"two links are called {hop.alias!r}",
                    place=f"{self.pack.name}: {table}.{hop.column}",
                    expected="a name of its own for every row that is referred to",
                    hint="name it: alias = ...",
                )

    def _check_target(self, table: str, column: str, spec: ReferenceSpec) -> None:
        place = f"{self.pack.name}: {table}.{column}"
        if spec.table not in self.pack.tables:
            raise PackError(f"unknown table {spec.table!r}", place=place, hint=nearest(spec.table, self.pack.tables))
        if self.pack.tables[spec.table].key is None:
            raise PackError(f"table {spec.table!r} has no key", place=place, expected='a column of kind "key" there')

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[Hop, ...]]]:
        """For each table the shortest way to every table that it can see, by the name expressions use."""
        return {name: self._search(name) for name in self._tables}

    def _search(self, start: str) -> dict[str, tuple[Hop, ...]]:
        found: dict[str, tuple[Hop, ...]] = {}
        path: tuple[Hop, ...] = ()
        for table in self.pack.lineage(start):  # a row has all its ancestors; other ways to them may lead nowhere
            path = found[table] = (*path, Hop(table, table))
        queue: deque[tuple[str, tuple[Hop, ...]]] = deque(
            [(start, ()), *((table, way) for table, way in found.items())]
        )
        while queue:
            table, path = queue.popleft()
            for hop in self._hops[table]:
                if hop.alias not in found and hop.table != start:
                    found[hop.alias] = (*path, hop)
                    queue.append((hop.table, found[hop.alias]))
        return found

    def resolve(self, table: str, name: str, *, place: str) -> tuple[str, str, tuple[Hop, ...]]:
        """Find the column that a name stands for.

        Args:
            table: The table whose expression uses the name.
            name: ``column`` or ``table.column`` as expressions write it; ``table:name`` as that table would write it.
            place: Where it stands, for the error message.

        Returns:
            The column's table, its name, and the links to follow.

        Raises:
            PackError: If there is no such column, or the table cannot be seen from there.
        """
        if ":" in name:
            other, _, rest = name.partition(":")
            if other not in self._tables:
                raise PackError(f"unknown table {other!r}", place=place, hint=nearest(other, self._tables))
            return self.resolve(other, rest, place=place)
        alias, _, column = name.rpartition(".")
        if not alias:
            self._check_column(table, column, place)
            return table, column, ()
        path = self.paths[table].get(alias)
        if path is None:
            known = self.paths[table]
            hint = nearest(alias, known)
            raise PackError(
                f"{table!r} is not linked to {alias!r}",
                place=place,
                expected="a table it can see",
                found=name,
                hint=hint,
            )
        self._check_column(path[-1].table, column, place)
        return path[-1].table, column, path

    def _check_column(self, table: str, column: str, place: str) -> None:
        if table not in self._tables:
            raise PackError(f"unknown table {table!r}", place=place, hint=nearest(table, self._tables))
        spec = self._tables[table]
        known = [*spec.columns, *spec.made_with_rows()]
        if column not in known and not (column == "@key" and spec.key is not None):
            raise PackError(
                f"table {table!r} has no column {column!r}", place=place, found=column, hint=nearest(column, known)
            )

    def node(self, table: str, column: str) -> Node:
        """The step that makes a column."""
        spec = self._tables[table]
        if column == "@key":
            assert spec.key is not None
            return table, spec.key
        return (table, ROWS) if column in spec.made_with_rows() else (table, column)

    def reads(self, table: str, names: tuple[str, ...], *, place: str) -> list[Node]:
        """The steps that must come before these names can be read in expressions of a table."""
        steps: list[Node] = []
        for name in names:
            target, column, path = self.resolve(table, name, place=place)
            here = name.partition(":")[0] if ":" in name else table
            for hop in path:
                steps.append((here, hop.column) if hop.column else (hop.table, ROWS))
                here = hop.table
            steps.append(self.node(target, column))
        return steps

    def before_rows(self, table: str) -> list[Node]:
        """The steps that must come before the rows of a table."""
        spec = self._tables[table]
        if spec.parent is None:
            return []
        place = f"{self.pack.name}: {table}.rows"
        try:
            names = spec.rows.needs()
        except PackError as problem:
            raise problem.at(place) from None
        return [(spec.parent, ROWS), *self.reads(spec.parent, names, place=place)]

    def before_copula(self, table: str, copula: str) -> list[Node]:
        """The steps that must come before the scores of a copula."""
        spec = self._tables[table].copulas[copula]
        if spec.of is None:
            return [(table, ROWS)]
        alias, _, other = spec.of.rpartition(".")
        place = f"{self.pack.name}: {table}.copulas.{copula}"
        path = self.paths[table].get(alias)
        if path is None or other not in self._tables[path[-1].table].copulas:
            raise PackError("unknown copula", place=place, expected="table.copula of a linked table", found=spec.of)
        return [(table, ROWS), copula_node(path[-1].table, other)]

    def before_model(self, table: str, model: str) -> list[Node]:
        """The steps that must come before a model draws."""
        place = f"{self.pack.name}: {table}.models.{model}"
        names = self._tables[table].models[model].needs()
        return [(table, ROWS), *self.reads(table, names, place=place)]

    def before_column(self, table: str, name: str, spec: ColumnSpec) -> list[Node]:
        """The steps that must come before a column."""
        place = f"{self.pack.name}: {table}.{name}"
        try:
            names = spec.needs()
        except PackError as problem:
            raise problem.at(place) from None
        steps: list[Node] = [(table, ROWS), *self.reads(table, names, place=place)]
        for other in spec.needs_rows():
            if other not in self._tables:
                raise PackError(f"unknown table {other!r}", place=place, hint=nearest(other, self._tables))
            steps.append((other, ROWS))
        if isinstance(spec, ReferenceSpec):
            key = self._tables[spec.table].key
            if key is None:
                raise PackError(
                    f"table {spec.table!r} has no key", place=place, expected='a column of kind "key" there'
                )
            steps.append((spec.table, key))
            extra = [spec.weight] if spec.weight else []
            extra += [spec.during.since, spec.during.until] if spec.during else []
            for column in (*extra, *spec.match, *spec.differ):
                self._check_column(spec.table, column, place)
                steps.append(self.node(spec.table, column))
        copula = getattr(spec, "copula", None)
        if copula is not None:
            steps.append(copula_node(table, copula))
        if isinstance(spec, LearnedSpec):
            steps.append(model_node(table, spec.model))
        return steps
