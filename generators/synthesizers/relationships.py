"""Which table's rows belong to which other table's: keys given, or found by inclusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Relationship", "check_relationships", "find_relationships", "parents_first"]

_FEWEST = 5


@dataclass(frozen=True)
class Relationship:
    """Each row of the child belongs to one row of the parent.

    Attributes:
        parent: The parent table.
        parent_key: Its key, different in every row.
        child: The child table.
        child_key: The column that names the parent's row.
    """

    parent: str
    parent_key: str
    child: str
    child_key: str

    @classmethod
    def from_sdv(cls, entry: Mapping[str, Any]) -> Relationship:
        """Read one of SDV's relationships.

        Args:
            entry: With ``parent_table_name``, ``parent_primary_key``, ``child_table_name``, ``child_foreign_key``.

        Returns:
            The relationship.

        Raises:
            DataError: If an entry is missing.
        """
        try:
            return cls(
                *(
                    entry[key]
                    for key in ("parent_table_name", "parent_primary_key", "child_table_name", "child_foreign_key")
                )
            )
        except KeyError as problem:
            raise DataError("not SDV's relationship", expected=f"an entry {problem}", found=dict(entry)) from None


def find_relationships(tables: Mapping[str, pl.DataFrame]) -> tuple[Relationship, ...]:
    """Find keys: a column that is different in every row, and a like-named column elsewhere whose values it contains.

    Args:
        tables: By name.

    Returns:
        The relationships, in the tables' order.

    Example:
        >>> patients = pl.DataFrame({"patient_id": range(5)})
        >>> visits = pl.DataFrame({"visit_id": range(8), "patient_id": [0, 0, 1, 2, 3, 4, 4, 4]})
        >>> find_relationships({"patients": patients, "visits": visits})
        (Relationship(parent='patients', parent_key='patient_id', child='visits', child_key='patient_id'),)
    """
    found: list[Relationship] = []
    for parent, table in tables.items():
        for key in _keys(table):
            for child, other in tables.items():
                if child == parent:
                    continue
                found += [
                    Relationship(parent, key, child, column)
                    for column in other.columns
                    if _alike(parent, key, column) and _contains(table[key], other[column])
                ]
    return tuple(found)


def _keys(table: pl.DataFrame) -> list[str]:
    whole = [series for series in table if series.dtype.is_integer() or series.dtype == pl.String]
    return [
        series.name
        for series in whole
        if table.height >= _FEWEST and not series.null_count() and series.n_unique() == table.height
    ]


def _alike(parent: str, key: str, column: str) -> bool:
    singular = parent.lower().removesuffix("s")
    names = {key.lower(), f"{singular}_{key.lower()}", f"{singular}{key.lower()}", f"{singular}_id", f"{singular}id"}
    plain = key.lower() in {"id", "key", "code", "name", "value"}
    return column.lower() in (names - {key.lower()} if plain else names)


def _contains(key: pl.Series, column: pl.Series) -> bool:
    known = column.drop_nulls()
    return key.dtype == column.dtype and len(known) > 0 and bool(known.is_in(key.implode()).all())


def check_relationships(tables: Mapping[str, pl.DataFrame], relationships: Sequence[Relationship]) -> None:
    """Check that keys are there, unique, and met.

    Args:
        tables: By name.
        relationships: The relationships.

    Raises:
        UsageError: If a table or column is unknown, or tables go round in a circle.
        DataError: If a key is not unique or rows have keys that match no parent.
    """
    for link in relationships:
        for name, wanted in ((link.parent, link.parent_key), (link.child, link.child_key)):
            if name not in tables:
                raise UsageError("a relationship names an unknown table", found=name, hint=nearest(name, tables))
            if wanted not in tables[name].columns:
                raise UsageError(
                    "a relationship names an unknown column", place=f"table {name!r}", found=wanted,
                    hint=nearest(wanted, tables[name].columns),
                )  # fmt: skip
        key, column = tables[link.parent][link.parent_key], tables[link.child][link.child_key]
        place = f"{link.child}.{link.child_key} -> {link.parent}.{link.parent_key}"
        if key.null_count() or key.n_unique() != len(key):
            raise DataError("the parent's key is not unique", place=place, expected="one row a key")
        if key.dtype != column.dtype:
            raise DataError("the keys are of different types", place=place, expected=str(key.dtype), found=column.dtype)
        lost = column.drop_nulls()
        lost = lost.filter(~lost.is_in(key.implode()))
        if len(lost):
            raise DataError(
                "keys do not match", place=place, expected="a parent for every row",
                found=f"{len(lost):,} rows without one, such as {lost[0]!r}",
                hint="remove these rows, or leave the relationship out",
            )  # fmt: skip
    parents_first(list(tables), relationships)


def parents_first(names: Sequence[str], relationships: Sequence[Relationship]) -> list[str]:
    """Put tables in an order in which parents come before their children.

    Args:
        names: The tables.
        relationships: The relationships.

    Returns:
        All names.

    Raises:
        UsageError: If tables go round in a circle.

    Example:
        >>> parents_first(["b", "a"], [Relationship("a", "id", "b", "a_id")])
        ['a', 'b']
    """
    left, ordered = list(names), []
    while left:
        free = [name for name in left if not any(link.child == name and link.parent in left for link in relationships)]
        if not free:
            raise UsageError(
                "tables are each other's parents", found=", ".join(left), hint="leave one relationship out"
            )
        ordered.append(free[0])
        left.remove(free[0])
    return ordered
