"""How the rows of tables are linked: by references, and to the one row of another table that shares their key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, nearest
from nonesuch.validators.contract.reading import canonical_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.validators.contract import Contract
    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["Cell", "Hop", "Links"]

Cell = tuple[str, str]
"""A column: table and name."""


@dataclass(frozen=True)
class Hop:
    """One link: from each row at most one row of another table.

    Attributes:
        alias: Name that expressions use for the other table.
        table: The other table.
        column: Column of this table.
        key: Column of the other table that has the same value in the linked row.
        up: Whether it is a reference; False for the way down to a table whose key is the reference.
        optional: Whether a row may have no linked row.
    """

    alias: str
    table: str
    column: str
    key: str
    up: bool = True
    optional: bool = False


@dataclass(frozen=True)
class Links:
    """The links between the tables of some contracts.

    Attributes:
        contracts: Contracts by table.

    Raises:
        PackError: If a reference points to an unknown table, or to a column that is not its key, or to one of another
            type, or if two links of a table have the same name.
    """

    contracts: Mapping[str, Contract]

    def __post_init__(self) -> None:
        for contract in self.contracts.values():
            names = {contract.table}
            for column, reference in contract.references.items():
                self._check_reference(contract, column)
                alias = reference.alias or reference.to.partition(".")[0]
                if alias in names:
                    raise PackError(
                        f"several references are called {alias!r}",
                        place=f"{contract.path}: x-nonesuch.references.{column}",
                        expected="a name of its own, which is not that of the table itself",
                        hint=f'write {{"to": "{reference.to}", "alias": "..."}}',
                    )
                names.add(alias)

    def _check_reference(self, contract: Contract, column: str) -> None:
        place = f"{contract.path}: x-nonesuch.references.{column}"
        table, _, key = contract.references[column].to.partition(".")
        if table not in self.contracts:
            raise PackError(f"unknown table {table!r}", place=place, hint=nearest(table, self.contracts))
        target = self.contracts[table]
        if target.key != (key,):
            expected = f"{table}.{target.key[0]}" if len(target.key) == 1 else f"a key of one column in {table!r}"
            raise PackError("a reference points to a key", place=place, expected=expected, found=f"{table}.{key}")
        here, there = contract.columns[column], target.columns[key]
        if here.kind != there.kind:
            raise PackError("a reference has the type of the key", place=place, expected=there.kind, found=here.kind)

    @cached_property
    def hops(self) -> dict[str, list[Hop]]:
        """The links of each table, references first."""
        hops: dict[str, list[Hop]] = {table: [] for table in self.contracts}
        for table, contract in self.contracts.items():
            for column, reference in contract.references.items():
                other, _, key = reference.to.partition(".")
                optional = contract.columns[column].nullable or column not in contract.schema.required
                hops[table].append(Hop(reference.alias or other, other, column, key, optional=optional))
        for table, contract in self.contracts.items():
            for column, reference in contract.references.items():
                other, _, key = reference.to.partition(".")
                if contract.key == (column,) and table not in {hop.alias for hop in hops[other]}:
                    hops[other].append(Hop(table, table, key, column, up=False, optional=True))
        return hops

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[Hop, ...]]]:
        """For each table the way to every table that it can see, by the name expressions use.

        Of several ways the one with the fewest links that may lead nowhere (references that may be null, and ways down
        to a table that shares the key), and of these the shortest.
        """
        return {table: self._search(table) for table in self.contracts}

    def _search(self, start: str) -> dict[str, tuple[Hop, ...]]:
        found: dict[str, tuple[Hop, ...]] = {}
        order = count()
        queue: list[tuple[int, int, int, str, tuple[Hop, ...]]] = [(0, 0, next(order), start, ())]
        while queue:
            unsure, length, _, table, path = heappop(queue)
            if path:
                if path[-1].alias in found:
                    continue
                found[path[-1].alias] = path
            for hop in self.hops[table]:
                if hop.alias not in found and hop.alias != start and (hop.table != start or not path):
                    way = (unsure + hop.optional, length + 1, next(order), hop.table, (*path, hop))
                    heappush(queue, way)
        return found

    def resolve(self, table: str, name: str, *, place: str) -> tuple[str, str, tuple[Hop, ...]]:
        """Find the column that a name stands for.

        Args:
            table: The table whose expression uses the name.
            name: ``column``, or ``table.column`` of a linked table.
            place: Where it stands, for the error message.

        Returns:
            The column's table, its name, and the links to follow.

        Raises:
            PackError: If there is no such column, or the table cannot be seen from there.
        """
        alias, _, column = name.rpartition(".")
        path = self.paths[table].get(alias, ()) if alias else ()
        if alias and not path:
            hint = nearest(alias, self.paths[table])
            raise PackError(f"{table!r} is not linked to {alias!r}", place=place, found=name, hint=hint)
        target = path[-1].table if path else table
        self.column(target, column, place=place)
        return target, column, path

    def column(self, table: str, column: str, *, place: str) -> ColumnSchema:
        """Find the schema of a column.

        Args:
            table: The table.
            column: The column.
            place: Where it is named, for the error message.

        Returns:
            Its schema.

        Raises:
            PackError: If there is no such table or column.
        """
        if table not in self.contracts:
            raise PackError(f"unknown table {table!r}", place=place, hint=nearest(table, self.contracts))
        columns = self.contracts[table].columns
        if column not in columns:
            raise PackError(
                f"the contract of {table!r} has no column {column!r}",
                place=place,
                expected=f"a column that {self.contracts[table].path.name} declares",
                hint=nearest(column, columns),
            )
        return columns[column]

    def type_of(self, table: str, name: str, *, place: str) -> pl.DataType:
        """Name the polars type that rules of a table see for a name; see `resolve`."""
        target, column, _ = self.resolve(table, name, place=place)
        return canonical_type(self.contracts[target].columns[column])

    def cells(self, table: str, name: str, *, place: str) -> frozenset[Cell]:
        """List the columns that reading a name touches: the column itself and those that the links compare."""
        target, column, path = self.resolve(table, name, place=place)
        cells = {(target, column)}
        here = table
        for hop in path:
            cells |= {(here, hop.column), (hop.table, hop.key)}
            here = hop.table
        return frozenset(cells)
